"""A letterbox for whoever raised a concern: the receipt is its address and its key.

The receipt is kept nowhere. It is made of a word that only one sending has and the pages' own
secret, so that the same sending gives the same receipt; it is found by a keyed hash, and the
letterbox's private key is locked under another. A stolen database gives nobody receipts to try.
"""

from datetime import datetime
from functools import cache
from uuid import UUID

from django.utils.crypto import salted_hmac

from hearth.core.actor import Actor
from hearth.core.audience import Audience
from hearth.core.compartments import MAILBOX
from hearth.core.concerns import read_receipt, to_receipt
from hearth.core.errors import Sealed
from hearth.core.ids import PrincipalId
from hearth.seal import principal
from hearth.seal.principal import Cost
from hearth.store import events
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, PrincipalRow

# What is locked with holds 256 bits of the pages' secret; this makes a guess dearer for whoever
# has the folder as well: 50 bits of receipts at some 5 milliseconds each are 178,000 years.
COST = Cost(memory_kib=4096, passes=1)


def receipt_of(once: str) -> str:
    """The receipt of a sending."""
    return to_receipt(
        int.from_bytes(salted_hmac("hearth.receipt", once, algorithm="sha256").digest())
    )


def hash_of(receipt: str) -> str:
    """What a receipt is found by."""
    return salted_hmac("hearth.receipt.found", receipt, algorithm="sha256").hexdigest()


def _secret(receipt: str) -> str:
    return salted_hmac("hearth.receipt.lock", receipt, algorithm="sha256").hexdigest()


def make(receipt: str, *, by: SignedIn | None, now: datetime) -> UUID:
    """A letterbox that this receipt opens."""
    pair = principal.new_pair()
    locked = principal.lock(pair.private, _secret(receipt), cost=COST)
    row = PrincipalRow.objects.create(
        role=MAILBOX, public_key=pair.public, locked=locked, made_at=now
    )
    bindings = {f"principal:{row.id.hex}": events.commitment_of_principal(row)}
    events.record("principal.made", by=by, about=row.id, now=now, bindings=bindings)
    return row.id


def open_(typed: str) -> tuple[ConcernRow, SignedIn] | None:
    """The concern of a receipt, with the key of its letterbox; None where there is none.

    The same work for a slip of the finger, a receipt never given and one that opens: a look by
    hash, and one lock tried. What comes back is of use to read letters by and for nothing else.
    """
    receipt = read_receipt(typed) or ""
    found = ConcernRow.objects.filter(receipt_hash=hash_of(receipt)).select_related("mailbox")
    row = found.first()
    box = row.mailbox if row is not None else None
    locked = bytes(box.locked) if box is not None and box.locked is not None else _nobodys()
    try:
        private = principal.unlock(locked, _secret(receipt))
    except Sealed:
        return None
    if row is None or box is None:
        return None
    return row, SignedIn(Actor(PrincipalId(box.id), Audience.RESIDENT), {box.id: private})


@cache
def _nobodys() -> bytes:
    """A lock like that of every letterbox, which no receipt opens."""
    return principal.lock(principal.new_pair().private, "no receipt", cost=COST)


def source_of(address: str, now: datetime) -> str:
    """The same for all that comes from one machine on one day; nothing for no machine."""
    if not address:
        return ""
    day = now.date().isoformat()
    return salted_hmac("hearth.source", f"{day}:{address}", algorithm="sha256").hexdigest()
