"""No key and no fact in anything that is printed, logged or raised."""

import base64
import traceback
from collections.abc import Callable
from uuid import UUID

import pytest

from hearth.core.errors import HearthError
from hearth.seal import grant, item, log, primitives, principal, recovery, session
from hearth.seal.item import Where
from hearth.seal.principal import Cost

HERE = Where(UUID(int=1), UUID(int=2), "identity", "name", 1)
WHO = UUID(int=3)
KEY, PAIR = item.new_key(), principal.new_pair()
SECRET = "a pass phrase nobody may read"
FACT = b"Rosehill Cottage"
BODY = item.close(FACT, KEY, HERE)
LOCKED = principal.lock(PAIR.private, SECRET, cost=Cost(8, 1, 1))
SHEET = recovery.to_sheet(PAIR.private)
BEGUN = session.begin(PAIR.private)
STRANGER = principal.new_pair()
SHARE = recovery.shares(
    PAIR.private, WHO, {UUID(int=n): principal.new_pair().public for n in range(3)}
)[0]


def spellings(secret: bytes) -> set[str]:
    """A secret as it could stand in a text."""
    encoded = base64.b64encode(secret).decode().rstrip("=")
    shown = {secret.hex(), repr(secret)[2:-1], encoded, str(int.from_bytes(secret, "big"))}
    return shown | {encoded.replace("+", "-").replace("/", "_"), str(list(secret))[1:-1]}


KEYS = (KEY, PAIR.private, STRANGER.private)
NEVER = {
    SECRET,
    FACT.decode(),
    BEGUN.cookie,
    BEGUN.cookie[2:],
    *SHEET.split("-")[1:],
    *(spelling for key in KEYS for spelling in spellings(key)),
}


@pytest.mark.parametrize("thing", [PAIR, BEGUN, SHARE, HERE, log.new_signer()], ids=type)
def test_printing_shows_no_key(thing: object) -> None:
    for text in (repr(thing), str(thing), f"{thing}", f"{[thing]}"):
        assert not [secret for secret in NEVER if secret in text]


def test_a_new_signers_private_key_is_not_shown() -> None:
    signer = log.new_signer()

    assert not [spelling for spelling in spellings(signer.private) if spelling in repr(signer)]


def test_functions_that_hold_a_key_do_not_show_it() -> None:
    for holder in (primitives.opener(PAIR.private, "grant"), primitives.sealer(PAIR.public)):
        assert not [secret for secret in NEVER if secret in repr(holder)]


def mistyped() -> str:
    return SHEET[:-1] + ("0" if SHEET[-1] != "0" else "1")


MISTAKES: list[Callable[[], object]] = [
    lambda: item.open_body(BODY, PAIR.private, HERE),
    lambda: item.open_body(BODY[:-1], KEY, HERE),
    lambda: item.open_body(BODY, KEY + b"x", HERE),
    lambda: item.close(bytes(item.LARGEST), KEY, HERE),
    lambda: grant.unwrap(BODY, PAIR.private, HERE, WHO),
    lambda: grant.unwrap(bytes((0x11,)) + BODY, PAIR.private, HERE, WHO),
    lambda: grant.wrap(KEY + b"x", PAIR.public, HERE, WHO),
    lambda: grant.wrap(KEY, bytes(32), HERE, WHO),
    lambda: principal.unlock(LOCKED, SECRET + "x"),
    lambda: principal.unlock(LOCKED[:-1], SECRET),
    lambda: principal.lock(PAIR.private, SECRET * 100),
    lambda: principal.lock(PAIR.private, SECRET + "\ud800", cost=Cost(8, 1, 1)),
    lambda: principal.enter(BODY, PAIR.private, WHO, WHO),
    lambda: session.resume(BEGUN.cookie, session.begin(KEY).locked),
    lambda: session.resume(BEGUN.cookie + "x", BEGUN.locked),
    lambda: recovery.from_sheet(mistyped()),
    lambda: recovery.from_sheet(SHEET[:-6]),
    lambda: recovery.from_sheet(SHEET[2:]),
    lambda: recovery.recover(SHARE, PAIR.private, STRANGER.private),
    lambda: log.checkpoint("a b", 1, "h", PAIR.private, "now"),
]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_no_error_shows_a_secret_not_even_in_its_chain(mistake: Callable[[], object]) -> None:
    with pytest.raises(HearthError) as raised:
        mistake()

    # The lines of code are left out: they name secrets, they do not hold them.
    chain = traceback.TracebackException.from_exception(raised.value, lookup_lines=False)
    text = "".join(chain.format_exception_only()) + repr(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    assert not [secret for secret in NEVER if secret in text]
