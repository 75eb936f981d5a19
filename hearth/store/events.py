"""What was done, by whom, when; chained, and written in the same transaction as the act."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from hearth.seal import log
from hearth.seal.item import commitment
from hearth.store.access import SignedIn
from hearth.store.models import (
    EntryRow,
    GrantRow,
    HeadRow,
    ItemRow,
    MemberRow,
    PrincipalRow,
    ShareRow,
)

PER_ENTRY = 2000  # bindings in one entry; a large import writes several

# The tables whose rows the log binds, with the name and the sealed field of each.
BOUND = (
    ("item", ItemRow, "body"),
    ("principal", PrincipalRow, "public_key"),
    ("member", MemberRow, "sealed"),
    ("share", ShareRow, "blob"),
)


def record(
    act: str,
    *,
    by: SignedIn | None,
    about: UUID | str,
    now: datetime,
    purpose: str = "",
    bindings: Mapping[str, str] | None = None,
    openings: int = 0,
) -> None:
    """Write one act, or as many entries as its bindings need.

    `openings` is how many items the act opened; it is counted at the head, so that
    what was opened can be compared with what was said. Must run inside the
    transaction of the act: if this fails, the act did not happen.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("an act is written down inside its own transaction")
    head, _ = HeadRow.objects.select_for_update().get_or_create(defaults={"hash": log.START})
    names = list((bindings or {}).items())
    parts = [dict(names[at : at + PER_ENTRY]) for at in range(0, len(names), PER_ENTRY)] or [{}]
    rows, seq, last = [], head.seq, head.hash
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
        )
        entry = log.chain(last, note)
        last = entry.hash
        clear = {name: getattr(entry, name) for name in _FIELDS}
        rows.append(EntryRow(**clear, bindings=json.dumps(part, separators=(",", ":"))))
    EntryRow.objects.bulk_create(rows)
    HeadRow.objects.filter(pk=head.pk).update(seq=seq, hash=last, openings=F("openings") + openings)


_FIELDS = ("seq", "at", "act", "by", "about", "purpose", "previous", "hash")


def entries() -> Iterator[log.Entry]:
    """The log from its first entry on."""
    for row in EntryRow.objects.order_by("seq").iterator(chunk_size=2000):
        clear = {name: getattr(row, name) for name in _FIELDS}
        yield log.Entry(**clear, bindings=json.loads(row.bindings))


def bound_now() -> dict[str, str]:
    """The hash of every live sealed row, under the names that the log binds."""
    found = {}
    for name, model, field in BOUND:
        for key, content in model._default_manager.values_list("id", field).iterator(2000):
            found[f"{name}:{key.hex}"] = commitment(bytes(content))
    for grant in GrantRow.objects.only("id", "wrapped", "because").iterator(2000):
        found[f"grant:{grant.id.hex}"] = commitment_of_grant(grant)
    return found


def commitment_of_grant(grant: GrantRow) -> str:
    """What the log keeps of a grant: the sealed key, and the consent that it is."""
    because = grant.because.bytes if grant.because else b""
    return commitment(bytes(grant.wrapped) + because)


def problems(checkpoint: str | None, public: bytes | None) -> list[log.Problem]:
    """What in the log, and in the sealed rows it binds, is not as it was written.

    With a checkpoint and the public key it was signed with: also whether the log still
    holds what that checkpoint saw. Raises Tampered for one that was not signed so.
    """
    found = log.verify(entries(), bound=bound_now())
    if checkpoint is not None and public is not None:
        found += log.against(entries(), log.read_checkpoint(checkpoint, public))
    return found


def openings() -> int:
    """How many facts have been opened so far."""
    row = HeadRow.objects.first()
    return row.openings if row else 0


def head() -> tuple[int, str]:
    """How many entries there are, and the hash of the last."""
    row = HeadRow.objects.first()
    return (row.seq, row.hash) if row else (0, log.START)
