"""No complaint yet is a bound, and the bound is honest."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.track_record import (
    NOTHING,
    Record,
    bounds,
    worst_plausible_a_year,
    worst_plausible_rate,
)


def a_record(**said: int) -> Record:
    return Record(**{"checks": 0, "visits": 0, "days": 0, "upheld": 0, "stays": 0, **said})


def test_no_complaint_in_twelve_checks_leaves_one_in_five_plausible() -> None:
    assert worst_plausible_rate(complaints=0, checks=12) == pytest.approx(0.221, abs=5e-4)


def test_without_a_check_everything_is_plausible() -> None:
    assert worst_plausible_rate(complaints=0, checks=0) == 1.0
    assert worst_plausible_a_year(upheld=0, days=0) == inf
    assert bounds(NOTHING).a_year is None


@given(complaints=st.integers(0, 20), more=st.integers(0, 40), level=st.floats(0.5, 0.99))
def test_more_checks_without_a_complaint_never_raise_the_bound(
    complaints: int, more: int, level: float
) -> None:
    before = worst_plausible_rate(complaints=complaints, checks=complaints + more, level=level)
    after = worst_plausible_rate(complaints=complaints, checks=complaints + more + 1, level=level)

    assert after <= before


@given(upheld=st.integers(0, 20), days=st.integers(1, 10_000))
def test_another_complaint_always_raises_the_bound(upheld: int, days: int) -> None:
    one = worst_plausible_a_year(upheld=upheld, days=days)

    assert worst_plausible_a_year(upheld=upheld + 1, days=days) > one


def test_no_complaint_in_a_year_of_stay_leaves_three_a_year_plausible() -> None:
    assert worst_plausible_a_year(upheld=0, days=365) == pytest.approx(3.0, abs=0.01)


def test_a_record_is_the_sum_of_its_parts() -> None:
    one, other = (
        a_record(checks=3, visits=4, days=90, stays=1),
        a_record(days=10, upheld=1, stays=1),
    )

    assert one + other == a_record(checks=3, visits=4, days=100, upheld=1, stays=2)


def test_a_concern_upheld_without_a_check_leaves_all_open_a_check() -> None:
    assert bounds(a_record(upheld=2, checks=1, visits=1, days=30)).a_check == 1.0


@pytest.mark.parametrize(
    ("complaints", "checks", "level"), [(2, 1, 0.9), (-1, 3, 0.9), (0, 3, 0.0)]
)
def test_counts_and_levels_that_cannot_be_are_refused(
    complaints: int, checks: int, level: float
) -> None:
    with pytest.raises(InvalidValue):
        worst_plausible_rate(complaints=complaints, checks=checks, level=level)


def test_days_and_records_that_cannot_be_are_refused() -> None:
    with pytest.raises(InvalidValue, match="days of stay"):
        worst_plausible_a_year(upheld=0, days=-1)
    with pytest.raises(InvalidValue, match="held apart is a visit"):
        a_record(checks=2, visits=1)
