"""The vetting of all hosts, and a step that was done."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions.homes import hosts as act
from hearth.actions.matching.desk import register_for
from hearth.core.audience import Audience
from hearth.core.host import Outcome
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import hosts as ask
from hearth.queries.homes import vetting
from hearth.queries.matching.known import Group
from hearth.web.caseworker.hosts import shown
from hearth.web.caseworker.hosts.forms import StepDone
from hearth.web.words import _, say

PAGE_DIGITS = 6  # nobody turns a million pages
GROUPS = {
    Group.FAILED: _("Failed"),
    Group.LAPSED: _("Lapsed"),
    Group.DAYS_30: _("Lapses within 30 days"),
    Group.DAYS_60: _("Lapses in 31 to 60 days"),
    Group.DAYS_90: _("Lapses in 61 to 90 days"),
    Group.OFFER: _("Never done, and needed before an offer"),
    Group.PLACEMENT: _("Never done, and needed before a move"),
}


@only_for(Audience.CASEWORKER)
@require_safe
def board(request: SignedVisit) -> HttpResponse:
    """What lapses when, and what is missing; with `group`, one of its groups, page by page."""
    programme = ask.chosen(request.GET.get("under", ""), now=request.now)
    register = register_for(request.by, request.running.desk, now=request.now, purpose="vetting")
    only, page = _asked(request)
    found = vetting.board(
        register, programme=programme, by=request.by, now=request.now, only=only, page=page
    )
    words = {
        "groups": [(say(GROUPS[one.group]), one) for one in found],
        "title": programme.title,
        "under": programme.name,
        "at": found[0].before // vetting.SHOWN + 1 if only else 0,
    }
    return render(request, "caseworker/hosts/vetting.html", words)


def _asked(request: SignedVisit) -> tuple[Group | None, int]:
    """Which group, and which page of it. What cannot be read is left out: an old link opens."""
    group, page = request.GET.get("group", ""), request.GET.get("page", "")
    only = Group(group) if group in set(Group) else None
    return only, int(page) if page.isdecimal() and len(page) <= PAGE_DIGITS else 1


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: SignedVisit, host: UUID, requirement: str) -> HttpResponse:
    """Write down a step that was done. `of` is who it is about, `under` whose rules ask for it."""
    programme = ask.chosen(request.GET.get("under", ""), now=request.now)
    name, known, found = ask.step(
        host,
        requirement,
        request.GET.get("of", ""),
        programme=programme,
        by=request.by,
        now=request.now,
    )
    form = StepDone(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.evidence(requirement, found.subject)
        act.record_step(
            host=host, done=done, programme=programme.name, by=request.by, now=request.now
        )
        return back_to(
            "caseworker:host", host, done="stopped" if done.outcome is Outcome.FAILED else "step"
        )
    task = shown.task(found, known, request.now.date())
    words = {"host": host, "name": name, "task": task, "form": form, "under": programme.name}
    return render(request, "caseworker/hosts/step.html", words)
