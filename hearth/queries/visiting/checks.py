"""Which checks wait to be held. Days and rules alone; nothing that was said."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearth.core.audience import Audience
from hearth.core.checks import State
from hearth.core.errors import NotFound
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, PlacementRow
from hearth.store.walls import must_be_theirs

PLANS_VISITS = frozenset({Audience.VISITOR, Audience.LEAD, Audience.CASEWORKER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A check to be held: days on which it may be, ends included, and the rule that asks."""

    id: UUID
    opens_on: date
    due_on: date
    closes_on: date
    rule: str
    programme: str


def waiting(placement_id: UUID, *, by: SignedIn) -> list[Waiting]:
    """The checks of a stay that wait, in order of due day. Raises NotFound for a host."""
    if by.audience not in PLANS_VISITS:
        raise NotFound("no such record")
    must_be_theirs(PlacementRow, placement_id, by)
    found = CheckRow.objects.filter(placement=placement_id, state__in=[State.DUE, State.OVERDUE])
    return [
        Waiting(
            id=row.id,
            opens_on=row.opens_on,
            due_on=row.due_on,
            closes_on=row.closes_on,
            rule=row.recurrence,
            programme=row.programme,
        )
        for row in found.order_by("due_on", "recurrence")
    ]
