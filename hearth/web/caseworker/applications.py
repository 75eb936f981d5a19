"""What hosts, and people who would like to be hosts, wrote to the office."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.homes import application as act
from hearth.core.application import State
from hearth.core.audience import Audience
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import application as ask
from hearth.queries.homes import diary
from hearth.web.words import _

STATES = {State.SENT: _("New"), State.TAKEN_UP: _("Being talked with"), State.CLOSED: _("Settled")}
DONE = {
    "taken_up": _("It is yours to answer. Ring or write to them."),
    "closed": _("It is settled, and no longer on the list."),
}


@only_for(Audience.CASEWORKER)
@require_safe
def applications(request: SignedVisit) -> HttpResponse:
    """Who asked to be a host, and what hosts changed and wrote."""
    page = {
        "waiting": ask.waiting(by=request.by, now=request.now),
        "entries": diary.of_all(by=request.by, now=request.now),
        "states": STATES,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "caseworker/applications.html", page)


@only_for(Audience.CASEWORKER)
@require_safe
def application(request: SignedVisit, application: UUID) -> HttpResponse:
    """One application, in their own words."""
    found = ask.one(application, by=request.by, now=request.now)
    page = {"one": found, "states": STATES}
    return render(request, "caseworker/application.html", page)


@only_for(Audience.CASEWORKER)
@require_POST
def take_up(request: SignedVisit, application: UUID) -> HttpResponse:
    """The office talks with them."""
    act.take_up(application_id=application, by=request.by, now=request.now)
    return _to_list("taken_up")


@only_for(Audience.CASEWORKER)
@require_POST
def close(request: SignedVisit, application: UUID) -> HttpResponse:
    """It is settled."""
    act.close(application_id=application, by=request.by, now=request.now)
    return _to_list("closed")


def _to_list(done: Word) -> HttpResponse:
    return back_to("caseworker:applications", done=done)
