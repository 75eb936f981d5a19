"""Calendar addresses: made and taken back by the reader alone, read without a sign-in."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.feeds import HOUR, LASTS, READERS, is_open, token_hash, too_often
from hearth.store import events, rows
from hearth.store.access import SignedIn
from hearth.store.models import FeedRow

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """Whose calendar it is. `too_often`: asked for again so soon that it is not told."""

    reader: UUID
    role: Audience
    too_often: bool


@transaction.atomic
def make(*, by: SignedIn, now: datetime) -> str:
    """A new secret for the reader's own calendar, told once. The one before is dead.

    Raises WrongHands for whoever has no calendar.
    """
    events.begin_write()
    rows.only(by, *READERS)
    _end(by, now)
    token = token_urlsafe(TOKEN_BYTES)
    row = FeedRow.objects.create(
        reader_id=by.id, token_hash=token_hash(token), made_at=now, ends_at=now + LASTS
    )
    events.record("calendar.made", by=by, about=row.id, now=now)
    return token


@transaction.atomic
def revoke(*, by: SignedIn, now: datetime) -> None:
    """The reader's address is dead from now on. Where there is none, nothing happens."""
    events.begin_write()
    rows.only(by, *READERS)
    if _end(by, now):
        events.record("calendar.revoked", by=by, about=by.id, now=now)


def _end(by: SignedIn, now: datetime) -> int:
    return FeedRow.objects.filter(reader=by.id, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def read(token: str, *, now: datetime) -> Reading:
    """Whose calendar this address is. That it was read is written down, without any key.

    Raises NotFound, the same for an address that never was, was taken back, or has ended, and
    for that of somebody who has left.
    """
    row = FeedRow.objects.filter(token_hash=token_hash(token)).select_related("reader").first()
    here = row is not None and row.reader.ended_at is None
    if row is None or not here or not _is_open(row, now):
        raise NotFound("there is no such page")
    events.begin_write()
    role = Audience(row.reader.role)
    if too_often(since=row.hour, reads=row.reads, now=now):
        return Reading(row.reader_id, role, too_often=True)
    fresh = row.hour is None or not row.hour <= now or now >= row.hour + HOUR
    hour, reads = (now, 1) if fresh else (row.hour, row.reads + 1)
    FeedRow.objects.filter(id=row.id).update(hour=hour, reads=reads)
    events.record("calendar.read", by=None, about=row.id, now=now, purpose="calendar")
    return Reading(row.reader_id, role, too_often=False)


def _is_open(row: FeedRow, now: datetime) -> bool:
    return is_open(ends_at=row.ends_at, revoked_at=row.revoked_at, now=now)
