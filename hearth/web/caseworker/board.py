"""Today: who has come, who waits, what is due, what is overdue, what came back.

And what the office tells the manager: why stays end, in shares that hide every small number.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import outcomes as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import board as ask
from hearth.queries import outcomes
from hearth.queries import transfer as ask_transfer
from hearth.queries.casework import asked_again
from hearth.queries.homes import tonight
from hearth.stats.small_numbers import FEWEST
from hearth.web.caseworker.shown import board as shown
from hearth.web.figures import outcomes as figures


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
            "falling": shown.falling(found.due),
            "again": asked_again.how_many(by=request.by),
            "put_back_on": asked_again.put_back_on(),
            "tonight": tonight.wished(by=request.by),
            "offered": ask_transfer.offered(by=request.by),
            "done": request.GET.get("done", ""),
        },
    )


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def handing(request: SignedVisit) -> HttpResponse:
    """What would be told, counted when asked for, and nothing told yet.

    Every ending is opened for it, which is no work for a page that somebody only passes.
    """
    told: dict[str, object] = {"picture": None, "few": FEWEST, "done": request.GET.get("done", "")}
    if request.method == "POST":
        found = outcomes.reasons(by=request.by, now=request.now)
        told["picture"] = figures.reasons(found.told)
    return render(request, "caseworker/leaving/why_stays_end.html", told)


@only_for(Audience.CASEWORKER)
@require_POST
def hand_on(request: SignedVisit) -> HttpResponse:
    """The manager reads it from now on, in place of what was told before."""
    found = outcomes.reasons(by=request.by, now=request.now)
    service = request.running.service
    act.hand_on(found, by=request.by, service=service, now=request.now)
    return back_to("caseworker:handing", done="told")
