"""What needs a decision of the lead, the most pressing first: a few of each, and how many.

The lead's keys open no name, so cases, stays and hosts are called by their numbers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hearth.core import checks, concerns, emergency, permanence
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import Concern, Kind, Weight
from hearth.core.errors import NotFound
from hearth.core.placement import HOLDS_A_HOME, LIVES_THERE
from hearth.core.programme import PermanenceRules
from hearth.core.result import Breach
from hearth.queries.deciding import matters
from hearth.queries.numbers import number
from hearth.store import facts, programmes
from hearth.store.access import SignedIn
from hearth.store.models import (
    BreachRow,
    CheckRow,
    ConcernRow,
    EmergencyRow,
    GrantRow,
    HostRow,
    PermanenceRow,
)
from hearth.store.near import hosts_of, stays_of
from hearth.store.principals import circle

PURPOSE = "lead's board"
SHOWN = 20  # of each list
OneT = TypeVar("OneT")


@dataclass(frozen=True, slots=True)
class Listed(Generic[OneT]):
    """The first of a list, and how many are on it."""

    first: tuple[OneT, ...]
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAnswer:
    """A concern that nobody has answered yet, or that was written about again since.

    `by` is the last day for what comes next, `level` how far it has risen since, and `elsewhere`
    whether a colleague has it in hand. `like_it` is how many came from the same machine on
    one day, where so many did that they are shown as one.
    """

    id: UUID
    kind: Kind
    weight: Weight | None
    state: concerns.State
    case: str
    by: date
    is_late: bool
    level: int
    elsewhere: bool
    has_letter: bool
    like_it: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToConfirm:
    """A stay that both wish to be for good. `from_day` is when the cooling-off has passed."""

    stay: UUID
    case: str
    form: str
    from_day: date
    may_be_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MissedCheck:
    """A check that was not held in time, was held and does not count, or that the person did not
    want. `state` is which."""

    stay: UUID
    case: str
    due_on: date
    state: checks.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A host to whom nobody is offered now, and how many parties live there or move in soon."""

    host: UUID
    number: str
    stays: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Somebody knew a result before its person allowed it. Of what it was, nothing."""

    known_to: str
    on: date
    before_person: bool


@dataclass(frozen=True, slots=True)
class ToDecide:
    """All of it."""

    concerns: Listed[ToAnswer]
    permanence: Listed[ToConfirm]
    checks: Listed[MissedCheck]
    paused: Listed[Paused]
    breaches: Listed[Told]
    emergencies: tuple[UUID, ...]


@transaction.atomic
def to_decide(*, by: SignedIn, now: datetime) -> ToDecide:
    """What the lead must decide now.

    Raises NotFound for everybody else. Cost: two openings of at most `SHOWN` facts each.
    """
    must_be_lead(by)
    return ToDecide(
        concerns=_concerns(by, now),
        permanence=_permanence(by, now.date()),
        checks=_checks(by),
        paused=_paused(by),
        breaches=_breaches(by, now),
        emergencies=_emergencies(),
    )


def must_be_lead(by: SignedIn) -> None:
    """Raises NotFound for everybody but the lead: that there is anything is not theirs to know."""
    if by.audience is not Audience.LEAD:
        raise NotFound("no such record")


def _concerns(by: SignedIn, now: datetime) -> Listed[ToAnswer]:
    """What waits, by the day it must be done; of a crowd from one machine the first alone."""
    waiting = matters.waiting(by)
    crowds = {one.source: one for one in matters.crowds(by)}
    rows = list(waiting.exclude(source__in=list(crowds))[:SHOWN])
    rows += [one.first for one in crowds.values()]
    return Listed(tuple(listed(rows, by, now, crowds)), waiting.count())


def listed(
    rows: Sequence[ConcernRow],
    by: SignedIn,
    now: datetime,
    crowds: Mapping[str, matters.Crowd] | None = None,
) -> list[ToAnswer]:
    """These concerns as they are listed, by the day they must be done. One opening of them all."""
    opened = opened_(Concern, [row.item_id for row in rows], by, now)
    many = {source: one.count for source, one in (crowds or {}).items()}
    found = [
        _to_answer(row, opened[row.item_id], by, now.date(), many.get(row.source, 1))
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.by, one.id.hex))


def _to_answer(
    row: ConcernRow, raised: Concern, by: SignedIn, today: date, like_it: int
) -> ToAnswer:
    state = concerns.State(row.state)
    return ToAnswer(
        id=row.id,
        kind=raised.kind,
        weight=raised.weight,
        state=state,
        case=number(row.placement.case_id) if row.placement else "",
        by=row.due_by,
        is_late=row.due_by < today and state is not concerns.State.ANSWERED,
        level=row.level,
        elsewhere=row.handled_by_id not in {None, by.id},
        has_letter=matters.has_letter(row),
        like_it=like_it,
    )


def opened_(
    kind: type[OneT], items: Sequence[UUID], by: SignedIn, now: datetime, purpose: str = PURPOSE
) -> dict[UUID, OneT]:
    """Several facts as one opening. Nothing is written in the log where there is none."""
    if not items:
        return {}
    return facts.open_many(kind, items, by=by, now=now, purpose=purpose)


def _permanence(by: SignedIn, today: date) -> Listed[ToConfirm]:
    wished = PermanenceRow.objects.filter(state=permanence.State.BOTH_WISH)
    wished = wished.exclude(placement__home__host__principal=by.id)
    refs = set(wished.values_list("placement__case__programme", flat=True).distinct())
    own = [ref for ref in refs if programmes.of(ref).permanence.confirmed_by is Audience.LEAD]
    wished = wished.filter(placement__case__programme__in=own)
    rows = list(wished.select_related("placement__case").order_by("both_since", "id")[:SHOWN])
    rules = {ref: programmes.of(ref).permanence for ref in {_ref(row) for row in rows}}
    found = tuple(_to_confirm(row, rules[_ref(row)], today) for row in rows)
    return Listed(found, wished.count())


def _ref(row: PermanenceRow) -> str:
    return row.placement.case.programme


def _to_confirm(row: PermanenceRow, rules: PermanenceRules, today: date) -> ToConfirm:
    ends = (row.both_since or today) + timedelta(rules.cooling_off_days)
    return ToConfirm(
        stay=row.placement_id,
        case=number(row.placement.case_id),
        form=rules.form,
        from_day=ends,
        may_be_confirmed=ends <= today,
    )


def _checks(by: SignedIn) -> Listed[MissedCheck]:
    """Those not held in time, and stays where somebody came and none has counted since; none of a
    host whom the reader is near."""
    later = CheckRow.objects.filter(
        placement=OuterRef("placement"),
        state=checks.State.HELD,
        held_on__gte=OuterRef("held_on"),
    )
    came = (checks.State.NOT_COUNTED, checks.State.REFUSED)
    either = (checks.State.OVERDUE, *came)
    asked = CheckRow.objects.filter(state__in=either, placement__state__in=LIVES_THERE)
    missed = asked.filter(Q(state=checks.State.OVERDUE) | Q(~Exists(later), state__in=came))
    missed = missed.exclude(placement__in=stays_of(by.id))
    rows = missed.select_related("placement").order_by("due_on", "id")[:SHOWN]
    return Listed(tuple(_missed(row) for row in rows), missed.count())


def _missed(row: CheckRow) -> MissedCheck:
    return MissedCheck(
        stay=row.placement_id,
        case=number(row.placement.case_id),
        due_on=row.due_on,
        state=checks.State(row.state),
    )


def _paused(by: SignedIn) -> Listed[Paused]:
    paused = HostRow.objects.filter(active=False).exclude(id__in=hosts_of(by.id))
    there = Q(homes__placements__state__in=HOLDS_A_HOME)
    rows = paused.annotate(stays=Count("homes__placements", filter=there)).order_by("id")[:SHOWN]
    found = tuple(Paused(host=row.id, number=number(row.id), stays=row.stays) for row in rows)
    return Listed(found, paused.count())


def _emergencies() -> tuple[UUID, ...]:
    """What a lead has asked two for, and what is open: the few of the last hours."""
    states = (emergency.State.ASKED, emergency.State.OPEN)
    rows = EmergencyRow.objects.filter(state__in=states).order_by("asked_at", "id")[:SHOWN]
    return tuple(row.id for row in rows)


def _breaches(by: SignedIn, now: datetime) -> Listed[Told]:
    rows = _known_breaches().order_by("-recorded_at", "id")[:SHOWN]
    opened = opened_(Breach, [row.item_id for row in rows], by, now)
    found = (
        Told(known_to=one.known_to, on=one.on, before_person=one.told_before_person)
        for one in (opened[row.item_id] for row in rows)
    )
    return Listed(tuple(found), _known_breaches().count())


def _known_breaches() -> QuerySet[BreachRow]:
    """Those whose person has heard from everybody: until then the lead holds no key to them."""
    held = GrantRow.objects.filter(item=OuterRef("item"), to=circle(SAFEGUARDING), rests=False)
    return BreachRow.objects.filter(Exists(held))
