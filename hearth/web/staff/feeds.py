"""My calendar: a secret address that a calendar reads days and hours from."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.telling import feeds as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.visiting import feeds as ask


@only_for(Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR)
@require_safe
def feed(request: SignedVisit) -> HttpResponse:
    """Whether there is an address, and until when it works."""
    return render(request, "staff/calendar.html", _page(request))


@only_for(Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR)
@require_POST
def make(request: SignedVisit) -> HttpResponse:
    """A new address, told in this one answer and kept nowhere. The one before is dead."""
    token = act.make(by=request.by, now=request.now)
    address = request.build_absolute_uri(reverse("front:calendar", args=[token]))
    return render(request, "staff/calendar.html", _page(request) | {"address": address})


@only_for(Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR)
@require_POST
def revoke(request: SignedVisit) -> HttpResponse:
    """The address is dead from now on."""
    act.revoke(by=request.by, now=request.now)
    return back_to("staff:calendar", done="ended")


def _page(request: SignedVisit) -> dict[str, object]:
    own = ask.own(by=request.by, now=request.now)
    return {"own": own, "address": "", "done": request.GET.get("done", "")}
