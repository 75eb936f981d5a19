"""Bounds that may be read every day hold every day together."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from hearth.core.errors import InvalidValue
from hearth.stats import anytime
from hearth.stats.exact import Interval
from hearth.stats.track_record import worst_plausible_rate
from tests.stats.published import expected

TOLERANCE = 1e-5  # as the published tests say


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    return dict(expected("confidence_sequences_published")["values"])


def named(published: dict[str, Any], word: str) -> Any:
    (found,) = (value for name, value in published.items() if name.startswith(word))
    return found


def test_the_published_normal_mixtures_are_met(published: dict[str, Any]) -> None:
    one_sided_rho = anytime.best_rho(100, 0.05, one_sided=True)

    found = {
        "TwoSidedNormalMixture": anytime.best_rho(100, 0.05),
        "normal_mixture_bound(v": anytime.normal_bound(100, 0.05, 100, one_sided=False),
        "normal_mixture_bound(100": anytime.normal_bound(100, 0.05, 100),
        "normal_log_mixture": anytime.normal_log_mixture(10, 100, one_sided_rho, one_sided=True),
        "poly_stitching_bound": anytime.stitched_bound(100, 0.05, 10, c=3),
    }

    for name, value in found.items():
        assert value == pytest.approx(named(published, name), abs=TOLERANCE)


@pytest.mark.parametrize(
    ("name", "given_"),
    [
        ("bernoulli_confidence_interval(700", (700, 1000, 0.05, 100)),
        ("bernoulli_confidence_interval(15", (15, 50, 0.05, 50)),
        ("bernoulli_confidence_interval(100", (100, 200, 0.05, 1)),
    ],
)
def test_the_published_intervals_of_a_share_are_met(
    published: dict[str, Any], name: str, given_: tuple[int, int, float, float]
) -> None:
    found = anytime.share_interval(*given_)

    assert [found.low, found.high] == pytest.approx(named(published, name), abs=TOLERANCE)


@pytest.mark.parametrize("p", [0.02, 0.1, 0.5])
def test_a_share_that_is_looked_at_after_every_check_is_missed_as_rarely_as_promised(
    p: float,
) -> None:
    looks, alpha, inside = 60, 0.1, {0: 1.0}
    lost = 0.0
    for n in range(1, looks + 1):  # every path there is, by its count so far
        ahead: dict[int, float] = {}
        for count, chance in inside.items():
            ahead[count] = ahead.get(count, 0) + chance * (1 - p)
            ahead[count + 1] = ahead.get(count + 1, 0) + chance * p
        around = {count: anytime.share_interval(count, n, alpha) for count in ahead}
        inside = {k: c for k, c in ahead.items() if around[k].low <= p <= around[k].high}
        lost += sum(c for k, c in ahead.items() if k not in inside)

    assert lost <= alpha


def test_one_day_s_bound_looked_at_daily_would_be_missed_too_often() -> None:
    p, alpha, inside, lost = 0.3, 0.1, {0: 1.0}, 0.0
    for n in range(1, 61):
        ahead: dict[int, float] = {}
        for count, chance in inside.items():
            ahead[count] = ahead.get(count, 0) + chance * (1 - p)
            ahead[count + 1] = ahead.get(count + 1, 0) + chance * p
        inside = {
            k: c
            for k, c in ahead.items()
            if worst_plausible_rate(complaints=k, checks=n, level=1 - alpha) >= p
        }
        lost += sum(c for k, c in ahead.items() if k not in inside)

    assert lost > alpha  # which is why the others are there


@settings(max_examples=25)
@given(rate=st.floats(0.05, 3), alpha=st.sampled_from([0.05, 0.2]))
def test_a_rate_that_is_looked_at_every_month_is_missed_as_rarely_as_promised(
    rate: float, alpha: float
) -> None:
    most, lost = 40, 0.0
    inside = np.zeros(most)
    inside[0] = 1.0
    step = poisson.pmf(np.arange(most), rate / 4)
    for month in range(1, 25):
        inside = np.convolve(inside, step)[:most]
        bound = [anytime.rate_at_most(k, month / 4, alpha) for k in range(most)]
        out = np.array([high < rate for high in bound])
        lost += inside[out].sum()
        inside[out] = 0

    assert lost <= alpha


@given(count=st.integers(0, 30), exposure=st.floats(0.01, 1000))
def test_another_event_raises_the_bound_of_a_rate_and_more_quiet_time_lowers_it(
    count: int, exposure: float
) -> None:
    now = anytime.rate_at_most(count, exposure)

    assert anytime.rate_at_most(count + 1, exposure) > now
    assert anytime.rate_at_most(count, 2 * exposure) < now
    assert now > count / exposure


@pytest.mark.parametrize(("shape", "scale"), [(0.5, 50.0), (2.0, 0.5)])
def test_without_an_event_the_bound_is_the_one_that_can_be_written_down(
    shape: float, scale: float
) -> None:
    found = anytime.rate_at_most(0, 7.0, 0.05, shape=shape, scale=scale)

    assert found == pytest.approx((np.log(20) + shape * np.log((scale + 7) / scale)) / 7)


def test_before_anything_was_seen_everything_is_open() -> None:
    assert anytime.share_interval(0, 0) == Interval(0.0, 1.0)
    assert anytime.rate_at_most(0, 0.0) == float("inf")


@pytest.mark.parametrize("alpha", [0.0, 1.0, -1.0])
def test_an_alpha_that_is_none_is_refused(alpha: float) -> None:
    with pytest.raises(InvalidValue, match="alpha"):
        anytime.share_interval(1, 2, alpha)
    with pytest.raises(InvalidValue, match="alpha"):
        anytime.rate_at_most(1, 2.0, alpha)


def test_counts_and_times_below_zero_are_refused() -> None:
    with pytest.raises(InvalidValue):
        anytime.rate_at_most(-1, 1.0)
    with pytest.raises(InvalidValue):
        anytime.normal_bound(0.0, 0.05, 100)
