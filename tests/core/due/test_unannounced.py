"""Which visits are unannounced: nobody chooses, nobody foresees, anybody can check."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.unannounced import SEED_BYTES, commitment, days_in_order, draw, is_promised

SEED = bytes(range(32))
ids = st.lists(st.text(max_size=12), max_size=30)
shares = st.floats(0, 1)
seeds = st.binary(min_size=SEED_BYTES, max_size=SEED_BYTES)
FIRST = date(2031, 5, 5)
WEEK = [FIRST + timedelta(at) for at in range(5)]


@given(seeds, ids, shares)
def test_the_same_seed_draws_the_same(seed: bytes, ids: list[str], share: float) -> None:
    drawn = draw(seed, ids, share)

    assert draw(seed, reversed(ids), share) == drawn <= set(ids)


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


@given(seeds, seeds)
def test_only_the_seed_that_was_promised_fits(seed: bytes, other: bytes) -> None:
    assert is_promised(commitment(seed), seed)
    assert is_promised(commitment(seed), other) == (seed == other)
    assert not is_promised("", b"short")


@given(seeds, st.text(max_size=12), st.permutations(WEEK))
def test_each_day_of_a_window_stands_in_the_order_once_however_they_are_given(
    seed: bytes, id: str, days: list[date]
) -> None:
    order = days_in_order(seed, id, days)

    assert sorted(order) == WEEK
    assert order == days_in_order(seed, id, WEEK + WEEK)


def test_each_day_comes_first_about_as_often() -> None:
    firsts = [days_in_order(SEED, f"visit {at}", WEEK)[0] for at in range(4_000)]

    assert all(680 <= firsts.count(day) <= 920 for day in WEEK)  # 800 expected, 25 the deviation


def test_a_seed_that_could_be_guessed_and_a_share_that_is_none_are_refused() -> None:
    with pytest.raises(InvalidValue, match="32 bytes"):
        commitment(b"short")
    for share in (-0.1, 1.1, float("nan")):
        with pytest.raises(InvalidValue, match="between 0 and 1"):
            draw(SEED, ["a"], share)
