"""What waits to leave and what has left, for the office of a case and for whoever it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from hearth.core.audience import Audience
from hearth.core.gate.outbox import OPEN, Kept, State
from hearth.core.gate.wordings import ENGLISH, wordings
from hearth.core.reach import Channel
from hearth.queries.casework.head import Head, case_of, head_of
from hearth.store import facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import OutboxRow

PURPOSE = "messages"
SHOWN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message. `channel`: by which way, once that is known. `address`: where to, once it left.

    at : when it left or was stopped; while it waits, the earliest moment at which it leaves.
    why : the code of what was against it. may_cancel, is_task : what the office can do with it.
    """

    id: UUID
    to_host: bool
    state: State
    at: datetime
    words: str
    channel: Channel | None
    address: str
    why: str
    may_cancel: bool
    is_task: bool


@dataclass(frozen=True, slots=True)
class Messages:
    """The latest, those that wait first, and how many there are in all."""

    head: Head
    first: tuple[Seen, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Mine:
    """What was sent to somebody, the latest first, and how many there are in all."""

    first: tuple[Seen, ...]
    count: int


@transaction.atomic
def of_case(*, case: UUID, by: SignedIn, now: datetime) -> Messages:
    """Everything about a case that the office may know of. Raises NotFound.

    What the lead answers to somebody in confidence is not among it. Cost: one opening.
    """
    rows.only(by, Audience.CASEWORKER)
    row = case_of(case, by)
    found = OutboxRow.objects.filter(case=row)
    latest = found.order_by(F("ended_at").desc(nulls_first=True), "next_at", "id")
    some = list(latest.select_related("to")[:SHOWN])
    seen = _seen(some, about=case, by=by, now=now)
    return Messages(head_of(row, by=by, now=now), seen, found.count())


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> Mine:
    """What was sent to whoever looks, and where to. Nothing of what was never sent."""
    found = OutboxRow.objects.filter(to=by.id, state=State.SENT)
    some = list(found.select_related("to").order_by("-ended_at", "id")[:SHOWN])
    return Mine(_seen(some, about=by.id, by=by, now=now), found.count())


def _seen(
    some: Sequence[OutboxRow], *, about: UUID, by: SignedIn, now: datetime
) -> tuple[Seen, ...]:
    if not some:
        return ()
    items = [row.item_id for row in some]
    opened = facts.open_many(Kept, items, by=by, now=now, purpose=PURPOSE, about=about)
    return tuple(_one(row, opened[row.item_id]) for row in some)


def _one(row: OutboxRow, kept: Kept) -> Seen:
    told = [fact.text for fact in kept.message.facts]
    words = " ".join(filter(None, (wordings(kept.message.wording, ENGLISH)[0], *told)))
    left = kept.written
    return Seen(
        id=row.id,
        to_host=row.to.role == Audience.HOST,
        state=State(row.state),
        at=row.ended_at or row.next_at,
        words=left.body if left else words,
        channel=left.channel if left else None,
        address=left.address if left and row.state == State.SENT else "",
        why=row.why,
        may_cancel=row.state in OPEN,
        is_task=row.state == State.REFUSED and row.settled_at is None,
    )
