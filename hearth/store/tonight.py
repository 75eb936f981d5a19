"""Whether somebody has been asked about a safe place tonight."""

from datetime import datetime

from hearth.core import tonight
from hearth.store import events
from hearth.store.access import SignedIn
from hearth.store.models import PlacementRow, TonightRow


def ask(stay: PlacementRow, *, by: SignedIn, now: datetime) -> None:
    """Ask the person of a stay, where they are not asked already."""
    if TonightRow.objects.filter(placement=stay, state__in=tonight.OPEN).exists():
        return
    row = TonightRow.objects.create(placement=stay, asked_at=now, state=tonight.START)
    events.record("tonight.asked", by=by, about=row.id, now=now)
