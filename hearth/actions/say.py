"""Something is said to us by whoever comes by, with an account or without; floods slow down.

Nothing is ever refused for good. After a few from one machine each next one waits, twice as long
as the one before and a minute at most. Whoever waits is given a ticket for the very words that
they typed: once its time has come they are let in, however many others crowd at the same door.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core import signing
from django.db import transaction
from django.utils.crypto import salted_hmac

from hearth.actions import concerns, mailboxes
from hearth.actions.concerns import Raised
from hearth.core.concerns import Kind
from hearth.store import programmes, sign_ins
from hearth.store.access import SignedIn

LONGEST_WAIT_S = 60
TICKET_LASTS = timedelta(days=1)
SALT = "hearth.say"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody sent. `once` is the word of this one sending, `ticket` one given before."""

    kind: Kind
    words: str = field(repr=False)
    once: str = field(repr=False)
    ticket: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Waits:
    """It is not in yet: send the same again, with this ticket, when the seconds are over."""

    wait_s: int
    ticket: str = field(repr=False)


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
    promised = _promised(sent, now)
    if promised is not None:
        return promised if promised.wait_s > 0 else None
    wait = sign_ins.must_wait_s(_counted(address), now=now)
    return Waits(wait, _ticket(sent, now + timedelta(seconds=wait))) if wait > 0 else None


def _counted(address: str) -> dict[str, tuple[str, int]]:
    return {"say": (address, LONGEST_WAIT_S)}


def _ticket(sent: Sent, at: datetime) -> str:
    return signing.dumps([_digest(sent), at.isoformat()], salt=SALT)


def _promised(sent: Sent, now: datetime) -> Waits | None:
    """What an earlier ticket for these very words says; None where there is none."""
    try:
        digest, at = signing.loads(sent.ticket, salt=SALT)
    except signing.BadSignature:
        return None
    ready = datetime.fromisoformat(at)
    if digest != _digest(sent) or now > ready + TICKET_LASTS:
        return None
    left = (ready - now).total_seconds()
    return Waits(max(0, -int(-left // 1)), sent.ticket)


def _digest(sent: Sent) -> str:
    text = f"{sent.once}\n{sent.kind}\n{sent.words}"
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest()


@transaction.atomic
def _raise(sent: Sent, address: str, by: SignedIn | None, now: datetime) -> Raised:
    if address:
        sign_ins.was_wrong(_counted(address), now=now)
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
