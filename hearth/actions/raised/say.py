"""Something is said to us by whoever comes by, with an account or without; floods slow down.

Nothing is ever refused for good: see `turns.py` for how a flood waits, and nobody else.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from hearth.actions import concerns
from hearth.actions.concerns import Raised
from hearth.actions.raised import mailboxes
from hearth.actions.raised.turns import Door, Waits
from hearth.core.concerns import Kind
from hearth.store import programmes
from hearth.store.access import SignedIn

__all__ = ["Sent", "Waits", "new_once", "say"]
DOOR = Door("say")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sent. `once` is the word of this one sending, `ticket` one given before."""

    kind: Kind
    words: str = field(repr=False)
    once: str = field(repr=False)
    ticket: str = field(default="", repr=False)


def new_once() -> str:
    """A word for one sending, for the form that is shown."""
    return secrets.token_urlsafe(18)


def say(*, sent: Sent, address: str, by: SignedIn | None, now: datetime) -> Raised | Waits:
    """Raise it, or say how long to wait first. The same sending twice is one concern.

    Whoever is signed in never waits: their number is known. Nothing that comes in here changes
    anything of any host: a lead reads it first.
    """
    if by is None:
        waits = _waits(sent, address, now)
        if waits is not None:
            return waits
    return _raise(sent, "" if by is not None else address, by, now)


def _waits(sent: Sent, address: str, now: datetime) -> Waits | None:
    """How long this one waits; None where it may come in."""
    if mailboxes.open_(mailboxes.receipt_of(sent.once)) is not None:
        return None  # sent twice: it is in already
    words = f"{sent.once}\n{sent.kind}\n{sent.words}"
    return DOOR.waits(words=words, ticket=sent.ticket, address=address, now=now)


@transaction.atomic
def _raise(sent: Sent, address: str, by: SignedIn | None, now: datetime) -> Raised:
    if address:
        DOOR.came_in(address=address, now=now)
    return concerns.raise_one(
        kind=sent.kind,
        words=sent.words,
        placement_id=None,
        programme=programmes.use(programmes.last_used(), now.date(), now=now).ref,
        by=by,
        now=now,
        once=sent.once,
        source=mailboxes.source_of(address, now),
    )
