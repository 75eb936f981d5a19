"""Today: who has come, who waits, what is due, what is overdue, what came back."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import board as ask
from hearth.queries import tonight
from hearth.web.caseworker import shown_board as shown


@only_for(Audience.CASEWORKER)
@require_safe
def board(request: SignedVisit) -> HttpResponse:
    """Today's board."""
    found = ask.board(by=request.by, now=request.now)
    return render(
        request,
        "caseworker/board.html",
        {
            "today": request.now.date(),
            "begun": shown.begun(found),
            "lists": shown.lists(found),
            "tonight": tonight.wished(by=request.by),
            "done": request.GET.get("done", ""),
        },
    )
