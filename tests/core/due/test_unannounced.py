"""Which visits are unannounced: nobody chooses, nobody foresees, anybody can check."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.unannounced import commitment, draw, verify

SEED = bytes(range(32))
ids = st.lists(st.text(max_size=12), max_size=30)
shares = st.floats(0, 1)
seeds = st.binary(min_size=32, max_size=32)


@given(seeds, ids, shares)
def test_the_same_seed_draws_the_same(seed: bytes, ids: list[str], share: float) -> None:
    drawn = draw(seed, ids, share)

    assert draw(seed, reversed(ids), share) == drawn <= set(ids)
    assert verify(commitment(seed), seed, ids, share, drawn)


@given(seeds, ids, ids, shares)
def test_no_visit_depends_on_which_others_there_are(
    seed: bytes, some: list[str], more: list[str], share: float
) -> None:
    assert draw(seed, some + more, share) & set(some) == draw(seed, some, share)


@given(seeds, ids, shares, shares)
def test_a_greater_share_keeps_all_of_a_smaller(
    seed: bytes, ids: list[str], one: float, other: float
) -> None:
    assert draw(seed, ids, min(one, other)) <= draw(seed, ids, max(one, other))


def test_of_many_about_the_share_is_drawn() -> None:
    many = [f"stay {number}" for number in range(20_000)]

    assert 4_800 < len(draw(SEED, many, 0.25)) < 5_200
    assert draw(SEED, many, 0) == frozenset()
    assert draw(SEED, many, 1) == frozenset(many)


def test_a_draw_that_was_tampered_with_does_not_verify() -> None:
    many = [f"stay {number}" for number in range(40)]
    drawn = draw(SEED, many, 0.5)

    assert not verify(commitment(SEED), SEED, many, 0.5, drawn - {min(drawn)})
    assert not verify(commitment(bytes(32)), SEED, many, 0.5, drawn)


def test_a_seed_that_could_be_guessed_and_a_share_that_is_none_are_refused() -> None:
    with pytest.raises(InvalidValue, match="32 bytes"):
        commitment(b"short")
    for share in (-0.1, 1.1, float("nan")):
        with pytest.raises(InvalidValue, match="between 0 and 1"):
            draw(SEED, ["a"], share)
