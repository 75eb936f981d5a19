"""What falls due, the rules that say so, and pauses."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import duties, pauses
from hearth.core.audience import Audience
from hearth.core.pauses import MOST_DAYS
from hearth.core.where import Met
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import due as ask
from hearth.web.staff.forms import PauseForm
from hearth.web.where import MET, must_be

DAY = timedelta(days=1)


@only_for(Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR, Audience.MANAGER)
@require_safe
def due(request: SignedVisit) -> HttpResponse:
    """What is overdue, what may be done now, what comes, and what is paused."""
    found = ask.falling(by=request.by, now=request.now)
    page = {
        "found": found,
        "may_pause": request.by.audience in MOST_DAYS,
        "may_do": request.by.audience is not Audience.MANAGER,
        "is_manager": request.by.audience is Audience.MANAGER,
        "done": request.GET.get("done", ""),
        "must_be": must_be,
        "ways": MET,
        "last": lambda pause: pause.end_on - DAY,
    }
    return render(request, "staff/due.html", page)


@only_for(Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR, Audience.MANAGER)
@require_safe
def rule(request: SignedVisit, ref: str, rule: str) -> HttpResponse:
    """One rule of one version: what it asks for, and where that comes from."""
    return render(request, "staff/rule.html", {"found": ask.rule(ref, rule, by=request.by)})


@only_for(Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR)
@require_POST
def done(request: SignedVisit, duty: UUID) -> HttpResponse:
    """It was done today, in the way that the pressed button says, or the person said no to it."""
    how = request.POST.get("how", "")
    if how == "refused":
        duties.refuse(duty=duty, by=request.by, now=request.now)
        return HttpResponseRedirect(f"{reverse('staff:due')}?done=refused")
    met = Met(how) if how in set(Met) else None
    decision = duties.do(duty=duty, by=request.by, now=request.now, met=met)
    word = "done" if decision.allowed else decision.against[0].code
    return HttpResponseRedirect(f"{reverse('staff:due')}?done={word}")


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: SignedVisit, stay: UUID) -> HttpResponse:
    """Nobody visits a stay for a while."""
    number, most = ask.stay_number(stay, by=request.by), MOST_DAYS[request.by.audience]
    posted = request.POST if request.method == "POST" else None
    form = PauseForm(posted, today=request.now.date(), most_days=most)
    if posted is not None and form.is_valid():
        service = request.running.service
        pauses.pause(
            placement_id=stay, pause=form.pause(), by=request.by, service=service, now=request.now
        )
        return HttpResponseRedirect(f"{reverse('staff:due')}?done=paused")
    return render(request, "staff/pause.html", {"form": form, "number": number, "most": most})
