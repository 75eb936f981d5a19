"""Entries of hosts' diaries: each host's own, and for the office all of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.diary import Kind, Note
from hearth.core.errors import NotFound
from hearth.core.identity import HostIdentity
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import HostNoteRow

SHOWN = 20
PURPOSE = "diary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `host` is their name, for the office alone; empty in a host's own diary."""

    kind: Kind
    written_at: datetime
    words: str
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """The newest entries, and how many there are."""

    first: tuple[Entry, ...]
    count: int


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> Entries:
    """The diary of the host who signed in, the newest entry first."""
    if by.audience is not Audience.HOST:
        raise NotFound("no such record")
    mine = HostNoteRow.objects.filter(host__principal=by.id)
    rows = list(mine.order_by("-written_at", "id")[:SHOWN])
    words = _words(rows, by, now)
    return Entries(first=tuple(_entry(row, words[row.item_id]) for row in rows), count=mine.count())


@transaction.atomic
def of_all(*, by: SignedIn, now: datetime) -> Entries:
    """What hosts wrote and changed, the newest first, with their names. For the office."""
    every = HostNoteRow.objects.order_by("-written_at", "id").select_related("host")
    rows = list(every[:SHOWN])
    words = _words(rows, by, now)
    items = {row.host.identity_id for row in rows}
    names = facts.open_many(HostIdentity, items, by=by, now=now, purpose=PURPOSE) if items else {}
    return Entries(
        first=tuple(
            _entry(row, words[row.item_id], names[row.host.identity_id].name) for row in rows
        ),
        count=HostNoteRow.objects.count(),
    )


def _words(rows: list[HostNoteRow], by: SignedIn, now: datetime) -> dict[UUID, Note]:
    items = [row.item_id for row in rows]
    return facts.open_many(Note, items, by=by, now=now, purpose=PURPOSE) if items else {}


def _entry(row: HostNoteRow, note: Note, host: str = "") -> Entry:
    return Entry(kind=Kind(row.kind), written_at=row.written_at, words=note.words, host=host)
