"""The first page of the host: what is asked of them now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import hosting, own_home
from hearth.web.host import shown


@only_for(Audience.HOST)
@require_safe
def begin(request: SignedVisit) -> HttpResponse:
    """What is asked of them now."""
    by, now = request.by, request.now
    own = own_home.own(by=by, service=request.running.service, now=now)
    asked = hosting.asked(by=by, now=now)
    here = hosting.guests(by=by, now=now)
    page = {
        "asked": [one for one in asked.first if one.seen_as in ("arranged", "waiting")],
        "guests": [one for one in here.first if one.lives_here or one.state == "planned"],
        "homes": own.homes,
        "steps": shown.steps(own.tasks),
        "done": shown.done(request.GET.get("done", "")),
    }
    return render(request, "host/begin.html", page)


@only_for(Audience.HOST)
@require_safe
def steps(request: SignedVisit) -> HttpResponse:
    """Their vetting as a list of tasks."""
    own = own_home.own(by=request.by, service=request.running.service, now=request.now)
    page = {"tasks": [shown.task(one) for one in own.tasks], "steps": shown.steps(own.tasks)}
    return render(request, "host/steps.html", page)
