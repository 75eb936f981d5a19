"""The funnel names few by chance, and the published hospitals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from hearth.core.errors import InvalidValue
from hearth.stats.funnel import (
    NARROW,
    WIDE,
    count_limits,
    discoveries,
    funnel,
    overdispersion,
    share_limits,
    too_many,
    widened,
)
from tests.stats.published import expected, table


def outside(level: float) -> list[str]:
    """The hospitals outside these limits."""
    rows = table("child_heart_1991.csv")
    whole, died = (sum(int(row[name]) for row in rows) for name in ("Operations", "Deaths"))
    found = []
    for row in rows:
        limits = share_limits(died / whole, int(row["Operations"]), level)
        if not limits.low <= int(row["Deaths"]) / int(row["Operations"]) <= limits.high:
            found.append(row["Hospital"])
    return found


def test_the_published_hospitals_lie_outside() -> None:
    said = expected("stats/child_heart_1991.csv")

    assert outside(WIDE) == said["outside 99.8% limits"]
    assert outside(NARROW) == said["outside 95% limits"]


def test_what_was_expected_at_the_rate_of_the_others_is_met() -> None:
    said = expected("stats/child_heart_1991.csv")
    rows = table("child_heart_1991.csv")
    others = [row for row in rows if row["Hospital"] != "Bristol"]
    rate = sum(int(r["Deaths"]) for r in others) / sum(int(r["Operations"]) for r in others)

    assert 143 * rate == pytest.approx(said["Bristol expected at the others' rate"], abs=5e-4)
    assert 41 - 143 * rate == pytest.approx(said["Bristol excess"], abs=5e-4)


@given(expected_=st.floats(0.05, 40), alpha=st.floats(0.001, 0.5))
def test_a_count_that_chance_makes_is_as_unlikely_as_its_p_value_says(
    expected_: float, alpha: float
) -> None:
    counts = np.arange(200)
    p = too_many(counts.tolist(), [expected_] * 200)

    assert poisson.pmf(counts, expected_)[p <= alpha].sum() <= alpha + 1e-9  # super-uniform


@given(target=st.floats(0.01, 0.99), whole=st.integers(1, 300))
def test_limits_lie_round_what_they_are_of(target: float, whole: int) -> None:
    wide, narrow = share_limits(target, whole, WIDE), share_limits(target, whole, NARROW)

    assert wide.low <= narrow.low <= narrow.high <= wide.high
    beyond = binom.sf(np.ceil(wide.high * whole), whole, target)
    assert beyond <= (1 - WIDE) / 2 + 1e-9


def test_a_higher_expectation_moves_both_limits_up() -> None:
    low, high = count_limits(2.0), count_limits(20.0)

    assert low.low < high.low
    assert low.high < high.high


@settings(max_examples=30)
@given(p=st.lists(st.floats(0, 1), max_size=30), share=st.floats(0.01, 0.5))
def test_whoever_is_named_stands_before_whoever_is_not(p: list[float], share: float) -> None:
    named = discoveries(p, share)

    inside = [value for value, out in zip(p, named, strict=True) if out]
    left = [value for value, out in zip(p, named, strict=True) if not out]
    assert max(inside, default=0) <= min(left, default=1)
    assert all(value <= share for value in inside)


def test_the_published_order_of_benjamini_and_hochberg_is_met() -> None:
    # Benjamini & Hochberg (1995), section 3.2: fifteen p-values, at 0.05 the first four
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    p += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]

    assert sum(discoveries(p, 0.05)) == 4


def test_with_nothing_wrong_few_services_name_anybody() -> None:
    random = np.random.default_rng(5)
    expected_ = random.uniform(0.2, 6, 40)
    runs = [too_many(random.poisson(expected_).tolist(), expected_.tolist()) for _ in range(400)]

    alarmed = sum(any(discoveries(p.tolist(), 0.1)) for p in runs)
    assert alarmed / len(runs) <= 0.1


def test_places_that_are_spread_wider_than_chance_widen_the_funnel() -> None:
    expected_ = [10.0] * 20
    wild = [2, 25, 4, 22, 3, 20, 1, 24, 5, 21] * 2

    assert overdispersion([10] * 20, expected_) == 1.0
    found = funnel(wild, expected_)
    assert found.spread > 1
    assert widened(10.0, WIDE, found.spread).high > count_limits(10.0).high
    assert all(p >= plain for p, plain in zip(found.p, too_many(wild, expected_), strict=True))


def test_where_nothing_was_expected_nobody_stands_out() -> None:
    found = funnel([0], [0.0])

    assert found.p == (1.0,)
    assert found.stands_out == (False,)
    assert widened(0.0, WIDE, found.spread).high == 0.0


@pytest.mark.parametrize(("counts", "expected_"), [([1], []), ([-1], [1.0]), ([1], [-1.0])])
def test_what_is_no_count_is_refused(counts: list[int], expected_: list[float]) -> None:
    for ask in (too_many, overdispersion, funnel):
        with pytest.raises(InvalidValue):
            ask(counts, expected_)


def test_what_is_no_target_is_refused() -> None:
    with pytest.raises(InvalidValue):
        share_limits(1.5, 10)
    with pytest.raises(InvalidValue):
        count_limits(0.0)
    with pytest.raises(InvalidValue):
        discoveries([2.0])
