"""What the planning of visits knows of visitors and stays, and the kinds its facts are kept as."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from hearth.core.audience import Audience
from hearth.core.checks import HALF, Half, Talk
from hearth.core.compartments import Compartment
from hearth.core.ids import PrincipalId
from hearth.core.programme import Programme
from hearth.core.rounds import kept
from hearth.core.rounds.kept import Kept
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.store import facts, programmes
from hearth.store.access import SignedIn
from hearth.store.checks import is_ordinary
from hearth.store.models import CheckRow, ItemRow, PrincipalRow, RoundRow

PURPOSE = "rounds"
VISITOR, TERMS = "visitor", "visit_terms"  # what is known of a visitor; what a stay asks
PLAN, OWN, DRAW = "round_plan", "round_own", "round_draw"  # a plan, one visitor's part, its seed
MOST_DAYS = 14  # of one plan
ValueT = TypeVar("ValueT", Visitor, Terms)


def visitors_here() -> list[PrincipalId]:
    """Every visitor who has an account, in the order of their ids."""
    here = PrincipalRow.objects.filter(
        role=Audience.VISITOR, is_circle=False, ended_at=None
    ).order_by("id")
    return [PrincipalId(id) for id in here.values_list("id", flat=True)]


def read(
    kind: type[ValueT], of: str, subjects: Iterable[UUID], *, by: SignedIn, now: datetime
) -> dict[UUID, ValueT]:
    """What has been told of these, by whom it is about. Cost: one opening."""
    found = ItemRow.objects.filter(
        compartment=Compartment.ROUNDS, kind=of, subject__in=list(subjects)
    )
    items = dict(found.values_list("id", "subject"))
    if not items:
        return {}
    opened = facts.open_many(kind, items, by=by, now=now, purpose=PURPOSE)
    return {items[item]: value for item, value in opened.items()}


def rules_of(row: CheckRow, rules: dict[str, Programme]) -> Programme:
    """The programme a check was made due by, read once."""
    if row.programme not in rules:
        rules[row.programme] = programmes.of(row.programme)
    return rules[row.programme]


def share_of(row: CheckRow, rules: dict[str, Programme]) -> float:
    """The part of such checks that its programme wants unannounced; of extra and raised ones, 0.

    Those are never announced, and come on any day of theirs: there is nothing to draw.
    """
    if not is_ordinary(row):
        return 0.0
    return rules_of(row, rules).recurrence(row.recurrence).unannounced_share


def window_of(row: CheckRow, days: Sequence[date]) -> list[date]:
    """The days of the plan that a check's own window covers; all, where none is left of it."""
    return [day for day in days if row.opens_on <= day <= row.closes_on] or list(days)


def visitors_told(who: Iterable[UUID]) -> set[UUID]:
    """Those of them of whom anything has been told. Opens nothing."""
    found = ItemRow.objects.filter(
        compartment=Compartment.ROUNDS, kind=VISITOR, subject__in=list(who)
    )
    return set(found.values_list("subject", flat=True))


def in_force(*, by: SignedIn, now: datetime) -> list[Kept]:
    """The plans that may have visits from today on. Cost: one opening, where there are any."""
    first = now.date() - timedelta(MOST_DAYS)
    plans = RoundRow.objects.filter(state=kept.START, first_on__gt=first).exclude(plan=None)
    items = [one.plan_id for one in plans if one.plan_id]
    if not items:
        return []
    return list(facts.open_many(Kept, items, by=by, now=now, purpose=PURPOSE).values())


def for_two(found: Collection[CheckRow], *, by: SignedIn, now: datetime) -> set[UUID]:
    """Which of these checks two visitors make today, each with one of the talks.

    The stay asks for it, or a plan in force sends two. Cost: at most two openings.
    """
    terms = read(Terms, TERMS, {row.placement_id for row in found}, by=by, now=now)
    two = {stay for stay, told in terms.items() if told.two}
    planned = {
        one.check
        for plan in in_force(by=by, now=now)
        for one in plan.visits
        if len(one.visitors) > 1 and one.day == now.date()
    }
    return {row.id for row in found if row.placement_id in two or row.id in planned}


def half_of(row: CheckRow) -> UUID | None:
    """The fact of what one of two visitors has handed in of a check that waits, if there is one."""
    found = ItemRow.objects.filter(subject=row.id, kind=HALF)
    return found.values_list("id", flat=True).first()


def handed_in(row: CheckRow, *, by: SignedIn, now: datetime) -> tuple[Talk, ...]:
    """The talks that one of two visitors has handed in, without what was said. Cost: an opening."""
    item = half_of(row)
    if item is None:
        return ()
    return facts.open_(Half, item, by=by, now=now, purpose=PURPOSE).talks
