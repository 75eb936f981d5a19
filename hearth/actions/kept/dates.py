"""The date, before anything is done by it that cannot be undone: a clock that jumps erases nothing.

The log says once a day which date was taken as right. What people do under a wrong clock moves
nothing of that: only the next day does, or somebody who looked at the date.
"""

from datetime import UTC, datetime

from django.db import transaction

from hearth.core import retention
from hearth.core.errors import RuleBroken
from hearth.store import events
from hearth.store.access import SignedIn
from hearth.store.models import EntryRow

WENT_ON, CONFIRMED = "date.went_on", "date.confirmed"


def believed() -> datetime | None:
    """The moment that was last taken as right; None in a service that has done nothing yet.

    Before the first, in one of an earlier version, it is that of the last act.
    """
    rows = EntryRow.objects.order_by("-seq")
    at = rows.filter(act__in=(WENT_ON, CONFIRMED)).values_list("at", flat=True).first()
    last = at or rows.values_list("at", flat=True).first()
    return datetime.fromisoformat(last) if last is not None else None


def is_right(now: datetime) -> bool:
    """Whether something may be done by this date that cannot be undone."""
    try:
        retention.must_be_right(now, believed())
    except RuleBroken:
        return False
    return True


@transaction.atomic
def go_on(*, by: SignedIn, now: datetime) -> bool:
    """Take the date as right, as one that follows on the last. Written down once a day.

    True, whenever it is. Raises RuleBroken for one that has jumped ahead.
    """
    events.begin_write()
    last = believed()
    retention.must_be_right(now, last)
    written = EntryRow.objects.filter(act__in=(WENT_ON, CONFIRMED)).exists()
    if last is None or not written or last.astimezone(UTC).date() != now.astimezone(UTC).date():
        events.record(WENT_ON, by=by, about="", now=now)
    return True


@transaction.atomic
def confirm(*, by: SignedIn, now: datetime) -> None:
    """Somebody has looked at the date, and says that it is right."""
    events.record(CONFIRMED, by=by, about="", now=now)
