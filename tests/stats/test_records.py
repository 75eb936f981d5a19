"""Records side by side: charts that say how slow they are, and what may leave the lead's hands."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.stats.handed_on import handed_on, rounded_down
from hearth.stats.months import by_month
from hearth.stats.ordinary import Days, Event, Stratum, parts
from hearth.stats.records import (
    HOST_RATIO,
    Records,
    Unit,
    chart,
    in_heaps,
    set_for,
    side_by_side,
    speaks_for,
    together,
)
from hearth.stats.small_numbers import FEWEST
from hearth.stats.track_record import NOTHING, Record
from hearth.store.values import to_json

START, UNTIL = date(2030, 1, 1), date(2031, 12, 31)
AT = datetime(2031, 12, 31, 12, tzinfo=UTC)


def a_unit(
    name: str,
    upheld: int = 0,
    days: int = 600,
    checks: int = 10,
    programme: str = "blank",
    every: int = 30,
) -> Unit:
    stratum = Stratum(programme, early=False)
    span = Days(START, START + timedelta(days), stratum)
    when = tuple(Event(START + timedelta(every * (at + 1)), stratum) for at in range(upheld))
    record = Record(checks=checks, visits=checks, days=days, upheld=upheld, stays=1)
    return Unit(name, record, (span,), when)


def of(units: list[Unit]) -> Unit:
    record = sum((unit.record for unit in units), NOTHING)
    spans = tuple(span for unit in units for span in unit.spans)
    return Unit("", record, spans, tuple(day for unit in units for day in unit.upheld_on))


def worked_out(units: list[Unit]) -> Records:
    return together({"areas": units, "hosts": units}, of(units), elsewhere=0, unseen=None, at=AT)


def test_days_are_counted_to_the_month_they_lie_in() -> None:
    found = by_month([(date(2030, 1, 20), date(2030, 3, 2))], [date(2030, 2, 3)], date(2030, 3, 9))

    assert found.days == (12, 28, 1)
    assert found.events == (0, 1, 0)


@given(spans=st.lists(st.tuples(st.integers(0, 500), st.integers(0, 200)), min_size=1, max_size=6))
def test_no_day_of_stay_is_lost_or_counted_twice(spans: list[tuple[int, int]]) -> None:
    lived = [(START + timedelta(a), START + timedelta(a + long)) for a, long in spans]

    found = by_month(lived, [], START + timedelta(800))

    assert sum(found.days) == sum(long for _, long in spans)
    every = [first + timedelta(day) for first, end in lived for day in range((end - first).days)]
    for month, days in zip(found.first, found.days, strict=True):
        assert days == sum((day.year, day.month) == (month.year, month.month) for day in every)


def test_a_stay_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidValue):
        by_month([(UNTIL, START)], [], UNTIL)


def test_a_home_in_which_much_was_upheld_stands_first_and_warns() -> None:
    units = [a_unit(f"{at:02}") for at in range(20)] + [a_unit("bad", upheld=4)]
    found = worked_out(units).hosts

    assert found is not None
    assert found.first[0].name == "bad"
    assert found.first[0].alarmed_on is not None
    assert found.first[0].stands_out
    assert [one.name for one in found.first if one.alarmed_on] == ["bad"]


def test_with_nothing_upheld_nothing_warns_and_nothing_is_called_safe() -> None:
    found = worked_out([a_unit(f"{at:02}") for at in range(12)])

    assert found.hosts is not None
    assert all(one.alarmed_on is None and one.shrunk > 0 for one in found.hosts.first)
    assert found.bounds.a_check > 0
    assert found.daily > 0
    assert found.hosts.years_to_notice > 1


def test_in_a_young_service_a_home_is_drawn_to_about_what_is_ordinary() -> None:
    quiet = worked_out([a_unit(f"{at}", days=75) for at in range(7)])
    one = worked_out([*(a_unit(f"{at}", days=75) for at in range(6)), a_unit("one", 1, days=75)])

    assert quiet.hosts is not None
    assert one.hosts is not None
    drawn = {line.name: line.shrunk for line in one.hosts.first}
    assert all(line.shrunk < 2 * quiet.base for line in quiet.hosts.first)
    assert drawn.pop("one") > max(drawn.values())
    assert max(drawn.values()) < 5 * one.base


def test_a_home_s_own_concerns_do_not_make_its_ordinary_rate() -> None:
    bad, whole = a_unit("bad", upheld=6), of([a_unit("a"), a_unit("bad", upheld=6)])
    set_as = set_for(whole.record, 2.0, HOST_RATIO)

    watched, _ = chart(bad, parts(whole.own), set_as, UNTIL)
    alone, _ = chart(bad, parts(bad.own), set_as, UNTIL)

    assert watched.alarm_at is not None
    assert watched.sums[-1] == pytest.approx(alone.sums[-1], rel=0.02)


def test_where_nobody_has_lived_there_is_no_table() -> None:
    assert side_by_side([], NOTHING, (), ratio=2.0, years_a_year=0.0, until=UNTIL) is None


@settings(max_examples=20)
@given(upheld=st.lists(st.integers(0, 20), min_size=1, max_size=5))
def test_what_is_handed_on_has_no_small_number_in_it(upheld: list[int]) -> None:
    units = [a_unit(f"{at}", upheld=n, checks=40) for at, n in enumerate(upheld)]

    told = handed_on(worked_out(units)).told

    counts = [told.upheld, *(c for area in told.areas for c in (area.upheld, area.stays))]
    assert all(one.value is None or one.value >= FEWEST for one in counts)
    for area in told.areas:
        assert (area.stands_out is None) == (area.upheld.value is None)


def test_what_is_handed_on_knows_no_office_no_programme_and_no_test() -> None:
    units = [a_unit("North", 40, days=900, every=10), a_unit("South", 40, days=900, every=10)]
    whole = of(units)
    offices = [replace(unit, name=f"office of {unit.name}") for unit in units]

    def told(sorts: dict[str, list[Unit]]) -> bytes:
        worked = together(sorts, whole, elsewhere=0, unseen=None, at=AT)
        return to_json(handed_on(worked).told)

    with_offices = told({"areas": units, "offices": offices})
    assert b"North" in with_offices
    assert with_offices == told({"areas": units})
    assert b"blank" not in with_offices


def test_the_bound_that_is_handed_on_does_not_give_a_small_number_away() -> None:
    units = [a_unit("a", upheld=n, checks=100) for n in range(FEWEST)]
    told = [handed_on(worked_out([one])).told for one in units]

    assert len({(one.a_check, one.a_year, one.upheld) for one in told}) == 1


@given(number=st.integers(0, 10**7))
def test_rounding_down_keeps_one_digit(number: int) -> None:
    found = rounded_down(number)

    assert found <= number
    assert len(str(found).strip("0")) <= 1


def test_a_young_service_is_told_that_nothing_can_be_told_yet() -> None:
    assert worked_out([a_unit("a", upheld=1, days=30)]).doubled is None
    assert worked_out([a_unit("a", upheld=9)]).doubled is True
    quiet = [a_unit(f"{at}", days=700) for at in range(400)]
    assert worked_out(quiet).doubled is False


def test_one_upheld_concern_alone_warns_of_nobody_and_names_nobody() -> None:
    found = worked_out([a_unit("a", upheld=1, days=20), a_unit("b", days=20)]).hosts

    assert found is not None
    assert all(one.alarmed_on is None and not one.stands_out for one in found.first)


def test_each_is_tested_against_what_is_expected_of_it_and_mostly_it_is_too_early() -> None:
    units = [a_unit(f"{at}", days=700) for at in range(40)]
    found = worked_out([*units, a_unit("bad", upheld=6)]).hosts

    assert found is not None
    said = {line.name: line.tested for line in found.first}
    assert said.pop("bad") is True
    assert set(said.values()) == {None}
    assert found.years_to_tell is not None
    assert min(found.years_to_tell) > 5


def test_an_area_of_many_years_is_said_to_have_what_is_expected() -> None:
    rows = [a_unit(f"{at}", 12, days=600, every=40) for at in range(4)]
    area = Unit("wide", *_sixtyfold(a_unit("wide", 12, every=40)))
    found = together({"areas": [area, *rows]}, of([area, *rows]), elsewhere=0, unseen=None, at=AT)

    assert found.areas is not None
    assert {line.name: line.tested for line in found.areas.first}["wide"] is False


def _sixtyfold(one: Unit) -> tuple[Record, tuple[Days, ...], tuple[Event, ...]]:
    """Sixty such stays at once, in which no more was upheld than in one."""
    record = replace(one.record, days=60 * one.record.days)
    return record, 60 * one.spans, one.upheld_on


def test_among_many_it_takes_more_to_say_that_one_has_more() -> None:
    bad = a_unit("bad", upheld=3)
    strata = parts(of([bad, *(a_unit(f"{at}") for at in range(9))]).own)

    assert speaks_for(bad, strata, HOST_RATIO, UNTIL, among=1) is True
    assert speaks_for(bad, strata, HOST_RATIO, UNTIL, among=10_000) is None


def test_concerns_that_come_in_heaps_are_told_apart_from_those_that_do_not() -> None:
    assert in_heaps([0] * 20 + [6, 0, 6, 6])
    assert not in_heaps([1, 0, 2, 0] * 6)
    assert not in_heaps([0, 9])
