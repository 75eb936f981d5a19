"""The move of a case, and the stay in its days. No word of what was said at a check."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from django.db import transaction

from hearth.core import checks, introduction, placement
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.person import Party
from hearth.core.placement import Ending, MovePlan, Planned
from hearth.core.programme import Programme, SensitiveKind
from hearth.core.rules.sensitive_period import first_free_day
from hearth.queries.casework.head import (
    PURPOSE,
    Head,
    agreed,
    case_of,
    head_of,
    latest_stay,
)
from hearth.queries.casework.homes import number_of
from hearth.store import facts, people, programmes
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, CheckRow, IntroductionRow, OfferRow, PlacementRow

EXTRA = "extra"  # asked for by a concern, which is not the caseworker's to know of
CHECKS_SHOWN, STAYS_SHOWN = 12, 12
WAITS = (checks.State.DUE, checks.State.OVERDUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What a move is planned by. `offer`: the home that both said yes to, while it stands.

    arrive_before, escorted, first_night : the programme's rules. first_day, free_from : the
    first day of the stay that is asked for, and the first from it on that no period bars.
    plan : of the move that is planned, or was.
    """

    head: Head
    offer: UUID | None
    stay: UUID | None
    state: placement.State | None
    arrive_before: time | None
    escorted: bool
    first_night: tuple[str, ...]
    first_day: date
    free_from: date | None
    within_days: int
    planned_on: date | None
    moved_on: date | None
    plan: MovePlan | None


@transaction.atomic
def move(*, case: UUID, by: SignedIn, now: datetime) -> Move:
    """What the move of a case is planned by, and how far it has come. Raises NotFound."""
    row = case_of(case, by)
    programme, today = programmes.of(row.programme), now.date()
    party = people.party(row.party_id, by=by, now=now, purpose=PURPOSE).from_day(today)
    ready, stay = _goes_on(row), latest_stay(row)
    if ready is not None and stay is not None and stay.state not in placement.HOLDS_A_HOME:
        stay = None
    rules, kinds = programme.placement, programme.sensitive_kinds_by_id
    return Move(
        head=head_of(row, by=by, now=now),
        offer=ready.id if ready else None,
        stay=stay.id if stay else None,
        state=placement.State(stay.state) if stay else None,
        arrive_before=rules.arrive_before,
        escorted=rules.escorted_first_night,
        first_night=rules.first_night,
        first_day=party.stay.first,
        free_from=_first_free(party, kinds),
        within_days=placement.MOVES_WITHIN_DAYS,
        planned_on=stay.planned_on if stay else None,
        moved_on=stay.moved_on if stay else None,
        plan=_plan(stay, by=by, now=now) if stay else None,
    )


def _first_free(party: Party, kinds: Mapping[str, SensitiveKind]) -> date | None:
    """The first day on which no period bars a move; None where the coming year has none."""
    try:
        return first_free_day(party, kinds, party.stay.first)
    except RuleBroken:
        return None


def _goes_on(row: CaseRow) -> OfferRow | None:
    found = agreed(row)
    met = IntroductionRow.objects.filter(offer=found, state=introduction.State.GOES_ON)
    return found if found and met.exists() else None


def _plan(stay: PlacementRow, *, by: SignedIn, now: datetime) -> MovePlan:
    return facts.open_(Planned, stay.plan_id, by=by, now=now, purpose=PURPOSE).move


class Kind(StrEnum):
    """What a day of a stay was, or is to be."""

    OPENED = "opened"
    PUT = "put"
    MET = "met"
    PLANNED = "planned"
    MOVED = "moved"
    CANCELLED = "cancelled"
    AWAY = "away"
    BACK = "back"
    UNTIL = "until"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the case. `home` is the number of the home that it is about, if any."""

    on: date
    kind: Kind
    home: str
    ahead: bool


@dataclass(frozen=True, slots=True)
class Check:
    """A check of the stay in its days, and the rule that asks for it."""

    title: str
    rule: str
    opens_on: date
    due_on: date
    closes_on: date
    held_on: date | None
    state: checks.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """The stay of a case. Of the checks those nearest to today are shown; `in_all` is of how many.

    counts : how many checks stand in each state. can_extend, can_end : whether there is such
    an act from here. why : of a stay that has ended.
    """

    head: Head
    id: UUID | None
    state: placement.State | None
    home: str
    planned_on: date | None
    planned_until: date | None
    moved_on: date | None
    ended_on: date | None
    why: Ending | None
    days: tuple[Day, ...]
    shown: tuple[Check, ...]
    in_all: int
    counts: Mapping[checks.State, int]
    can_extend: bool
    can_end: bool
    extend_by: int | None
    today: date


@transaction.atomic
def stay(*, case: UUID, by: SignedIn, now: datetime) -> Stay:
    """The stay of a case in its days, and all the stays before. Raises NotFound."""
    row = case_of(case, by)
    found, programme = latest_stay(row), programmes.of(row.programme)
    state = placement.State(found.state) if found else None
    rule = found.checks.exclude(recurrence=EXTRA) if found else CheckRow.objects.none()
    states = [checks.State(one) for one in rule.values_list("state", flat=True)]
    return Stay(
        head=head_of(row, by=by, now=now),
        id=found.id if found else None,
        state=state,
        home=number_of(found.home_id) if found else "",
        planned_on=found.planned_on if found else None,
        planned_until=found.planned_until if found else None,
        moved_on=found.moved_on if found else None,
        ended_on=found.ended_on if found else None,
        why=_why(found, by=by, now=now),
        days=tuple(sorted(_days(row, now.date()), key=lambda day: day.on)),
        shown=tuple(_nearest(list(rule.order_by("due_on", "id")), programme, now.date())),
        in_all=len(states),
        counts={one: states.count(one) for one in checks.State if one in states},
        can_extend=state is not None and (state, placement.Act.EXTEND) in placement.STEPS,
        can_end=state is not None and (state, placement.Act.END) in placement.STEPS,
        extend_by=programme.placement.planned_days_max,
        today=now.date(),
    )


def _why(found: PlacementRow | None, *, by: SignedIn, now: datetime) -> Ending | None:
    if found is None or found.ending_id is None:
        return None
    return facts.open_(Ending, found.ending_id, by=by, now=now, purpose=PURPOSE)


def _days(row: CaseRow, today: date) -> Iterator[Day]:
    yield Day(row.opened_on, Kind.OPENED, "", ahead=False)
    offers = row.offers.exclude(put_at=None).order_by("-put_at")[:STAYS_SHOWN]
    for one in offers:
        if one.put_at is not None:
            yield Day(one.put_at.date(), Kind.PUT, number_of(one.home_id), ahead=False)
    met = IntroductionRow.objects.filter(offer__case=row).exclude(held_at=None)
    for meeting in met.select_related("offer").order_by("-held_at")[:STAYS_SHOWN]:
        if meeting.held_at is not None:
            home = number_of(meeting.offer.home_id)
            yield Day(meeting.held_at.date(), Kind.MET, home, ahead=False)
    for stay in row.placements.order_by("-planned_on", "-id")[:STAYS_SHOWN]:
        yield from _days_of(stay, today)


def _days_of(stay: PlacementRow, today: date) -> Iterator[Day]:
    home, state = number_of(stay.home_id), placement.State(stay.state)
    plan = Kind.CANCELLED if state is placement.State.CANCELLED else Kind.PLANNED
    yield Day(stay.planned_on, plan, home, ahead=stay.planned_on > today)
    if stay.moved_on is not None:
        yield Day(stay.moved_on, Kind.MOVED, home, ahead=False)
    for away_on, back_on in stay.reports.order_by("-away_on").values_list("away_on", "back_on")[:9]:
        yield Day(away_on, Kind.AWAY, home, ahead=False)
        if back_on is not None:
            yield Day(back_on, Kind.BACK, home, ahead=False)
    if stay.planned_until is not None and state in placement.HOLDS_A_HOME:
        yield Day(stay.planned_until, Kind.UNTIL, home, ahead=stay.planned_until > today)
    if stay.ended_on is not None:
        yield Day(stay.ended_on, Kind.ENDED, home, ahead=False)


def _nearest(found: Sequence[CheckRow], programme: Programme, today: date) -> Iterator[Check]:
    """Some of the past, everything that is late, and what comes next."""
    late = [one for one in found if one.state == checks.State.OVERDUE][-CHECKS_SHOWN:]
    past = [one for one in found if one.state not in WAITS][-CHECKS_SHOWN // 2 :]
    next_ = [one for one in found if one.state == checks.State.DUE][: CHECKS_SHOWN // 2]
    for one in sorted([*late, *past, *next_], key=lambda row: (row.due_on, row.recurrence)):
        yield Check(
            title=_title(programme, one),
            rule=f"{one.recurrence}, {one.programme}",
            opens_on=one.opens_on,
            due_on=one.due_on,
            closes_on=one.closes_on,
            held_on=one.held_on,
            state=checks.State(one.state),
        )


def _title(programme: Programme, check: CheckRow) -> str:
    """The rule by the words it has now; by its own name where the rules no longer have it."""
    try:
        return programme.recurrence(check.recurrence).title
    except NotFound:
        return check.recurrence.replace("-", " ")
