"""Periods that come back, day by day."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.intake import must_be_theirs_to_enter
from hearth.core.programme_file import in_force, problems
from hearth.core.rules.sensitive_period import first_free_day, forecast
from hearth.core.sensitive import SensitivePeriod
from hearth.core.units import Period
from tests.builders import TODAY, a_party, a_person, a_sensitive_kind

LOOK = range(-20, 140)


def day(offset: int) -> date:
    return TODAY + timedelta(offset)


@st.composite
def sensitive(draw: st.DrawFn) -> SensitivePeriod:
    long = draw(st.integers(1, 9))
    every = draw(st.none() | st.integers(long + 1, long + 30))
    spread = draw(st.integers(0, 6 if every is None else min(6, every - 1)))
    first = day(draw(st.integers(-90, 60)))
    return SensitivePeriod(
        kind="heat", first=first, days=long, every_days=every, spread_days=spread
    )


windows = st.builds(
    lambda first, long: Period.of_days(day(first), long), st.integers(0, 60), st.integers(0, 60)
)


def falls_on(period: SensitivePeriod, on: date) -> bool:
    """Whether some return of the period, widened by its spread, covers the day."""
    for returns in range(250 if period.every_days else 1):
        start = period.first + timedelta((period.every_days or 0) * returns)
        off = (on - start).days
        wide = period.spread_days * returns
        if -wide <= off < period.days + wide:
            return True
    return False


@given(period=sensitive(), within=windows)
def test_a_forecast_covers_the_days_on_which_the_period_falls(
    period: SensitivePeriod, within: Period
) -> None:
    times = period.forecast(within)

    for n in LOOK:
        if within.covers(day(n)):
            assert any(time.covers(day(n)) for time in times) is falls_on(period, day(n))


@given(period=sensitive(), within=windows)
def test_a_forecast_is_in_order_and_tells_nothing_outside_what_was_asked(
    period: SensitivePeriod, within: Period
) -> None:
    times = period.forecast(within)

    assert [time.first for time in times] == sorted(time.first for time in times)
    assert all(time.meets(within) for time in times)


def test_a_period_that_comes_back_needs_an_end_to_be_forecast_to() -> None:
    period = SensitivePeriod(kind="heat", first=TODAY, days=5, every_days=28)

    with pytest.raises(InvalidValue, match="needs an end"):
        period.forecast(Period(TODAY))


@pytest.mark.parametrize(
    "said",
    [
        {"days": 0},
        {"days": 5, "every_days": 5},
        {"days": 5, "spread_days": -1},
        {"days": 5, "every_days": 28, "spread_days": 28},
    ],
    ids=str,
)
def test_a_period_that_never_ends_or_never_comes_is_none(said: dict[str, int]) -> None:
    with pytest.raises(InvalidValue):
        SensitivePeriod(kind="heat", first=TODAY, **said)


KINDS = {"heat": a_sensitive_kind("heat")}


@given(one=sensitive(), other=sensitive(), offset=st.integers(0, 40))
def test_the_first_free_day_is_the_first_on_which_nobody_has_a_period(
    one: SensitivePeriod, other: SensitivePeriod, offset: int
) -> None:
    ahead = range(offset, offset + 366)
    free = [n for n in ahead if not falls_on(one, day(n)) and not falls_on(other, day(n))]
    party = a_party(a_person(sensitive=(one,)), a_person(sensitive=(other,)))

    if free:
        assert first_free_day(party, KINDS, day(offset)) == day(free[0])
    else:
        with pytest.raises(RuleBroken, match="no day"):
            first_free_day(party, KINDS, day(offset))


@given(one=sensitive(), other=sensitive(), within=windows)
def test_a_party_has_the_periods_of_everybody_in_it(
    one: SensitivePeriod, other: SensitivePeriod, within: Period
) -> None:
    party = a_party(a_person(sensitive=(one,)), a_person(sensitive=(other,)))

    found = forecast(party, within).get("heat", [])

    assert sorted(found, key=str) == sorted(
        (*one.forecast(within), *other.forecast(within)), key=str
    )


def test_what_a_caseworker_enters_the_person_does_not() -> None:
    """The other way round a caseworker writes down what the person says, who then confirms it."""
    own = in_force("blank", date(2031, 5, 4)).sensitive_kinds[0]
    offices = replace(own, entered_by=Audience.CASEWORKER)

    must_be_theirs_to_enter([own], by=Audience.RESIDENT)
    must_be_theirs_to_enter([own, offices], by=Audience.CASEWORKER)
    with pytest.raises(RuleBroken, match="the caseworker enters this"):
        must_be_theirs_to_enter([own, offices], by=Audience.RESIDENT)


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ('entered_by = "resident"', 'entered_by = "manager"', "resident, caseworker"),
        ('confirmed_by = "lead"', 'confirmed_by = "host"', "lead, caseworker"),
    ],
)
def test_a_programme_names_only_those_who_have_a_page_for_it(
    line: str, instead: str, said: str
) -> None:
    text = (Path(__file__).parents[2] / "hearth/programmes/blank.1.toml").read_text("utf-8")
    assert text.count(line) == 1

    found = problems(text.replace(line, instead), name="blank")

    assert any(said in str(one) for one in found)
