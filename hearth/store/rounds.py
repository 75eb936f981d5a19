"""What the planning of visits knows of visitors and stays, and the kinds its facts are kept as."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.ids import PrincipalId
from hearth.core.programme import Programme
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.store import facts, programmes
from hearth.store.access import SignedIn
from hearth.store.checks import is_ordinary
from hearth.store.models import CheckRow, ItemRow, PrincipalRow

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
