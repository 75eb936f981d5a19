"""Rows of what waits to leave: found, taken up, cancelled. What they say is not read here."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from hearth.core.audience import Audience
from hearth.core.gate import MOVING_IN, NEEDS_RELEASE, VISIT, Message
from hearth.core.gate.outbox import LEASE, OF_A_COPY, OPEN, STEPS, Act, State
from hearth.core.ids import PrincipalId
from hearth.core.result import Release
from hearth.core.steps import after
from hearth.store import events, rows
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, GrantRow, OutboxRow
from hearth.store.models.checks import made_by


def cancel(*, by: SignedIn, now: datetime, **only: UUID) -> int:
    """Cancel what waits for somebody (`to`), or because of something (`because`). How many."""
    found = list(OutboxRow.objects.filter(state__in=OPEN, **only))
    for row in found:
        rows.step(row, STEPS, Act.CANCEL, by, ended_at=now)
    return len(found)


def end_of_a_copy(now: datetime) -> int:
    """Whatever waited when a copy was made that was put back leaves no more. How many.

    It may have left since, or been stopped: the office has a task where it may know of it.
    """
    ended = 0
    for state in OPEN:
        found = OutboxRow.objects.filter(state=state)
        ids = list(found.order_by("id").values_list("id", flat=True))
        to = after(STEPS, state, Act.RESTORE, Audience.CLOCK)
        ended += found.update(state=to, ended_at=now, why=OF_A_COPY)
        for id in ids:
            events.record("message.refused", by=None, about=id, now=now, purpose="restore")
    return ended


def due(now: datetime) -> QuerySet[OutboxRow]:
    """What may be taken up now, the longest waiting first."""
    return OutboxRow.objects.filter(state=State.QUEUED, next_at__lte=now).order_by("next_at", "id")


def by_hand() -> QuerySet[OutboxRow]:
    """What somebody of the office is to post or to say, the longest waiting first."""
    found = OutboxRow.objects.filter(state=State.BY_HAND, case__isnull=False)
    return found.exclude(item__grants__rests=True).order_by("next_at", "id")


def left_behind(now: datetime) -> QuerySet[OutboxRow]:
    """What somebody took up, who died before saying whether it left."""
    return OutboxRow.objects.filter(state=State.SENDING, next_at__lte=now).order_by("id")


def take(row: OutboxRow, *, by: SignedIn, now: datetime) -> None:
    """Take one up. Raises Stale where another worker did."""
    rows.step(row, STEPS, Act.TAKE, by, next_at=now + LEASE, tries=row.tries + 1)


def releases_for(message: Message, today: date) -> tuple[Release, ...]:
    """The releases that hold at this moment; none is looked up where none is needed."""
    asked = [one.about for one in message.facts if one.kind in NEEDS_RELEASE and one.about]
    return releases(message.to, asked, today) if asked else ()


def releases(to: UUID, about: Collection[UUID], today: date) -> tuple[Release, ...]:
    """Which of these items are released to somebody today, to move in.

    A key that a consent made is the release, and while it is there it holds: once the yes is
    taken back or the stay has ended there is none.
    """
    held = GrantRow.objects.filter(to=to, item__in=about, because__isnull=False, rests=False)
    return _as_releases(set(held.values_list("item_id", flat=True)), to, MOVING_IN, today)


def releases_to_visit(to: UUID, about: Collection[UUID], today: date) -> tuple[Release, ...]:
    """Which of these items a visitor holds by a visit they took on today. It is gone tomorrow."""
    taken = CheckRow.objects.filter(made_by(to), taken_on=today)
    held = GrantRow.objects.filter(
        to=to, item__in=about, because__in=taken.values("id"), rests=False
    )
    return _as_releases(set(held.values_list("item_id", flat=True)), to, VISIT, today)


def _as_releases(items: Iterable[UUID], to: UUID, purpose: str, today: date) -> tuple[Release, ...]:
    """Keys that are held in this moment. The day is that of the recipient's clock, a day about."""
    return tuple(
        Release(
            fact=item.hex,
            recipient=PrincipalId(to),
            purpose=purpose,
            given_on=today - timedelta(days=1),
            until=today + timedelta(days=2),
        )
        for item in items
    )
