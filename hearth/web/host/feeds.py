"""A host's calendar: visits that were announced, moves to come, and nothing else."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.telling import feeds as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.visiting import announced
from hearth.queries.visiting import feeds as ask


@only_for(Audience.HOST)
@require_safe
def feed(request: SignedVisit) -> HttpResponse:
    """Whether there is an address, and until when it works."""
    return render(request, "host/calendar.html", _page(request))


@only_for(Audience.HOST)
@require_POST
def make(request: SignedVisit) -> HttpResponse:
    """A new address, told in this one answer and kept nowhere. The one before is dead."""
    token = act.make(by=request.by, now=request.now)
    address = request.build_absolute_uri(reverse("front:calendar", args=[token]))
    return render(request, "host/calendar.html", _page(request) | {"address": address})


@only_for(Audience.HOST)
@require_POST
def revoke(request: SignedVisit) -> HttpResponse:
    """The address is dead from now on."""
    act.revoke(by=request.by, now=request.now)
    return back_to("host:calendar", done="ended")


def _page(request: SignedVisit) -> dict[str, object]:
    own = ask.own(by=request.by, now=request.now)
    visits = announced.own(by=request.by, now=request.now)
    done = request.GET.get("done", "")
    return {"own": own, "address": "", "visits": visits, "done": done}
