"""What became of it: waiting, stays, ends, groups, and the records as the lead handed them on."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import outcomes as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import outcomes as ask
from hearth.stats.small_numbers import FEWEST
from hearth.web.figures import outcomes as shown


@only_for(Audience.MANAGER)
@require_safe
def outcomes(request: SignedVisit) -> HttpResponse:
    """As it was last worked out, and as lead and office handed it on."""
    service = request.running.service
    found = ask.latest(by=request.by, service=service, now=request.now)
    told = {
        "found": found,
        "few": FEWEST,
        "done": request.GET.get("done", ""),
        "pictures": shown.pictures(found.outcomes) if found.outcomes else [],
        "reasons": shown.reasons(found.reasons) if found.reasons else None,
        "records": shown.records(found.records) if found.records else None,
    }
    return render(request, "manager/outcomes.html", told)


@only_for(Audience.MANAGER)
@require_POST
def work_out(request: SignedVisit) -> HttpResponse:
    """What became of it as of this moment, in place of what was worked out before."""
    service = request.running.service
    found = ask.work_out(by=request.by, service=service, now=request.now)
    act.keep(found, by=request.by, service=service, now=request.now)
    return back_to("manager:outcomes", done="worked_out")
