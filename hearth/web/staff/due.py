"""What falls due, the rules that say so, and pauses."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions.matching.desk import register_for
from hearth.actions.visiting import duties, missing, pauses
from hearth.core.audience import Audience
from hearth.core.concerns import Escalated
from hearth.core.pauses import MOST_DAYS
from hearth.core.programme import ForcedAct
from hearth.core.where import Met
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding import escalated
from hearth.queries.homes import vetting
from hearth.queries.homes.hosts import chosen
from hearth.queries.visiting import due as ask
from hearth.web.searched import searched
from hearth.web.staff.forms import BackForm, EndPauseForm, MissingForm, PauseForm
from hearth.web.where import MET, must_be
from hearth.web.words import _

DAY = timedelta(days=1)
# Why something that was done does not count, by the code of the decision.
NOT_AS: Mapping[str, Word] = {
    "by_call": "by_call",
    "not_at_home": "not_at_home",
    "not_elsewhere": "not_elsewhere",
}
ESCALATED: Mapping[ForcedAct, str] = {
    ForcedAct.TELL_MANAGER: _("The lead tells you of it: ask them."),
    ForcedAct.INDEPENDENT_REVIEW: _("It asks for an independent review: see that there is one."),
}


@only_for(Audience.CASEWORKER, Audience.LEAD, Audience.VISITOR, Audience.MANAGER)
@require_safe
def due(request: SignedVisit) -> HttpResponse:
    """What is overdue, what may be done now, what comes, and what is paused."""
    found = ask.falling(by=request.by, now=request.now)
    is_manager = request.by.audience is Audience.MANAGER
    page = {
        "found": found,
        "escalated": _escalated(request) if is_manager else (),
        "unanswered": escalated.unanswered(by=request.by) if is_manager else escalated.NONE,
        "renewals": _renewals(request) if request.by.audience is Audience.CASEWORKER else None,
        "acts": ESCALATED,
        "may_pause": request.by.audience in MOST_DAYS,
        "may_do": request.by.audience is not Audience.MANAGER,
        "may_be_told": request.by.audience in {Audience.LEAD, Audience.MANAGER},
        "is_manager": is_manager,
        "done": request.GET.get("done", ""),
        "must_be": must_be,
        "ways": MET,
        "last": lambda pause: pause.end_on - DAY,
    }
    return render(request, "staff/due.html", page)


def _renewals(request: SignedVisit) -> vetting.Renewals:
    """The vetting that cannot wait, as the office's own page counts it."""
    desk, now = request.running.desk, request.now
    register = register_for(request.by, desk, now=now, purpose="vetting")
    return vetting.renewals(register, programme=chosen("", now=now), by=request.by, now=now)


def _escalated(request: SignedVisit) -> tuple[Escalated, ...]:
    service = request.running.service
    return escalated.to_manager(by=request.by, service=service, now=request.now)


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
        return back_to("staff:due", done="refused")
    met = Met(how) if how in set(Met) else None
    decision = duties.do(duty=duty, by=request.by, now=request.now, met=met)
    return back_to(
        "staff:due", done="done" if decision.allowed else NOT_AS[decision.against[0].code]
    )


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: SignedVisit, stay: UUID) -> HttpResponse:
    """Nobody visits a stay for a while."""
    number, most = ask.stay_number(stay, by=request.by), MOST_DAYS[request.by.audience]
    posted = request.POST if request.method == "POST" else None
    form = PauseForm(posted, today=request.now.date(), most_days=most)
    if posted is not None and form.is_valid():
        by, service, now = request.by, request.running.service, request.now
        with searched(request, form, "reason", about=stay):
            pauses.pause(placement_id=stay, pause=form.pause(), by=by, service=service, now=now)
            return back_to("staff:due", done="paused")
    return render(request, "staff/pause.html", {"form": form, "number": number, "most": most})


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def end_pause(request: SignedVisit, stay: UUID) -> HttpResponse:
    """Visits to a stay go on before the day that was set."""
    number = ask.stay_number(stay, by=request.by)
    posted = request.POST if request.method == "POST" else None
    form = EndPauseForm(posted, initial={"pause": request.GET.get("pause", "")})
    if posted is not None and form.is_valid():
        with searched(request, form, "reason", about=stay):
            pauses.end_early(
                placement_id=stay,
                pause_id=form.cleaned_data["pause"],
                ended=form.ended(),
                by=request.by,
                service=request.running.service,
                now=request.now,
            )
            return back_to("staff:due", done="goes_on")
    return render(request, "staff/end_pause.html", {"form": form, "number": number})


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def missing_(request: SignedVisit, stay: UUID) -> HttpResponse:
    """They are not where they live: written down, or that they are back."""
    found = ask.away(stay, by=request.by)
    posted = request.POST if request.method == "POST" else None
    form = (BackForm if found.since else MissingForm)(posted, today=request.now.date())
    if posted is None or not form.is_valid():
        return render(request, "staff/missing.html", {"form": form, "found": found})
    by, service, now = request.by, request.running.service, request.now
    if not isinstance(form, MissingForm):
        back = form.cleaned_data["back"]
        missing.came_back(placement_id=stay, on=back, by=by, service=service, now=now)
        return back_to("staff:due", done="back")
    raised = missing.report(
        placement_id=stay, report=form.report(), by=by, service=service, now=now
    )
    # The receipt stands in this one answer: with it the answer to the concern is read.
    return render(request, "staff/reported.html", {"raised": raised, "number": found.number})
