"""The first page of the resident: where they are, the one next thing, and the other ways."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.core.tonight import OPEN
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import tonight
from hearth.queries.own import here as ask
from hearth.queries.own import said
from hearth.queries.own.asked_again import asked_again


@only_for(Audience.RESIDENT)
@require_safe
def begin(request: SignedVisit) -> HttpResponse:
    """Where they are now, in plain words."""
    here = ask.here(by=request.by, now=request.now)
    asked = tonight.asked(by=request.by) in OPEN
    shown = {"here": here, "asked": asked, "done": request.GET.get("done", "")}
    shown["again"] = asked_again(by=request.by)
    shown["talks"] = not said.is_hidden(by=request.by)
    return render(request, "resident/begin.html", shown)


@only_for(Audience.RESIDENT)
@require_safe
def closing(request: SignedVisit) -> HttpResponse:
    """What closing this page hides, and what it cannot."""
    return render(request, "resident/closing.html")
