"""A safe place tonight: what the person is asked, and what the office has to find."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hearth.core.audience import Audience
from hearth.core.tonight import OPEN, State
from hearth.queries.numbers import number
from hearth.store import walls
from hearth.store.access import SignedIn
from hearth.store.models import TonightRow

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wished:
    """Somebody wishes for a place tonight. Whose case it is, the office's own pages tell."""

    id: UUID
    case: UUID
    number: str
    since: datetime


def asked(*, by: SignedIn) -> State | None:
    """How the question to this person stands; None where nothing is asked. One query."""
    mine = TonightRow.objects.filter(placement__case__party__members__person__principal=by.id)
    row = mine.order_by("-asked_at").first()
    shown = OPEN | {State.FOUND}
    return State(row.state) if row is not None and row.state in shown else None


def wished(*, by: SignedIn) -> tuple[Wished, ...]:
    """Who wishes for a place tonight, the longest first. Empty for all but their office."""
    if by.audience is not Audience.CASEWORKER:
        return ()
    rows = TonightRow.objects.filter(state=State.WISHED).select_related("placement")
    rows = walls.only_theirs(rows, by, "placement__case__")
    return tuple(
        Wished(
            row.id,
            row.placement.case_id,
            number(row.placement.case_id),
            row.answered_at or row.asked_at,
        )
        for row in rows.order_by("answered_at", "id")[:SHOWN]
    )
