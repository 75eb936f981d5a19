"""How long charts run until they alarm: as published, to the digits that were printed."""

from math import floor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from hearth.core.errors import InvalidValue
from hearth.stats.warning.run_length import of_both_sides, of_normal, of_poisson
from tests.stats.published import expected

ROUNDED_DOWN = (3.0, 1.32)  # shift, and what the table of 1982 prints for a head start: 1.3254


def digits(number: float) -> int:
    """How many decimals a published number was printed with."""
    text = str(number)
    return len(text.split(".")[1]) if "." in text else 0


def agrees(found: float, printed: float) -> bool:
    """To the last printed digit, rounded as one rounds."""
    return bool(abs(found - printed) <= 0.5 / 10 ** digits(printed))


def test_brook_and_evans_are_met() -> None:
    said = expected("cusum_published")["Brook & Evans 1972 one-sided normal k=.5 h=3"]

    assert of_normal(0.5, 3) == pytest.approx(said["ARL mean 0"], abs=0.006)
    assert agrees(of_normal(0.5, 3, 1.5), said["ARL mean 1.5"])


def test_lucas_and_crosier_are_met() -> None:
    published = expected("cusum_published")
    (said,) = (value for name, value in published.items() if name.startswith("Lucas & Crosier"))

    differ = set()
    for shift, (plain, head_start) in said.items():
        assert agrees(of_both_sides(0.5, 4, float(shift)), plain)
        if not agrees(of_both_sides(0.5, 4, float(shift), start=2), head_start):
            differ.add((float(shift), head_start))
    assert differ == {ROUNDED_DOWN}


def test_the_one_entry_that_differs_was_rounded_down() -> None:
    # Step by step, without the formula: the chance that no chart has alarmed after so many steps.
    k, h, start, (shift, printed) = 0.5, 4.0, 2.0, ROUNDED_DOWN
    at = np.linspace(0, h, 1_001)
    wide = np.where((at == 0) | (at == h), 0.5, 1.0) * (at[1] - at[0])
    at_zero, density = norm.cdf(k - start, shift), norm.pdf(at - start + k, shift)
    moves = norm.pdf(at[:, None] - at[None, :] + k, shift) * wide
    steps = 1.0
    while (alive := at_zero + wide @ density) > 1e-12:
        steps += alive
        at_zero, density = (
            at_zero * norm.cdf(k, shift) + wide @ (density * norm.cdf(k - at, shift)),
            at_zero * norm.pdf(at + k, shift) + moves @ density,
        )

    assert of_both_sides(k, h, shift, start=start) == pytest.approx(steps, abs=1e-6)
    assert floor(steps * 100) / 100 == printed


def test_vance_is_met() -> None:
    said = expected("cusum_published")["Vance 1986 one-sided k=0 h=10"]

    for shift, length in said.items():
        assert of_normal(0, 10, float(shift)) == pytest.approx(length, rel=1e-4, abs=0.006)


def test_lucas_s_charts_of_rare_counts_are_met() -> None:
    published = expected("cusum_published")
    (said,) = (value for name, value in published.items() if name.startswith("Lucas 1985"))
    chart = (0.25, 10, 0.25)

    assert agrees(of_poisson(*chart), said["upper"])
    assert agrees(of_poisson(*chart, start=5), said["upper with half head start"])
    assert agrees(of_poisson(*chart, upper=False), said["lower"])
    assert agrees(of_poisson(*chart, upper=False, start=5), said["lower with half head start"])


@settings(max_examples=20)
@given(h=st.floats(1, 6), more=st.floats(0.1, 2), shift=st.floats(-0.5, 1.5))
def test_a_higher_limit_runs_longer_and_a_worse_world_shorter(
    h: float, more: float, shift: float
) -> None:
    assert of_normal(0.5, h + more, shift) > of_normal(0.5, h, shift)
    assert of_normal(0.5, h, shift + more) < of_normal(0.5, h, shift)
    assert of_normal(0.5, h, shift, start=h / 2) <= of_normal(0.5, h, shift)


@pytest.mark.parametrize(("h", "start"), [(0.0, 0.0), (3.0, 3.0), (3.0, -1.0)])
def test_a_chart_that_cannot_be_is_refused(h: float, start: float) -> None:
    with pytest.raises(InvalidValue):
        of_normal(0.5, h, start=start)


def test_counts_on_no_lattice_are_refused() -> None:
    with pytest.raises(InvalidValue, match="lattice"):
        of_poisson(0.123456, 10, 0.25)
