"""Plans of visits, as the lead and each visitor read them. Cases and visitors by their numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.ids import HostId
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import Programme
from hearth.core.rounds.kept import Kept, Own, Planned, State
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.core.unannounced import days_in_order, is_promised
from hearth.core.where import Must
from hearth.queries.numbers import number
from hearth.store import facts, rows
from hearth.store.access import SignedIn
from hearth.store.checks import WAITING, musts_of
from hearth.store.models import CheckRow, HostRow, ItemRow, PlacementRow, RoundRow
from hearth.store.near import stays_of
from hearth.store.rounds import (
    MOST_DAYS,
    OWN,
    PURPOSE,
    TERMS,
    VISITOR,
    read,
    share_of,
    visitors_here,
    window_of,
)

SHOWN = 20  # plans, the last first


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A plan of some days, nothing of it opened."""

    id: UUID
    first_on: date
    last_on: date
    made_at: datetime
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """A visit of a plan. `moved`, `hours`: what planning again changed of it. `must`: where and how
    it is to be held, while it waits."""

    check: UUID
    stay: UUID
    case: str
    area: str
    day: date
    begins: time
    ends: time
    visitors: tuple[str, ...]
    unannounced: bool
    tried: int
    moved: bool
    hours: bool
    is_waiting: bool
    must: Must | None


@dataclass(frozen=True, slots=True)
class Day:
    """One visitor's day."""

    visitor: UUID
    number: str
    day: date
    visits: tuple[One, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A visit that is in no plan. `against`: (reason, how many visitors it forbids)."""

    stay: UUID
    case: str
    area: str
    reason: str
    against: tuple[tuple[str, int], ...]
    lost: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What planning again changed. `least`: how many could not stay as they were."""

    at: datetime
    moved: int
    hours: int
    lost: int
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan, day by day and visitor by visitor. `seed` is empty until its days are over."""

    id: UUID
    first_on: date
    last_on: date
    made_at: datetime
    is_over: bool
    km: int
    count: int
    days: tuple[Day, ...]
    left: tuple[LeftOut, ...]
    off: tuple[tuple[str, date], ...]
    changes: Changes | None
    unannounced: int
    promised: str
    seed: str
    visitors: tuple[tuple[UUID, str], ...]

    @property
    def holds(self) -> bool:
        """Whether the seed that is shown is the one that was promised."""
        return bool(self.seed) and is_promised(self.promised, bytes.fromhex(self.seed))


def must_be_lead(by: SignedIn) -> None:
    """Raises NotFound for everybody else."""
    if by.audience is not Audience.LEAD:
        raise NotFound("no such record")


def plans(*, by: SignedIn) -> tuple[Listed, ...]:
    """The last plans, the newest days first. Opens nothing."""
    must_be_lead(by)
    made = RoundRow.objects.exclude(plan=None).order_by("-first_on")[:SHOWN]
    return tuple(
        Listed(
            id=row.id,
            first_on=row.first_on,
            last_on=row.first_on + timedelta(row.days - 1),
            made_at=row.made_at,
            is_over=row.state == State.OVER,
        )
        for row in made
    )


@transaction.atomic
def plan(round_id: UUID, *, by: SignedIn, now: datetime) -> Plan:
    """One plan, without visits to a host whom the reader is near. Raises NotFound for everybody but
    the lead. Cost: one opening.
    """
    must_be_lead(by)
    row = rows.get(RoundRow, round_id)
    if row.plan_id is None:
        raise NotFound("no such record")
    kept = _theirs(facts.open_(Kept, row.plan_id, by=by, now=now, purpose=PURPOSE), by)
    stays = [one.stay for one in kept.visits] + [one.stay for one in kept.left]
    cases = {
        id: number(case)
        for id, case in PlacementRow.objects.filter(id__in=stays).values_list("id", "case_id")
    }
    waiting = _waiting(kept.visits)
    lost = frozenset(kept.changed.lost) if kept.changed else frozenset[UUID]()
    return Plan(
        id=row.id,
        first_on=row.first_on,
        last_on=row.first_on + timedelta(row.days - 1),
        made_at=kept.made_at,
        is_over=row.state == State.OVER,
        km=round(kept.metres / 1000),
        count=len(kept.visits),
        days=_days(kept, cases, waiting),
        left=tuple(
            LeftOut(
                stay=one.stay,
                case=cases.get(one.stay, ""),
                area=one.area,
                reason=one.reason,
                against=tuple(sorted(one.against.items())),
                lost=one.check in lost,
            )
            for one in kept.left
        ),
        off=tuple((number(who), day) for who, day in kept.off),
        changes=_changes(kept),
        unannounced=sum(one.unannounced for one in kept.visits),
        promised=row.promised,
        seed=row.seed,
        visitors=tuple((who, number(who)) for who in visitors_here()),
    )


def _theirs(kept: Kept, by: SignedIn) -> Kept:
    not_theirs = frozenset(stays_of(by.id))
    return replace(
        kept,
        visits=tuple(one for one in kept.visits if one.stay not in not_theirs),
        left=tuple(one for one in kept.left if one.stay not in not_theirs),
    )


def _changes(kept: Kept) -> Changes | None:
    changed = kept.changed
    if changed is None:
        return None
    counts = (len(changed.moved), len(changed.hours), len(changed.lost))
    return Changes(changed.at, *counts, changed.least)


def _waiting(visits: Sequence[Planned]) -> Mapping[UUID, Must]:
    """Those of them that wait, and what each must be. Cost: two queries."""
    ids = [one.check for one in visits]
    return musts_of(CheckRow.objects.filter(id__in=ids, state__in=WAITING))


def _days(kept: Kept, cases: Mapping[UUID, str], waiting: Mapping[UUID, Must]) -> tuple[Day, ...]:
    moved = frozenset(kept.changed.moved) if kept.changed else frozenset[UUID]()
    hours = frozenset(kept.changed.hours) if kept.changed else frozenset[UUID]()
    found: dict[tuple[date, UUID], list[One]] = {}
    for visit in kept.visits:
        shown = _one(visit, cases.get(visit.stay, ""), moved, hours, waiting)
        for who in visit.visitors:
            found.setdefault((visit.day, who), []).append(shown)
    return tuple(
        Day(who, number(who), day, tuple(visits)) for (day, who), visits in sorted(found.items())
    )


def _one(
    visit: Planned,
    case: str,
    moved: frozenset[UUID],
    hours: frozenset[UUID],
    waiting: Mapping[UUID, Must],
) -> One:
    begin = datetime.combine(visit.day, visit.begins)
    return One(
        check=visit.check,
        stay=visit.stay,
        case=case,
        area=visit.area,
        day=visit.day,
        begins=visit.begins,
        ends=(begin + timedelta(minutes=visit.minutes)).time(),
        visitors=tuple(number(who) for who in visit.visitors),
        unannounced=visit.unannounced,
        tried=visit.tried,
        moved=visit.check in moved,
        hours=visit.check in hours,
        is_waiting=visit.check in waiting,
        must=waiting.get(visit.check),
    )


@dataclass(frozen=True, slots=True)
class Mine:
    """A visitor's own days to come, and the visits of each."""

    day: date
    visits: tuple[One, ...]


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> tuple[Mine, ...]:
    """The visits planned for this visitor from today on that still wait. Cost: one opening.

    Raises NotFound for whoever is no visitor.
    """
    if by.audience is not Audience.VISITOR:
        raise NotFound("no such record")
    first = now.date() - timedelta(MOST_DAYS)
    plans_ = RoundRow.objects.filter(first_on__gte=first).values_list("id", flat=True)
    items = ItemRow.objects.filter(
        compartment=Compartment.ROUNDS, kind=OWN, subject__in=list(plans_), grants__to=by.id
    )
    wanted = list(items.values_list("id", flat=True))
    if not wanted:
        return ()
    opened = facts.open_many(Own, wanted, by=by, now=now, purpose=PURPOSE)
    visits = [one for part in opened.values() for one in part.visits if one.day >= now.date()]
    waiting = _waiting(visits)
    cases = dict(
        PlacementRow.objects.filter(id__in=[one.stay for one in visits]).values_list(
            "id", "case_id"
        )
    )
    none = frozenset[UUID]()
    shown = [
        _one(one, number(cases[one.stay]), none, none, waiting)
        for one in visits
        if one.check in waiting
    ]
    days: dict[date, list[One]] = {}
    for line in sorted(shown, key=lambda one: (one.day, one.begins)):
        days.setdefault(line.day, []).append(line)
    return tuple(Mine(day, tuple(lines)) for day, lines in days.items())


@transaction.atomic
def visitor(who: UUID, *, by: SignedIn, now: datetime) -> Visitor:
    """What is known of a visitor: for the lead, and for the visitor themselves.

    Raises NotFound for others, and for somebody who is no visitor here.
    """
    mine = by.audience is Audience.VISITOR and by.id == who
    if not (mine or by.audience is Audience.LEAD) or who not in visitors_here():
        raise NotFound("no such record")
    return read(Visitor, VISITOR, [who], by=by, now=now).get(who, Visitor())


@dataclass(frozen=True, slots=True)
class Known:
    """A visitor in the lead's list: whether anything has been told, and what they speak."""

    id: UUID
    number: str
    told: Visitor | None


@transaction.atomic
def visitors(*, by: SignedIn, now: datetime) -> tuple[Known, ...]:
    """Every visitor who is here. Cost: one opening. Raises NotFound for all but the lead."""
    must_be_lead(by)
    here = visitors_here()
    told = read(Visitor, VISITOR, here, by=by, now=now)
    return tuple(Known(who, number(who), told.get(who)) for who in here)


@transaction.atomic
def terms(stay: UUID, *, by: SignedIn, now: datetime) -> Terms:
    """What the visits of a stay ask for. Raises NotFound for all but the lead."""
    must_be_lead(by)
    row = rows.get(PlacementRow, stay)
    return read(Terms, TERMS, [row.id], by=by, now=now).get(row.id, Terms())


@transaction.atomic
def hosts_called(numbers: Sequence[str], *, by: SignedIn) -> dict[str, HostId]:
    """The hosts of these numbers; one that is nobody's is left out. For the lead alone."""
    must_be_lead(by)
    wanted = set(numbers)
    ids = HostRow.objects.values_list("id", flat=True) if wanted else ()
    return {number(id): HostId(id) for id in ids if number(id) in wanted}


@transaction.atomic
def stays_called(numbers: Sequence[str], *, by: SignedIn) -> dict[str, UUID]:
    """Where the cases of these numbers live now; one that lives nowhere is left out."""
    must_be_lead(by)
    wanted = set(numbers)
    living = PlacementRow.objects.filter(state__in=LIVES_THERE).values_list("id", "case_id")
    pairs = living if wanted else ()
    return {number(case): id for id, case in pairs if number(case) in wanted}


def numbers_of_stays(stays: Sequence[str], *, by: SignedIn) -> list[str]:
    """The numbers of the cases of these stays, given in hex."""
    must_be_lead(by)
    found = PlacementRow.objects.filter(id__in=[UUID(one) for one in stays])
    return sorted(number(case) for case in found.values_list("case_id", flat=True))


@dataclass(frozen=True, slots=True)
class Redrawn:
    """A past draw made again: whether the seed is the one promised, and what it drew.

    unannounced : (check, its days in the order drawn), of each that was not announced. Whether
    it was for the draw of the quarter to leave it out, `queries.draws` says.
    """

    promised: str
    seed: str
    holds: bool
    unannounced: tuple[tuple[UUID, tuple[date, ...]], ...]


def redrawn(first_on: date) -> Redrawn:
    """Draw again what was drawn for the days from this one on. Opens nothing: all is in clear.

    Raises NotFound where no plan begins on this day, RuleBroken before its days are over.
    """
    row = RoundRow.objects.filter(first_on=first_on).first()
    if row is None:
        raise NotFound("no plan begins on this day")
    if not row.seed:
        raise RuleBroken("these days are not over; the seed is shown when they are")
    seed, rules = bytes.fromhex(row.seed), dict[str, Programme]()
    days = [first_on + timedelta(at) for at in range(row.days)]
    found = []
    open_then = Q(held_on=None) | Q(held_on__gte=first_on)
    for check in CheckRow.objects.filter(
        open_then, opens_on__lte=days[-1], announced_on=None
    ).order_by("id"):
        if share_of(check, rules) > 0:
            order = days_in_order(seed, check.id.hex, window_of(check, days))
            found.append((check.id, order))
    return Redrawn(row.promised, row.seed, is_promised(row.promised, seed), tuple(found))
