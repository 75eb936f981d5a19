"""Days from a first one up to, not including, an end."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.units import Period, joined, without, years_between
from tests.builders import TODAY

SPAN = range(-2, 16)


def day(offset: int) -> date:
    return TODAY + timedelta(offset)


@st.composite
def periods(draw: st.DrawFn, shortest: int = 0) -> Period:
    first = draw(st.integers(0, 8))
    length = draw(st.none() | st.integers(shortest, 5))
    return Period(day(first), None if length is None else day(first + length))


def days_of(period: Period) -> set[date]:
    """The same period day by day, as far as these tests look."""
    return {
        day(n) for n in SPAN if period.first <= day(n) and not (period.end and day(n) >= period.end)
    }


@given(period=periods(), n=st.sampled_from(SPAN))
def test_a_period_covers_its_own_days_and_no_others(period: Period, n: int) -> None:
    assert period.covers(day(n)) is (day(n) in days_of(period))


@given(one=periods(), other=periods())
def test_two_periods_meet_where_they_have_a_day_in_common(one: Period, other: Period) -> None:
    assert one.meets(other) is bool(days_of(one) & days_of(other))
    assert one.meets(other) is other.meets(one)


@given(one=periods(), other=periods(shortest=1))
def test_a_period_holds_another_where_it_has_all_its_days(one: Period, other: Period) -> None:
    both_open = other.end is None and one.end is not None
    assert one.holds(other) is (not both_open and days_of(other) <= days_of(one))


@given(one=periods(shortest=1), other=periods(shortest=1), third=periods(shortest=1))
def test_holding_is_an_order(one: Period, other: Period, third: Period) -> None:
    assert one.holds(one)
    assert not (one.holds(other) and other.holds(one)) or one == other
    assert not (one.holds(other) and other.holds(third)) or one.holds(third)


@given(one=periods(shortest=1), other=periods(shortest=1))
def test_who_holds_also_meets(one: Period, other: Period) -> None:
    assert not one.holds(other) or one.meets(other)


def test_periods_that_touch_do_not_meet() -> None:
    assert not Period(day(0), day(3)).meets(Period(day(3), day(5)))


def test_no_period_ends_before_it_starts() -> None:
    with pytest.raises(InvalidValue, match="before it starts"):
        Period(day(1), day(0))


@given(days=st.integers(0, 500))
def test_so_many_days_are_so_many_days(days: int) -> None:
    period = Period.of_days(TODAY, days)

    assert sum(period.covers(day(n)) for n in range(-1, 502)) == days


@given(born=st.dates(date(1950, 1, 1), date(2025, 1, 1)), later=st.integers(0, 30_000))
def test_one_is_a_year_older_on_each_birthday_and_on_no_other_day(born: date, later: int) -> None:
    on = min(born + timedelta(later), date(2060, 1, 1))
    older = years_between(born, on) - years_between(born, on - timedelta(1))
    birthday = (on.month, on.day) == (born.month, born.day)
    leap_day_missing = (
        (born.month, born.day) == (2, 29)
        and (on.month, on.day) == (3, 1)
        and (on - timedelta(1)).day == 28
    )

    assert older == (1 if birthday or leap_day_missing else 0)


@given(some=st.lists(periods(), max_size=4))
def test_joined_periods_have_the_same_days_and_never_touch(some: list[Period]) -> None:
    found = joined(some)

    assert set().union(*map(days_of, found)) == set().union(*map(days_of, some))
    assert all(one.end and one.end < other.first for one, other in pairwise(found))


@given(some=st.lists(periods(), max_size=4), gone=periods(shortest=1))
def test_days_taken_out_are_gone_and_all_others_are_left(some: list[Period], gone: Period) -> None:
    left = without(some, gone)

    assert set().union(*map(days_of, left)) == set().union(*map(days_of, some)) - days_of(gone)
