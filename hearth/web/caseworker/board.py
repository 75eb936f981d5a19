"""Today: who waits, what is due, what is overdue, what came back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import board as ask


@only_for(Audience.CASEWORKER)
@require_safe
def board(request: SignedVisit) -> HttpResponse:
    """Today's board."""
    waiting = ask.waiting(by=request.by, now=request.now)
    return render(request, "caseworker/board.html", {"waiting": waiting})
