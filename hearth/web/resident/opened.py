"""Who has opened what is kept about them, and why."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding.stay import openings_of_own
from hearth.queries.own import opened as ask
from hearth.web.resident import wording


@only_for(Audience.RESIDENT)
@require_safe
def opened(request: SignedVisit) -> HttpResponse:
    """The openings by others, the latest first."""
    found = ask.opened(by=request.by)
    told = openings_of_own(by=request.by, now=request.now)
    shown = {"opened": found, "told": told, "wording": wording}
    return render(request, "resident/opened.html", shown)
