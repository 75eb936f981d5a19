"""A case: where it stands, the one thing to do next, and what the office may know."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import arrival
from hearth.actions.kept import retention
from hearth.core.audience import Audience
from hearth.core.units import Period
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import case as ask
from hearth.queries.arrival import without_homes
from hearth.queries.kept import retention as kept
from hearth.web.caseworker.forms import Change, first_day
from hearth.web.caseworker.shown import case as shown
from hearth.web.inputs import stands_as_seen
from hearth.web.telling.forms import told


@only_for(Audience.CASEWORKER)
@require_safe
def case(request: SignedVisit, case: UUID) -> HttpResponse:
    """The case page."""
    seen = ask.seen(case, by=request.by, now=request.now)
    strange: tuple[str, ...] = ()
    if seen.refused_areas:
        register = request.running.desk.register(request.now)
        strange = without_homes(seen.refused_areas, register=register, by=request.by)
    return render(
        request,
        "caseworker/case.html",
        {
            "case": shown.case(seen, request.now.date(), strange),
            "now_done": request.GET.get("done", ""),
        },
    )


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedVisit, case: UUID) -> HttpResponse:
    """They told more, or something else: write it down, and ask them again."""
    seen = ask.seen(case, by=request.by, now=request.now)
    posted = request.method == "POST"
    form = Change(
        request.POST if posted else None,
        initial=shown.written(seen),
        keeps_distance=seen.keeps_distance,
    )
    there = reverse("caseworker:case", args=[case])
    if posted and form.is_valid() and stands_as_seen(form):
        said = form.cleaned_data
        first = first_day(said["first"], request.now.date())
        changed = arrival.Change(
            told=told(said, said), tier=said["tier"], stay=Period.of_days(first, said["days"])
        )
        asked = arrival.change(case=case, change=changed, by=request.by, now=request.now)
        return back_to("caseworker:case", case, done="changed" if asked else "days")
    return render(request, "caseworker/change.html", {"form": form, "there": there})


@only_for(Audience.CASEWORKER)
@require_safe
def over(request: SignedVisit, case: UUID) -> HttpResponse:
    """What closing means; and, once it is closed, how long it is kept."""
    found = kept.ending(case, by=request.by)
    told = {"found": found, "case": case, "done": request.GET.get("done", "")}
    return render(request, "caseworker/intake/over.html", told)


@only_for(Audience.CASEWORKER)
@require_POST
def close(request: SignedVisit, case: UUID) -> HttpResponse:
    """It is over."""
    retention.close(case=case, by=request.by, now=request.now)
    return _to_over(case, "closed")


@only_for(Audience.CASEWORKER)
@require_POST
def ask_erase(request: SignedVisit, case: UUID) -> HttpResponse:
    """They ask that it be erased; the lead answers."""
    retention.ask(case=case, by=request.by, now=request.now)
    return _to_over(case, "asked")


def _to_over(case: UUID, done: Word) -> HttpResponse:
    return back_to("caseworker:over", case, done=done)
