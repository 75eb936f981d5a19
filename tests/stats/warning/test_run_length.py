"""How long charts run until they alarm: as published, to the digits that were printed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.warning.run_length import of_both_sides, of_normal, of_poisson
from tests.stats.published import expected


def digits(number: float) -> int:
    """How many decimals a published number was printed with."""
    text = str(number)
    return len(text.split(".")[1]) if "." in text else 0


def agrees(found: float, printed: float) -> bool:
    """To the last printed digit; one of the table of 1982 was rounded down (1.3254 to 1.32)."""
    return bool(abs(found - printed) <= 0.6 / 10 ** digits(printed))


def test_brook_and_evans_are_met() -> None:
    said = expected("cusum_published")["Brook & Evans 1972 one-sided normal k=.5 h=3"]

    assert of_normal(0.5, 3) == pytest.approx(said["ARL mean 0"], abs=0.006)
    assert agrees(of_normal(0.5, 3, 1.5), said["ARL mean 1.5"])


def test_lucas_and_crosier_are_met() -> None:
    published = expected("cusum_published")
    (said,) = (value for name, value in published.items() if name.startswith("Lucas & Crosier"))

    for shift, (plain, head_start) in said.items():
        assert agrees(of_both_sides(0.5, 4, float(shift)), plain)
        assert agrees(of_both_sides(0.5, 4, float(shift), start=2), head_start)


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
