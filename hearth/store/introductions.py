"""Introductions whose moment of telling has come."""

from datetime import datetime
from uuid import UUID

from hearth.core.introduction import State
from hearth.store.models import IntroductionRow


def to_be_told(now: datetime) -> list[UUID]:
    """Meetings of which both sides are to be told now, the earliest first."""
    found = IntroductionRow.objects.filter(tell_at__lte=now)
    return list(
        found.exclude(state__in=(State.GOES_ON, State.ENDED))
        .order_by("tell_at", "id")
        .values_list("id", flat=True)
    )
