"""An emergency opening as a lead sees it before anything is read."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import emergency
from hearth.core.audience import Audience
from hearth.core.emergency import ANSWER_WITHIN, OPEN_FOR, State
from hearth.core.opening import Opening
from hearth.queries.deciding.board import must_be_lead
from hearth.queries.numbers import number
from hearth.store import facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import EmergencyRow, PlacementRow

PURPOSE = "openings"  # to see that it was asked is not to read what was said


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """How it stands. `until`: when it is over. `may_read`: whether this lead is one of the two."""

    id: UUID
    stay: UUID
    case: str
    state: State
    purpose: str = field(repr=False)
    asked_at: datetime
    until: datetime
    is_own: bool
    may_confirm: bool
    may_read: bool
    second: Audience | None


@transaction.atomic
def one(emergency_id: UUID, *, by: SignedIn, now: datetime) -> Emergency:
    """The opening that was asked for. Raises NotFound for everybody but a lead."""
    must_be_lead(by)
    row = rows.get(EmergencyRow, emergency_id)
    asked = facts.open_(Opening, row.purpose_id, by=by, now=now, purpose=PURPOSE)
    state = State(row.state)
    over = emergency.is_over(state, row.asked_at, row.opened_at, now)
    until = row.opened_at + OPEN_FOR if row.opened_at is not None else row.asked_at + ANSWER_WITHIN
    own = row.asked_by_id == by.id
    return Emergency(
        id=row.id,
        stay=row.placement_id,
        case=number(row.placement.case_id),
        state=State.OVER if over and state in (State.ASKED, State.OPEN) else state,
        purpose=asked.purpose,
        asked_at=row.asked_at,
        until=until,
        is_own=own,
        may_confirm=not own and state is State.ASKED and not over,
        may_read=state is State.OPEN and not over and by.id in (row.asked_by_id, row.second_id),
        second=Audience(row.second.role) if row.second is not None else None,
    )


def must_be_there(placement_id: UUID, *, by: SignedIn) -> None:
    """Raises NotFound for a stay that is not, and for everybody but the lead."""
    must_be_lead(by)
    rows.get(PlacementRow, placement_id)
