"""What was done, by whom, when; chained, and written in the same transaction as the act."""

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum

from hearth.seal import log, witness
from hearth.seal.item import commitment
from hearth.seal.log import Kind, Problem
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded, WordedChange, enter
from hearth.store.models import (
    EntryRow,
    GrantRow,
    HeadRow,
    HomeRow,
    HostRow,
    ItemRow,
    MemberRow,
    PrincipalRow,
    RetiredKeyRow,
    ShareRow,
)
from hearth.store.models.base import Row

PER_ENTRY = 2000  # bindings in one entry; a large import writes several
TOLD_EVERY = 10_000  # entries, while somebody watches the log being read

# The tables whose rows the log binds, with the name and the sealed field of each.
BOUND = (
    ("item", ItemRow, "body"),
    ("member", MemberRow, "sealed"),
    ("share", ShareRow, "blob"),
    ("retired", RetiredKeyRow, "sealed"),
)

# Where the graph points at a sealed item: its subject is the row that points there.
POINTS: tuple[tuple[str, type[Row], tuple[str, ...]], ...] = (
    ("host", HostRow, ("identity", "profile")),
    ("home", HomeRow, ("address", "attributes")),
)


OPENED = "facts.opened"  # the act that shows facts and changes nothing
RESTORED = "service.restored"  # a copy was put back: what follows was not in it
_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)


@contextmanager
def heard() -> Iterator[list[str]]:
    """The acts that are written down in here by this thread, those that were taken back as well."""
    acts: list[str] = []
    before = _heard.set(acts)
    try:
        yield acts
    finally:
        _heard.reset(before)


def begin_write() -> HeadRow:
    """Wait until nobody else is writing; the end of the log, held until the act is done.

    Called before anything is read that is written on: a key that is rotated, or a fact
    that is changed, in between would leave a grant under the old one. Must run inside
    the transaction of the act.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block or getattr(connection, "only_reads", False):
        raise RuntimeError("an act is written down inside its own transaction")
    head = _held_end.first()
    if head is None:
        head, _ = HeadRow.objects.select_for_update().get_or_create(defaults={"hash": log.START})
    return head


_held_end = Worded(lambda: HeadRow.objects.select_for_update().all())
_goes_on = WordedChange(
    lambda seq, hash, openings: (
        HeadRow.objects.all(),
        {"seq": seq, "hash": hash, "openings": openings},
    )
)


def record(
    act: str,
    *,
    by: SignedIn | None,
    about: UUID | str,
    now: datetime,
    purpose: str = "",
    bindings: Mapping[str, str] | None = None,
    opened: Collection[UUID] = (),
) -> None:
    """Write one act, or as many entries as its bindings need.

    `opened` are the items the act opened: the first entry says how many and which, and
    the head counts them once more, so that the two can be compared. Must run inside the
    transaction of the act: if this fails, the act did not happen.
    """
    head = begin_write()
    if (listening := _heard.get()) is not None:
        listening.append(act)
    names = list((bindings or {}).items())
    parts = [dict(names[at : at + PER_ENTRY]) for at in range(0, len(names), PER_ENTRY)] or [{}]
    rows: list[EntryRow] = []
    seq, last = head.seq, head.hash
    for part in parts:
        seq += 1
        note = log.Note(
            seq=seq,
            at=now.isoformat(),
            act=act,
            by=by.id.hex if by else "",
            about=about.hex if isinstance(about, UUID) else about,
            purpose=purpose,
            bindings=part,
            count=0 if rows else len(opened),
            digest="" if rows or not opened else digest_of(opened),
        )
        entry = log.chain(last, note)
        last = entry.hash
        clear = {name: getattr(entry, name) for name in _FIELDS}
        rows.append(EntryRow(**clear, bindings=json.dumps(part, separators=(",", ":"))))
    enter(*rows)
    _goes_on(seq, last, head.openings + len(opened))


_FIELDS = ("seq", "at", "act", "by", "about", "purpose", "count", "digest", "previous", "hash")


def digest_of(items: Collection[UUID]) -> str:
    """What the log keeps of which items were opened: the same for the same items in any order."""
    return commitment(b"".join(sorted(item.bytes for item in items)))


def entries(after: int = 0) -> Iterator[log.Entry]:
    """The log from its first entry on, or from the one after this."""
    for row in EntryRow.objects.filter(seq__gt=after).order_by("seq").iterator(chunk_size=2000):
        clear = {name: getattr(row, name) for name in _FIELDS}
        yield log.Entry(**clear, bindings=json.loads(row.bindings))


def bound_now() -> dict[str, str]:
    """The hash of every live sealed row, under the names that the log binds."""
    found = {}
    for name, model, field in BOUND:
        for key, content in model._default_manager.values_list("id", field).iterator(2000):
            if content:  # of a fact that others point at and that was shredded, the row alone stays
                found[f"{name}:{key.hex}"] = commitment(bytes(content))
    for row in PrincipalRow.objects.only("id", "role", "is_circle", "public_key").iterator(2000):
        found[f"principal:{row.id.hex}"] = commitment_of_principal(row)
    for grant in GrantRow.objects.only("id", "wrapped", "because").iterator(2000):
        found[f"grant:{grant.id.hex}"] = commitment_of_grant(grant)
    return found


def commitment_of_grant(grant: GrantRow) -> str:
    """What the log keeps of a grant: the sealed key, and the consent that it is."""
    because = grant.because.bytes if grant.because else b""
    return commitment(bytes(grant.wrapped) + because)


def commitment_of_principal(row: PrincipalRow) -> str:
    """What the log keeps of a principal: the public key, and the role it may hold facts by."""
    return commitment(bytes(row.public_key) + f"{row.is_circle:d}{row.role}".encode())


def problems(checkpoint: str | None, public: bytes | None) -> list[log.Problem]:
    """What in the log, and in the sealed rows it binds, is not as it was written.

    With a checkpoint, or many, and the public key they were signed with: also whether the log
    still holds what they saw. Raises Tampered for one that was not signed so.
    """
    kept = list(entries())
    found = [*log.verify(kept, bound=bound_now()), *_head_problems(kept), *_misdirected()]
    if checkpoint is not None and public is not None:
        found += witness.against(kept, witness.read(checkpoint, public))
    return found


def problems_by_part() -> Iterator[tuple[str, int] | list[Problem]]:
    """The same without a checkpoint, for somebody who watches: each part that is done, with how
    many it looked at, and at last the problems."""
    kept: list[log.Entry] = []
    for entry in entries():
        kept.append(entry)
        if len(kept) % TOLD_EVERY == 0:
            yield "entries_read", len(kept)
    yield "entries_read", len(kept)
    now, ends = _of_one_moment(kept)
    yield "sealed_read", len(now)
    found = log.verify(kept, bound=now)
    yield "compared", len(kept) + len(now)
    yield [*found, *ends]


def _of_one_moment(kept: list[log.Entry]) -> tuple[dict[str, str], list[Problem]]:
    """The sealed rows, and what is wrong with the log's end, while nobody writes.

    What was written since `kept` was read is added to it: or an act of that while would look
    like something changed by hand.
    """
    with transaction.atomic():
        begin_write()
        kept.extend(entries(after=kept[-1].seq if kept else 0))
        return bound_now(), [*_head_problems(kept), *_misdirected()]


def _head_problems(kept: list[log.Entry]) -> Iterator[Problem]:
    size, last = head()
    ends = (kept[-1].seq, kept[-1].hash) if kept else (0, log.START)
    if ends != (size, last):
        says = f"the log ends at entry {ends[0]}, and its head says otherwise: its end was cut"
        yield Problem(Kind.CUT, ends[0], says)
    row = HeadRow.objects.first()
    counted, said = row.openings if row else 0, sum(entry.count for entry in kept)
    if counted != said:
        says = f"the entries tell of {said} openings, and the head counted {counted}"
        yield Problem(Kind.MISCOUNTED, ends[0], says)


def _misdirected() -> Iterator[Problem]:
    """Rows that point at the fact of another: it would be told to whoever may know this one."""
    for name, model, fields in POINTS:
        for field in fields:
            pairs = model._default_manager.exclude(**{f"{field}__subject": F("id")})
            for id in pairs.values_list("id", flat=True):
                thing = f"{name}:{id.hex}"
                says = f"{thing} points at the {field} of another"
                yield Problem(Kind.MISDIRECTED, 0, says, thing)


def openings() -> int:
    """How many facts have been opened so far, as the entries say."""
    return EntryRow.objects.aggregate(all=Sum("count"))["all"] or 0


def head() -> tuple[int, str]:
    """How many entries there are, and the hash of the last."""
    row = HeadRow.objects.first()
    return (row.seq, row.hash) if row else (0, log.START)
