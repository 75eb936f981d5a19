"""What needs a decision, the most pressing first."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import concerns
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import asked_again
from hearth.queries.deciding import board as ask
from hearth.queries.record import whole as records
from hearth.web.figures import records as shown
from hearth.web.lead.shown import WORDS


@only_for(Audience.LEAD)
@require_safe
def board(request: SignedVisit) -> HttpResponse:
    """Concerns, checks, wishes, pauses and breaches that wait for the lead."""
    found = ask.to_decide(by=request.by, now=request.now)
    done = request.GET.get("done", "")
    kept = records.latest(by=request.by, now=request.now)
    alarms = shown.warnings(kept) if kept is not None else []
    told = {"found": found, "words": WORDS, "done": done, "alarms": alarms}
    told["put_back_on"] = asked_again.put_back_on()
    return render(request, "lead/board.html", told)


@only_for(Audience.LEAD)
@require_POST
def lift(request: SignedVisit, host: UUID) -> HttpResponse:
    """This host may be offered again."""
    concerns.lift_pause(host=host, by=request.by, now=request.now)
    return back_to("lead:board", done="lifted")
