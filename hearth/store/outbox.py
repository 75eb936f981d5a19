"""Rows of what waits to leave: found, taken up, cancelled. What they say is not read here."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from hearth.core.gate.outbox import LEASE, OPEN, STEPS, Act, State
from hearth.store import rows
from hearth.store.access import SignedIn
from hearth.store.models import OutboxRow


def cancel(*, by: SignedIn, now: datetime, **only: UUID) -> int:
    """Cancel what waits for somebody (`to`), or because of something (`because`). How many."""
    found = list(OutboxRow.objects.filter(state__in=OPEN, **only))
    for row in found:
        rows.step(row, STEPS, Act.CANCEL, by, ended_at=now)
    return len(found)


def due(now: datetime) -> QuerySet[OutboxRow]:
    """What may be taken up now, the longest waiting first."""
    return OutboxRow.objects.filter(state=State.QUEUED, next_at__lte=now).order_by("next_at", "id")


def left_behind(now: datetime) -> QuerySet[OutboxRow]:
    """What somebody took up, who died before saying whether it left."""
    return OutboxRow.objects.filter(state=State.SENDING, next_at__lte=now).order_by("id")


def take(row: OutboxRow, *, by: SignedIn, now: datetime) -> None:
    """Take one up. Raises Stale where another worker did."""
    rows.step(row, STEPS, Act.TAKE, by, next_at=now + LEASE, tries=row.tries + 1)
