"""Small places are drawn towards all, and the less the more they have shown."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import expon, gamma, nbinom

from hearth.core.errors import InvalidValue
from hearth.stats.shrinkage import shrink
from tests.stats.published import table

# BUGS examples, volume 1 (pumps), after 10,000 iterations: means of theta[1..10], alpha, beta
PUMPS = (0.05968, 0.1015, 0.0892, 0.116, 0.599, 0.610, 0.889, 0.893, 1.588, 1.989)
SHAPE, INVERSE = 0.6951, 0.9189


def test_the_rates_of_the_textbook_s_pumps_are_met() -> None:
    rows = table("pumps.csv")
    failures = [int(row["failures"]) for row in rows]
    hours = [float(row["exposure_thousand_hours"]) for row in rows]

    found = shrink(failures, hours)

    places = [found.place(x, t) for x, t in zip(failures, hours, strict=True)]
    assert [one.drawn for one in places] == pytest.approx(PUMPS, rel=0.01)
    assert found.shape == pytest.approx(SHAPE, rel=0.01)
    assert found.inverse_scale == pytest.approx(INVERSE, rel=0.02)


def test_the_pumps_are_what_the_model_says_integrated_plainly() -> None:
    # The printed means are those of 10,000 draws; this is the model itself, on a grid of its own.
    rows = table("pumps.csv")
    failures = np.array([int(row["failures"]) for row in rows])
    hours = np.array([float(row["exposure_thousand_hours"]) for row in rows])
    a, b = np.meshgrid(np.exp(np.linspace(-5, 3, 161)), np.exp(np.linspace(-12, 3, 241)))
    prior = expon.logpdf(a) + gamma.logpdf(b, 0.1) + np.log(a * b)  # the grid lies in their logs
    each = [nbinom.logpmf(x, a, b / (b + t)) for x, t in zip(failures, hours, strict=True)]
    weight = np.exp(prior + sum(each) - np.max(prior + sum(each)))
    weight /= weight.sum()

    found = shrink(failures.tolist(), hours.tolist())

    for x, t in zip(failures.tolist(), hours.tolist(), strict=True):
        assert found.place(x, t).drawn == pytest.approx(
            float((weight * (a + x) / (b + t)).sum()), rel=2e-4
        )
    assert found.shape == pytest.approx(float((weight * a).sum()), rel=2e-4)
    assert found.inverse_scale == pytest.approx(float((weight * b).sum()), rel=2e-4)


def test_the_shorter_a_record_the_further_it_is_drawn() -> None:
    found = shrink([0, 0, 5, 6, 4], [1.0, 50.0, 50.0, 50.0, 50.0])
    short, long = found.place(0, 1.0), found.place(0, 50.0)

    assert short.counted == long.counted == 0
    assert short.drawn > long.drawn > 0


def test_where_nothing_ever_happened_there_is_still_a_rate() -> None:
    found = shrink([0, 0, 0], [1.0, 2.0, 3.0], unit=100.0)

    places = [found.place(0, years) for years in (1.0, 2.0, 3.0)]
    assert all(0 < one.drawn < one.between.high for one in places)


def test_a_place_nobody_has_stayed_at_gets_what_is_known_of_all() -> None:
    found = shrink([3, 5, 0], [10.0, 12.0, 0.0])

    nowhere = found.place(0, 0.0)
    assert nowhere.counted is None
    assert nowhere.drawn == pytest.approx(found.rate)


@settings(max_examples=15)
@given(
    counts=st.lists(st.integers(0, 9), min_size=2, max_size=6),
    exposure=st.floats(0.5, 20),
    unit=st.sampled_from([1.0, 10.0]),
)
def test_equal_exposure_keeps_the_order_of_counts(
    counts: list[int], exposure: float, unit: float
) -> None:
    found = shrink(counts, [exposure] * len(counts), unit=unit)

    places = {n: found.place(n, exposure) for n in counts}
    for n, one in places.items():
        assert all((n <= m) == (one.drawn <= places[m].drawn) for m in places)
        assert one.between.low <= one.drawn <= one.between.high
        assert 0 <= one.above <= 1


@pytest.mark.parametrize(
    ("counts", "exposures"), [([], []), ([1], [1.0, 2.0]), ([-1], [1.0]), ([0], [0.0])]
)
def test_what_cannot_be_shrunk_is_refused(counts: list[int], exposures: list[float]) -> None:
    with pytest.raises(InvalidValue):
        shrink(counts, exposures)
