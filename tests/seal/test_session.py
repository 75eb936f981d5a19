"""The cookie is the key: the row alone opens nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import Sealed, Tampered
from hearth.seal import primitives, principal, session

PRIVATE = principal.new_pair().private


def test_the_cookie_opens_its_own_row() -> None:
    cookie, token_hash, locked = session.begin(PRIVATE)

    assert session.resume(cookie, locked) == PRIVATE
    assert session.token_hash(cookie) == token_hash


def test_the_row_holds_neither_the_key_nor_what_opens_it() -> None:
    cookie, token_hash, locked = session.begin(PRIVATE)
    token = session._token(cookie)

    for secret in (PRIVATE, token, session._key(token)):
        assert secret not in token_hash + locked
    with pytest.raises(Sealed):
        primitives.open_with(token_hash, locked, token_hash, "session")


def test_another_sessions_cookie_opens_nothing() -> None:
    mine, theirs = session.begin(PRIVATE), session.begin(PRIVATE)

    with pytest.raises(Sealed, match="session"):
        session.resume(mine.cookie, theirs.locked)


def test_any_flipped_bit_of_the_row_fails() -> None:
    cookie, _, locked = session.begin(PRIVATE)

    for bit in range(len(locked) * 8):
        flipped = bytearray(locked)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises((Sealed, Tampered)):
            session.resume(cookie, bytes(flipped))


@given(place=st.integers(0, 44), letter=st.characters())
def test_a_cookie_has_one_spelling(place: int, letter: str) -> None:
    cookie, _, locked = session.begin(PRIVATE)
    changed = cookie[:place] + letter + cookie[place + 1 :]

    if changed != cookie:
        with pytest.raises(Sealed):
            session.resume(changed, locked)


@pytest.mark.parametrize("cookie", ["", "1.", "1.AAAA", "1." + "A" * 42, "1." + "A" * 44])
def test_a_cookie_of_another_length_is_none(cookie: str) -> None:
    with pytest.raises(Sealed, match="sign in again"):
        session.token_hash(cookie)


@given(cookie=st.text(max_size=60))
def test_whatever_a_browser_sends_is_answered_alike(cookie: str) -> None:
    with pytest.raises(Sealed, match="sign in again"):
        session.token_hash(cookie)
