"""Waiting, capacity against need, stays, and which homes to look for. No names, no cases."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import figures as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import figures as ask
from hearth.stats.small_numbers import FEWEST
from hearth.web.manager import shown


@only_for(Audience.MANAGER)
@require_safe
def figures(request: SignedVisit) -> HttpResponse:
    """The figures as they were last worked out."""
    service, done = request.running.service, request.GET.get("done", "")
    found = ask.latest(by=request.by, service=service, now=request.now)
    told = {"found": found, "few": FEWEST, "done": done, "pictures": shown.pictures(found)}
    return render(request, "manager/figures.html", told)


@only_for(Audience.MANAGER)
@require_safe
def homes(request: SignedVisit) -> HttpResponse:
    """Which homes to look for next."""
    service = request.running.service
    found = ask.latest(by=request.by, service=service, now=request.now)
    return render(request, "manager/homes.html", {"found": found, "count": shown.count})


@only_for(Audience.MANAGER)
@require_POST
def work_out(request: SignedVisit) -> HttpResponse:
    """The figures of this moment, in place of the last ones."""
    service = request.running.service
    found = ask.work_out(by=request.by, service=service, now=request.now)
    act.keep(found, by=request.by, service=service, now=request.now)
    return back_to("manager:begin", done="worked_out")
