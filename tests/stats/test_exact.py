"""Exact bounds hold what they promise: at every count, not only where a curve is smooth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from hearth.core.errors import InvalidValue
from hearth.stats.exact import (
    count_at_least,
    count_at_most,
    count_between,
    share_at_least,
    share_at_most,
    share_between,
)

levels = st.floats(0.5, 0.999)


@given(whole=st.integers(1, 60), p=st.floats(0.001, 0.999), level=levels)
def test_the_bound_of_a_share_holds_as_often_as_it_says(whole: int, p: float, level: float) -> None:
    chance = list(np.asarray(binom.pmf(np.arange(whole + 1), whole, p)))

    held = sum(c for k, c in enumerate(chance) if share_at_most(k, whole, level) >= p)

    assert held >= level - 1e-9


@given(mean=st.floats(0.01, 30), level=levels)
def test_the_bound_of_a_rate_holds_as_often_as_it_says(mean: float, level: float) -> None:
    chance = list(np.asarray(poisson.pmf(np.arange(120), mean)))

    held = sum(c for k, c in enumerate(chance) if count_at_most(k, level) >= mean)

    assert held >= level - 1e-9


@given(whole=st.integers(1, 40), p=st.floats(0.001, 0.999))
def test_two_ends_together_hold_as_often_as_they_say(whole: int, p: float) -> None:
    chance = list(np.asarray(binom.pmf(np.arange(whole + 1), whole, p)))
    between = [share_between(k, whole) for k in range(whole + 1)]

    held = sum(c for c, one in zip(chance, between, strict=True) if one.low <= p <= one.high)

    assert held >= 0.95 - 1e-9


@given(count=st.integers(0, 60), level=levels)
def test_more_events_never_lower_a_bound(count: int, level: float) -> None:
    assert count_at_most(count, level) < count_at_most(count + 1, level)
    assert count_at_least(count, level) <= count_at_least(count + 1, level)
    assert count_at_least(count, level) <= count


def test_no_event_leaves_three_plausible() -> None:
    assert count_at_most(0, 0.95) == pytest.approx(2.995732)  # the rule of three


def test_the_limits_of_garwood_are_met() -> None:
    assert count_between(10).low == pytest.approx(4.7954, abs=1e-4)
    assert count_between(10).high == pytest.approx(18.3904, abs=1e-4)


def test_nothing_of_nothing_leaves_everything_open() -> None:
    assert (share_at_least(0, 0, 0.95), share_at_most(0, 0, 0.95)) == (0.0, 1.0)


@pytest.mark.parametrize(("part", "whole", "level"), [(3, 2, 0.9), (-1, 2, 0.9), (1, 2, 1.0)])
def test_what_is_no_share_and_no_level_is_refused(part: int, whole: int, level: float) -> None:
    with pytest.raises(InvalidValue):
        share_at_most(part, whole, level)


def test_a_count_below_zero_is_refused() -> None:
    with pytest.raises(InvalidValue, match="0 or more"):
        count_at_most(-1, 0.9)
