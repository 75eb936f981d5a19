"""The register: its list, one host, and the pause of a host."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions.homes import hosts as act
from hearth.actions.matching.desk import register_for
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import hosts as ask
from hearth.queries.matching.known import May
from hearth.web.caseworker.hosts import shown
from hearth.web.caseworker.hosts.forms import MAY, Filter, OnePause
from hearth.web.words import say

DONE = {
    "days": "The days are written down.",
    "room": "The room is written down.",
    "paused": "Nobody is brought to them for these days.",
    "resumed": "The pause has ended. They can be asked again.",
    "step": "The step is written down.",
    "entered": "The list is in. Every row of it is a host here, and the file is shredded.",
    "stopped": "It is written down as failed. Offers of this host have ended, everybody who lives "
    "there gets one more check, and the lead alone lets them be offered again.",
}
COLOURS = {May.READY: "green", May.UNVETTED: "yellow", May.PAUSED: "grey", May.STOPPED: "red"}


@only_for(Audience.CASEWORKER)
@require_safe
def hosts(request: SignedVisit) -> HttpResponse:
    """The list. Which hosts are wanted stands in the address, so that it can be kept."""
    register = register_for(request.by, request.running.desk, now=request.now, purpose="register")
    number = request.GET.get("page", "1")
    listed = ask.listed(
        register,
        Filter(request.GET).wanted(),
        page=int(number) if number.isascii() and number.isdigit() and len(number) < 9 else 1,
        programme=ask.chosen("", now=request.now),
        by=request.by,
        now=request.now,
    )
    form = Filter(request.GET, areas=listed.areas)
    words = {
        "listed": listed,
        "form": form,
        "may": MAY,
        "colours": COLOURS,
        "at": _at(request),
        "done": said_of(request),
    }
    return render(request, "caseworker/hosts/hosts.html", words)


def _at(request: SignedVisit) -> str:
    """What is asked for, to begin the address of another page of it."""
    kept = [
        (name, one)
        for name in request.GET
        if name not in {"page", "done"}
        for one in request.GET.getlist(name)
    ]
    return urlencode(kept) + "&" if kept else ""


@only_for(Audience.CASEWORKER)
@require_safe
def host(request: SignedVisit, host: UUID) -> HttpResponse:
    """One host."""
    programme = ask.chosen(request.GET.get("under", ""), now=request.now)
    found = ask.one(host, programme=programme, by=request.by, now=request.now)
    words = {
        "host": shown.host(found, request.now.date()),
        "may": MAY[found.known.may],
        "colour": COLOURS[found.known.may],
        "stopped": found.known.may is May.STOPPED,
        "under": programme.name,
        "title": programme.title,
        "done": said_of(request),
    }
    return render(request, "caseworker/hosts/host.html", words)


def said_of(request: SignedVisit) -> str:
    """What was just done, in words, for the head of the next page; empty where nothing was."""
    words = DONE.get(request.GET.get("done", ""))
    return say(words) if words else ""


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: SignedVisit, host: UUID) -> HttpResponse:
    """Bring nobody to a host for a while."""
    form = OnePause(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act.pause(host=host, pause=form.pause(), by=request.by, now=request.now)
        return back_to("caseworker:host", host, done="paused")
    programme = ask.chosen("", now=request.now)
    found = ask.one(host, programme=programme, by=request.by, now=request.now)
    words = {"host": host, "name": found.identity.name, "form": form}
    return render(request, "caseworker/hosts/pause.html", words)


@only_for(Audience.CASEWORKER)
@require_POST
def resume(request: SignedVisit, host: UUID) -> HttpResponse:
    """The office's own pause ends today."""
    act.resume(host=host, by=request.by, now=request.now)
    return back_to("caseworker:host", host, done="resumed")
