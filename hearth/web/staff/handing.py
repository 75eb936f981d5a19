"""What the office tells the manager: why stays end, in shares that hide every small number."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import outcomes as act
from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import outcomes as ask
from hearth.stats.small_numbers import FEWEST
from hearth.web.figures import outcomes as shown


@only_for(Audience.CASEWORKER)
@require_safe
def handing(request: SignedVisit) -> HttpResponse:
    """What would be told, and nothing told yet."""
    found = ask.reasons(by=request.by, now=request.now)
    told = {"picture": shown.reasons(found), "few": FEWEST, "done": request.GET.get("done", "")}
    return render(request, "staff/handing.html", told)


@only_for(Audience.CASEWORKER)
@require_POST
def hand_on(request: SignedVisit) -> HttpResponse:
    """The manager reads it from now on, in place of what was told before."""
    found = ask.reasons(by=request.by, now=request.now)
    service = request.running.service
    act.hand_on(found, by=request.by, service=service, now=request.now)
    return HttpResponseRedirect(f"{reverse('staff:handing')}?done=told")
