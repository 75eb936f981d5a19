"""The draws of unannounced visits, made again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.visiting import draws as ask


@only_for(Audience.AUDITOR)
@require_safe
def draws(request: SignedVisit) -> HttpResponse:
    """Each draw that was promised, and of those that are told whether it holds."""
    told = {"quarters": ask.quarters(by=request.by), "plans": ask.plans(by=request.by)}
    return render(request, "auditor/draws.html", told)
