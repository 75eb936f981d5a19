"""Passkeys and one-time codes: enrolled by whoever they belong to, asked for from then on."""

from datetime import datetime
from typing import Any

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.errors import Sealed
from hearth.store import rows, second, sessions
from hearth.store.access import SignedIn

STAFF = tuple(
    who for who in Audience if who not in {Audience.RESIDENT, Audience.HOST, Audience.CLOCK}
)


@transaction.atomic
def begin_codes(*, cookie: str, by: SignedIn) -> None:
    """A new seed for an app, kept in this session until a code shows that the app has it."""
    rows.only(by, *STAFF)
    sessions.keep(cookie, seed=second.new_seed())


def seed(*, cookie: str) -> str:
    """The seed that waits to be read by an app. Raises Sealed where none does."""
    waiting = sessions.kept(cookie, "seed")
    if not waiting:
        raise Sealed("no app is being added here")
    return str(waiting)


def address_of(seed: str) -> str:
    """A seed as the address that an app for codes reads from a picture."""
    return second.address_of(seed)


@transaction.atomic
def add_codes(*, cookie: str, code: str, by: SignedIn, now: datetime) -> None:
    """From here on codes are asked for. Raises InvalidValue for a wrong one."""
    rows.only(by, *STAFF)
    spare = second.add_codes(by, seed(cookie=cookie), code, now=now)
    sessions.keep(cookie, seed=None, spare=spare)


@transaction.atomic
def begin_passkey(*, cookie: str, host: str, by: SignedIn) -> dict[str, Any]:
    """What the browser needs to make a passkey for these pages."""
    rows.only(by, *STAFF)
    options, state = second.begin_passkey(by, host)
    sessions.keep(cookie, passkey=state)
    return options


@transaction.atomic
def add_passkey(
    *, cookie: str, host: str, answer: object, name: str, by: SignedIn, now: datetime
) -> None:
    """From here on the passkey is asked for. Raises Sealed for an answer to another question."""
    rows.only(by, *STAFF)
    state = sessions.kept(cookie, "passkey") or {}
    spare = second.add_passkey(by, host, state=state, answer=answer, name=name, now=now)
    sessions.keep(cookie, passkey=None, spare=spare)


@transaction.atomic
def begin_proof(*, cookie: str, host: str, by: SignedIn) -> dict[str, Any]:
    """What the browser needs to show a passkey."""
    options, state = second.begin_proof(by, host)
    sessions.keep(cookie, passkey=state)
    return options


@transaction.atomic
def remove(*, factor: int, by: SignedIn, now: datetime) -> None:
    """Take one away. Raises NotFound for another's."""
    second.remove(by, factor, now=now)
