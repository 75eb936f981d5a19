"""After somebody of a circle has left: what the circle can open is moved to its new key."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core.audience import STAFF
from hearth.store import rotation, rows
from hearth.store.access import SignedIn

Clock = Callable[[], datetime]
Told = Callable[[int], None]


def go_on(*, by: SignedIn, clock: Clock, for_at_most: timedelta | None = None) -> int:
    """Move what still lies under earlier keys of this member's circles. How many are left.

    Batch by batch, each an act of its own: a machine that stops in between has lost nothing, and
    anybody of the circle goes on. `for_at_most` is how long to work before coming back. Raises
    WrongHands for anybody but a caseworker or a lead. Cost: about 3,000 grants a second.
    """
    return move_all(by=by, clock=clock, told=lambda _left: None, for_at_most=for_at_most)


def move_all(
    *, by: SignedIn, clock: Clock, told: Told, for_at_most: timedelta | None = None
) -> int:
    """The same, for somebody who watches: `told` hears how many are left after each batch."""
    rows.only(by, *STAFF)
    ends = clock() + for_at_most if for_at_most is not None else None
    left = 0
    for retired in rotation.waiting(by):
        left = _move(retired, by, clock, told, ends)
        if ends is not None and clock() >= ends:
            break
    return left


def _move(retired: UUID, by: SignedIn, clock: Clock, told: Told, ends: datetime | None) -> int:
    while left := rotation.move_some(retired, by=by, now=clock()):
        told(left)
        if ends is not None and clock() >= ends:
            return left
    told(0)
    return 0


@transaction.atomic
def renew(*, circle: str, by: SignedIn, now: datetime) -> UUID:
    """A new key for one of this member's circles, also where nobody has left: once a year, say.

    Raises WrongHands, Sealed for whoever is no member. What lies under the key before is moved
    by `go_on`.
    """
    rows.only(by, *STAFF)
    return rotation.begin(circle, by=by, now=now)
