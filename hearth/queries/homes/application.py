"""Who has asked to be a host, for the office."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.application import OPEN, Application, State
from hearth.store import facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import ApplicationRow

SHOWN = 20
PURPOSE = "application"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """An application as it came in."""

    id: UUID
    state: State
    sent_at: datetime
    told: Application


@dataclass(frozen=True, slots=True, kw_only=True)
class Applications:
    """The first of those that wait to be settled, and how many there are."""

    first: tuple[Sent, ...]
    count: int


@transaction.atomic
def waiting(*, by: SignedIn, now: datetime) -> Applications:
    """Applications that nobody has closed, the oldest first. Raises Sealed outside the office.

    Cost: a count and one opening.
    """
    found = ApplicationRow.objects.filter(state__in=OPEN)
    some = list(found.order_by("sent_at", "id")[:SHOWN])
    told = (
        facts.open_many(Application, [row.item_id for row in some], by=by, now=now, purpose=PURPOSE)
        if some
        else {}
    )
    return Applications(
        first=tuple(_sent(row, told[row.item_id]) for row in some), count=found.count()
    )


@transaction.atomic
def one(application_id: UUID, *, by: SignedIn, now: datetime) -> Sent:
    """One application. Raises NotFound for none, Sealed outside the office."""
    row = rows.get(ApplicationRow, application_id)
    return _sent(row, facts.open_(Application, row.item_id, by=by, now=now, purpose=PURPOSE))


def _sent(row: ApplicationRow, told: Application) -> Sent:
    return Sent(id=row.id, state=State(row.state), sent_at=row.sent_at, told=told)
