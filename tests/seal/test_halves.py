"""A key in two halves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, Tampered
from hearth.seal import halves, principal

KEYS = st.binary(min_size=32, max_size=32)


@given(private=KEYS)
def test_two_halves_are_the_key_in_either_order(private: bytes) -> None:
    public = principal.public_of(private)
    one, other = halves.halved(private)

    assert halves.whole(one, other, public) == private
    assert halves.whole(other, one, public) == private


@given(private=KEYS)
def test_neither_half_is_the_key_and_no_two_cuts_are_the_same(private: bytes) -> None:
    first, second = halves.halved(private), halves.halved(private)

    assert private not in {*first, *second}
    assert not {*first} & {*second}


def test_halves_of_two_keys_are_found_out() -> None:
    mine, yours = principal.new_pair(), principal.new_pair()
    half, _ = halves.halved(mine.private)
    _, other = halves.halved(yours.private)

    with pytest.raises(Tampered, match="two halves"):
        halves.whole(half, other, mine.public)
    with pytest.raises(Tampered, match="cut short"):
        halves.whole(half[:31], other, mine.public)


def test_what_is_no_key_is_not_halved() -> None:
    with pytest.raises(InvalidValue):
        halves.halved(b"short")
