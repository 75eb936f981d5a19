"""The move, and the stay in its days: planned, longer, harder for a time, ended."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import placement as act
from hearth.actions.intake import heed
from hearth.core.audience import Audience
from hearth.core.errors import NotFound, RuleBroken, Stale, StepNotAllowed
from hearth.core.ids import PersonId
from hearth.core.placement import Ending, FailedRule, against_plan
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import care as ask_care
from hearth.queries.casework import placement as ask
from hearth.queries.casework.head import must_be_of
from hearth.web.caseworker.forms import TimeOfCare
from hearth.web.caseworker.pages import show, then
from hearth.web.caseworker.stage_forms import (
    ArrivedForm,
    EndingForm,
    ExtendForm,
    MoveForm,
    first_values,
)

BESIDE = {"arrives_late": "at", "no_escort": "escort"}  # a rule for a move, and its field


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: SignedVisit, case: UUID) -> HttpResponse:
    """How they travel; posting plans the move, once both have said that it goes on."""
    found = ask.move(case=case, by=request.by, now=request.now)
    if request.method != "POST":
        first = first_values(found.free_from or found.first_day, found.first_night)
        return _move(request, found, MoveForm(initial=first))
    form = MoveForm(request.POST)
    if form.is_valid() and _keeps_rules(form, found) and _plan(request, form, found):
        return then("move", case, "planned")
    return _move(request, found, form)


def _move(request: SignedVisit, found: ask.Move, form: MoveForm) -> HttpResponse:
    arrived = ArrivedForm(initial={"on": found.planned_on or _today(request)})
    values = {"found": found, "form": form, "arrived": arrived}
    return show(request, "move", found.head, "move", values)


def _keeps_rules(form: MoveForm, found: ask.Move) -> bool:
    """Whether the plan keeps the programme's rules; what it does not keep stands at its field."""
    broken: tuple[FailedRule, ...] = against_plan(
        form.plan, arrive_before=found.arrive_before, escorted_first_night=found.escorted
    )
    for one in broken:
        form.add_error(BESIDE[one.code], one.sentence)
    return not broken


def _plan(request: SignedVisit, form: MoveForm, found: ask.Move) -> bool:
    """Plan it. What a rule says against it stands above the form, and nothing typed is lost."""
    if found.offer is None:
        raise RuleBroken("both must have met and said that it goes on, and the move is not planned")
    try:
        act.plan(
            offer_id=found.offer,
            move=form.plan,
            by=request.by,
            service=request.running.service,
            now=request.now,
        )
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    return True


@only_for(Audience.CASEWORKER)
@require_POST
def arrived(request: SignedVisit, case: UUID, stay: UUID) -> HttpResponse:
    """They have travelled there together and moved in."""
    must_be_of(case, stay=stay)
    form = ArrivedForm(request.POST)
    if form.is_valid() and _done(
        form,
        "on",
        lambda: act.move(
            placement_id=stay,
            on=form.cleaned_data["on"],
            by=request.by,
            service=request.running.service,
            now=request.now,
        ),
    ):
        return then("stay", case, "arrived")
    found = ask.move(case=case, by=request.by, now=request.now)
    values = {"found": found, "form": MoveForm(), "arrived": form}
    return show(request, "move", found.head, "move", values)


@only_for(Audience.CASEWORKER)
@require_POST
def cancel(request: SignedVisit, case: UUID, stay: UUID) -> HttpResponse:
    """A planned move does not happen."""
    must_be_of(case, stay=stay)
    act.cancel(placement_id=stay, by=request.by, office=request.by, now=request.now)
    return then("stay", case, "unplanned")


@only_for(Audience.CASEWORKER)
@require_safe
def stay(request: SignedVisit, case: UUID) -> HttpResponse:
    """The stay in its days, and its checks without a word of what was said."""
    return _stay(request, case, ExtendForm())


def _stay(request: SignedVisit, case: UUID, form: ExtendForm) -> HttpResponse:
    found = ask.stay(case=case, by=request.by, now=request.now)
    return show(request, "stay", found.head, "stay", {"found": found, "form": form})


@only_for(Audience.CASEWORKER)
@require_POST
def extend(request: SignedVisit, case: UUID, stay: UUID) -> HttpResponse:
    """A longer stay than was planned."""
    must_be_of(case, stay=stay)
    form = ExtendForm(request.POST)
    if form.is_valid() and _done(
        form,
        "until",
        lambda: act.extend(
            placement_id=stay, until=form.cleaned_data["until"], by=request.by, now=request.now
        ),
    ):
        return then("stay", case, "longer")
    return _stay(request, case, form)


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def ending(request: SignedVisit, case: UUID, stay: UUID) -> HttpResponse:
    """Why and when a stay ended; posting ends it."""
    must_be_of(case, stay=stay)
    found = ask.stay(case=case, by=request.by, now=request.now)
    if found.id != stay:
        raise NotFound("no such record")
    posted = request.method == "POST"
    form = EndingForm(request.POST if posted else None, initial={"on": _today(request)})
    if posted and form.is_valid() and _done(form, "on", lambda: _end(request, stay, form)):
        return then("stay", case, "over")
    values = {"found": found, "form": form}
    return show(request, "ending", found.head, "stay", values)


def _end(request: SignedVisit, stay: UUID, form: EndingForm) -> None:
    entered = form.cleaned_data
    act.end(
        placement_id=stay,
        why=Ending(entered["why"]),
        on=entered["on"],
        by=request.by,
        office=request.by,
        now=request.now,
    )


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def care(request: SignedVisit, case: UUID) -> HttpResponse:
    """When they need more care; posting brings the visits nearer at once."""
    found = ask_care.care(case=case, by=request.by, now=request.now)
    posted = request.method == "POST"
    form = TimeOfCare(request.POST if posted else None, kinds=found.kinds, people=found.people)
    if posted and form.is_valid() and _done(form, "kind", lambda: _heed(request, case, form)):
        return then("stay", case, "heeded")
    return show(request, "intake/care", found.head, "stay", {"found": found, "form": form})


def _heed(request: SignedVisit, case: UUID, form: TimeOfCare) -> None:
    person = PersonId(form.person)
    heed(case=case, person=person, period=form.period, by=request.by, now=request.now)


def _done(form: forms.Form, field: str, act_: Callable[[], None]) -> bool:
    """Whether the act was done; where a rule speaks against it, that stands at its field.

    That somebody has moved the stay on meanwhile is no matter of a field, and is told apart.
    """
    try:
        act_()
    except (StepNotAllowed, Stale):
        raise
    except RuleBroken as error:
        form.add_error(field, str(error))
        return False
    return True


def _today(request: SignedVisit) -> date:
    return request.now.date()
