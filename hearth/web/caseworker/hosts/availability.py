"""When a home is free, and in which rooms."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hearth.actions.homes import hosts as act
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.home import Home
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import hosts as ask
from hearth.web.caseworker.hosts import shown
from hearth.web.caseworker.hosts.forms import Days, OneRoom
from hearth.web.inputs import stands_as_seen


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: SignedVisit, home: UUID) -> HttpResponse:
    """The calendar of a home: days that are free, and days that are not."""
    host, found = ask.home(home, by=request.by, now=request.now)
    form = Days(request.POST or None)
    if request.method == "POST" and form.is_valid():
        change = act.open_days if form.cleaned_data["what"] == "open" else act.close_days
        change(home=home, days=form.period(), by=request.by, now=request.now)
        return back_to("caseworker:host", host, done="days")
    free = [shown.days(one) for one in found.free]
    words = {"host": host, "home": home, "free": free, "form": form}
    return render(request, "caseworker/hosts/days.html", words)


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def room(request: SignedVisit, home: UUID, at: int | None = None) -> HttpResponse:
    """One room of a home, or one more."""
    host, found = ask.home(home, by=request.by, now=request.now)
    form = OneRoom(request.POST or None, initial=_there(found, at))
    if request.method == "POST" and form.is_valid() and stands_as_seen(form):
        act.set_room(home=home, at=at, room=form.room(), by=request.by, now=request.now)
        return back_to("caseworker:host", host, done="room")
    return render(request, "caseworker/hosts/room.html", {"host": host, "at": at, "form": form})


def _there(home: Home, at: int | None) -> dict[str, object]:
    if at is None:
        return {}
    if at >= len(home.rooms):
        raise NotFound("the home has no such room")
    return {"beds": home.rooms[at].beds, "floor_m2": home.rooms[at].floor_m2}
