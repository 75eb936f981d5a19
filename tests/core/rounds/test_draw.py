"""The draw of the unannounced: nobody can choose it, and anybody can make it again."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.rounds.draw import SEED_BYTES, commitment, drawn, verify

FIRST = date(2031, 5, 5)
WEEK = [FIRST + timedelta(at) for at in range(5)]
seeds = st.binary(min_size=SEED_BYTES, max_size=SEED_BYTES)


@given(seeds, st.uuids(), st.floats(0, 1), st.permutations(WEEK))
def test_the_same_seed_draws_the_same_whatever_order_the_days_are_given_in(
    seed: bytes, check: UUID, share: float, days: list[date]
) -> None:
    assert drawn(seed, check, share, days) == drawn(seed, check, share, WEEK)


@given(seeds, seeds)
def test_only_the_seed_that_was_promised_fits(seed: bytes, other: bytes) -> None:
    assert verify(commitment(seed), seed)
    assert verify(commitment(seed), other) == (seed == other)


@given(seeds, st.uuids())
def test_every_check_is_drawn_at_one_and_none_at_nothing(seed: bytes, check: UUID) -> None:
    assert drawn(seed, check, 1.0, WEEK).unannounced
    assert not drawn(seed, check, 0.0, WEEK).unannounced


@given(seeds, st.uuids(), st.floats(0, 1))
def test_each_day_of_the_window_stands_in_the_order_once(
    seed: bytes, check: UUID, share: float
) -> None:
    assert sorted(drawn(seed, check, share, WEEK).days) == WEEK


def test_shares_and_days_come_out_about_even() -> None:
    draws = [drawn(b"s" * SEED_BYTES, UUID(int=at), 0.25, WEEK) for at in range(4_000)]

    taken = sum(one.unannounced for one in draws)
    firsts = [sum(one.days[0] == day for one in draws) for day in WEEK]
    assert 880 <= taken <= 1_120  # 1,000 expected, four standard deviations of 27
    assert all(680 <= count <= 920 for count in firsts)


@pytest.mark.parametrize("seed", [b"", b"short", b"x" * 33])
def test_a_seed_that_could_be_guessed_is_refused(seed: bytes) -> None:
    with pytest.raises(InvalidValue):
        commitment(seed)
    assert not verify("", seed)


def test_a_share_is_no_more_than_all() -> None:
    with pytest.raises(InvalidValue):
        drawn(b"x" * SEED_BYTES, UUID(int=1), 1.1, WEEK)
