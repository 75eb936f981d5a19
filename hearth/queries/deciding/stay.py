"""A stay as the lead sees it before anything that was said in it is opened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core import checks, permanence, placement
from hearth.core.audience import Audience
from hearth.core.opening import Opening
from hearth.core.where import Must
from hearth.queries.deciding import safe
from hearth.queries.deciding.board import must_be_lead, opened_
from hearth.queries.deciding.near import must_not_be_near
from hearth.queries.numbers import number
from hearth.store import programmes, rows
from hearth.store.access import SignedIn
from hearth.store.checks import WAITING, musts_of
from hearth.store.models import CheckRow, ItemRow, PermanenceRow, PlacementRow, TalkRow

KIND, PURPOSE = "opening", "openings"
WHY_NOT = "permanence-refused"
TOLD = (permanence.State.BOTH_WISH, permanence.State.PERMANENT, permanence.State.REFUSED)
CHECKS_SHOWN = 50
AWAY_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """A check of the stay: days and its state alone; of one that waits, what it must be."""

    due_on: date
    held_on: date | None
    state: checks.State
    must: Must | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A stay that both wish to be for good, or that is. Until both stand nothing is told.

    until : the last day on which the lead may take back what has become permanent. is_theirs :
    whether it is the lead who confirms it, by the programme. seen : whether each side sees by now
    that both wish it, so that a no tells neither of them anything. reasons : why a lead said no.
    """

    form: str
    state: permanence.State
    since: date | None
    cooled_off_on: date | None
    until: date | None
    is_theirs: bool
    seen: bool
    decided_on: date | None
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Days and states. `talks` is how many talks are sealed; `openings` who opened them before.

    away : since when they were away from there and when they were back, the latest first.
    safe_at : for each of the party who ever pressed that they are safe, when they last did.
    """

    id: UUID
    case: str
    home: str
    state: placement.State
    planned_on: date
    moved_on: date | None
    ended_on: date | None
    talks: int
    checks: tuple[ShownCheck, ...]
    wish: Wish | None
    openings: tuple[Opening, ...]
    safe_at: tuple[datetime, ...]
    away: tuple[tuple[date, date | None], ...]


@transaction.atomic
def stay(placement_id: UUID, *, by: SignedIn, now: datetime) -> Stay:
    """The stay. Nothing that was said in it is opened, but when they last said that they are safe,
    and why a lead refused that it be for good.

    Raises NotFound for all but the lead, and for one who is near the host."""
    must_be_lead(by)
    row = rows.get(PlacementRow, placement_id)
    must_not_be_near(row.home.host, by)
    return Stay(
        id=row.id,
        case=number(row.case_id),
        home=number(row.home_id),
        state=placement.State(row.state),
        planned_on=row.planned_on,
        moved_on=row.moved_on,
        ended_on=row.ended_on,
        talks=TalkRow.objects.filter(check_held__placement=row).count(),
        checks=_checks(row, now.date()),
        wish=_wish(row, by, now),
        openings=openings_of(row.id, by=by, now=now),
        safe_at=tuple(sorted(safe.of_case(row.case_id, by=by, now=now).values())),
        away=tuple(row.reports.order_by("-away_on").values_list("away_on", "back_on")[:AWAY_SHOWN]),
    )


def _checks(row: PlacementRow, today: date) -> tuple[ShownCheck, ...]:
    """Those that have been or were due, the latest first, and the next one ahead."""
    past = row.checks.exclude(state=checks.State.DUE, opens_on__gt=today)
    ahead = row.checks.filter(state=checks.State.DUE, opens_on__gt=today).order_by("due_on")[:1]
    found: list[CheckRow] = [*ahead, *past.order_by("-due_on", "id")[:CHECKS_SHOWN]]
    musts = musts_of(one for one in found if one.state in WAITING)
    return tuple(
        ShownCheck(one.due_on, one.held_on, checks.State(one.state), musts.get(one.id))
        for one in found
    )


def _wish(row: PlacementRow, by: SignedIn, now: datetime) -> Wish | None:
    found = PermanenceRow.objects.filter(placement=row).first()
    if found is None or found.state not in TOLD:
        return None
    rules, state = programmes.of(row.case.programme).permanence, permanence.State(found.state)
    cooled = found.both_since and found.both_since + timedelta(rules.cooling_off_days)
    permanent = state is permanence.State.PERMANENT
    seen = permanence.seen_by(
        state, Audience.RESIDENT, both_since=found.both_since, today=now.date()
    )
    return Wish(
        form=rules.form,
        state=state,
        since=found.both_since,
        cooled_off_on=cooled,
        until=found.decided_on + timedelta(rules.reversible_days)
        if permanent and found.decided_on
        else None,
        is_theirs=rules.confirmed_by is Audience.LEAD,
        seen=seen == permanence.State.BOTH_WISH,
        decided_on=found.decided_on,
        reasons=_why_not(found, by, now) if state is permanence.State.REFUSED else (),
    )


def _why_not(row: PermanenceRow, by: SignedIn, now: datetime) -> tuple[str, ...]:
    items = ItemRow.objects.filter(subject=row.id, kind=WHY_NOT, grants__to__in=list(by.keys))
    opened = opened_(str, sorted(set(items.values_list("id", flat=True))), by, now, "permanence")
    return tuple(opened.values())


def openings_of(placement_id: UUID, *, by: SignedIn, now: datetime) -> tuple[Opening, ...]:
    """Who opened what was said in this stay, the latest first, as far as `by` holds keys to it."""
    items = ItemRow.objects.filter(subject=placement_id, kind=KIND, grants__to__in=list(by.keys))
    opened = opened_(Opening, sorted(set(items.values_list("id", flat=True))), by, now, PURPOSE)
    return tuple(sorted(opened.values(), key=lambda one: one.at, reverse=True))


@transaction.atomic
def openings_of_own(*, by: SignedIn, now: datetime) -> tuple[Opening, ...]:
    """Who opened what a person said in confidence, and why, the latest first. For the person.

    Empty for whoever lives in no stay. Cost: one opening of them all.
    """
    stays = PlacementRow.objects.filter(case__party__members__person__principal=by.id)
    items = ItemRow.objects.filter(
        subject__in=stays.values("id"), kind=KIND, grants__to=by.id
    ).values_list("id", flat=True)
    opened = opened_(Opening, sorted(set(items)), by, now, PURPOSE)
    return tuple(sorted(opened.values(), key=lambda one: one.at, reverse=True))
