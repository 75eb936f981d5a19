"""The records of hosts, areas and kinds of home, side by side, as the lead reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from hearth.stats.anytime import rate_at_most
from hearth.stats.exact import Interval
from hearth.stats.funnel import Limits, Place, funnel
from hearth.stats.months import by_month
from hearth.stats.shrinkage import Spread, shrink
from hearth.stats.track_record import DAYS_A_YEAR, Bounds, Record, bounds
from hearth.stats.unseen import Range
from hearth.stats.warning.cusum import Watched, watch
from hearth.stats.warning.design import Design, design
from hearth.stats.warning.sprt import Tested, sprt

# What is believed before anything is known here: one upheld concern in 100 years of stay.
# Confirmed abuse in all care, about 1 a year per 100 children: Biehal and others (2014).
BELIEVED_EVENTS, BELIEVED_YEARS = 1.0, 100.0
HOST_RATIO, PLACE_RATIO = 5.0, 2.0  # how many times the ordinary rate a chart looks for
QUIET_YEARS = 2.0  # with nothing wrong, one false warning in all of the service so often
FEWEST_EXPECTED = 0.5  # a chart is set for no less
FEWEST_NAMED = 2  # upheld: one alone is named in no funnel, for it has been looked into
FALSE_SHARE = 0.1  # of the places named in the funnel, so many may be false
SHOWN = 30


@dataclass(frozen=True, slots=True)
class Unit:
    """A host, an area or a kind of home: its record, its stays and the days of what was upheld."""

    name: str
    record: Record
    spans: tuple[tuple[date, date], ...]
    upheld_on: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One unit among the others. Rates are a year of stay.

    expected : upheld concerns at the rate of all others. limits, p, stands_out : of the funnel.
    shrunk : drawn towards all. on_its_way : how far its chart is on its way to an alarm, 1 and
    more is one. alarmed_on : the first month of that.
    """

    name: str
    record: Record
    expected: float
    narrow: Limits
    wide: Limits
    p: float
    stands_out: bool
    shrunk: float
    between: Interval
    on_its_way: float
    alarmed_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Units of one sort: the first of them, those to look at before the others, and how many.

    design : how their charts are set. years_to_notice : of stay in one unit at `design.ratio`
    times the ordinary rate, on average, until its chart alarms.
    """

    first: tuple[Line, ...]
    count: int
    spread: float
    design: Design
    years_to_notice: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All records as of one moment.

    base : the ordinary rate a year of stay that was used. doubled : whether the whole service has
    twice the published rate, or just that; None while the test cannot tell.
    """

    at: datetime
    whole: Record
    elsewhere: int
    bounds: Bounds
    daily: float
    base: float
    hosts: Table | None
    areas: Table | None
    kinds: Table | None
    doubled: bool | None
    unseen: Range | None


def ordinary(events: int, years: float) -> float:
    """The ordinary rate a year of stay, what is believed before anything was seen in it."""
    return (BELIEVED_EVENTS + events) / (BELIEVED_YEARS + years)


def expected_of(unit: Unit, whole: Record) -> float:
    """Upheld concerns expected of a unit at the rate of all others."""
    others = ordinary(whole.upheld - unit.record.upheld, whole.years - unit.record.years)
    return others * unit.record.years


def chart(unit: Unit, whole: Record, set_as: Design, until: date) -> tuple[Watched, Sequence[date]]:
    """The unit's chart, month by month, and the months. Cost: O(stays x months)."""
    months = by_month(unit.spans, unit.upheld_on, until)
    others = ordinary(whole.upheld - unit.record.upheld, whole.years - unit.record.years)
    expected = [others * days / DAYS_A_YEAR for days in months.days]
    return (
        watch(months.events, expected, limit=set_as.limit, ratio=set_as.ratio),
        months.first,
    )


def set_for(whole: Record, years_a_year: float, ratio: float) -> Design:
    """The chart of one unit, set so that all of them together seldom warn of nothing.

    years_a_year : years of stay that a year holds now, in all homes.
    """
    wanted = QUIET_YEARS * years_a_year * ordinary(whole.upheld, whole.years)
    return design(ratio, round(max(FEWEST_EXPECTED, wanted), 1))


def side_by_side(
    units: Sequence[Unit], whole: Record, *, ratio: float, years_a_year: float, until: date
) -> Table | None:
    """Units of one sort beside one another, those to look at first; None where there is none.

    Cost: O(units x stays x months), and the shrinking of all.
    """
    known = [unit for unit in units if unit.record.days]
    if not known:
        return None
    expected = [expected_of(unit, whole) for unit in known]
    seen = funnel([unit.record.upheld for unit in known], expected, FALSE_SHARE)
    spread = shrink(
        [unit.record.upheld for unit in known],
        [unit.record.years for unit in known],
        unit=BELIEVED_YEARS,
    )
    set_as = set_for(whole, years_a_year, ratio)
    lines = [
        _line(unit, e, place, chart(unit, whole, set_as, until))
        for unit, e, place in zip(known, expected, seen.places, strict=True)
    ]
    lines.sort(key=lambda one: (-one.on_its_way, one.p, -one.record.days, one.name))
    notice = set_as.noticed_after / ordinary(whole.upheld, whole.years)
    return Table(
        first=tuple(_drawn(one, spread) for one in lines[:SHOWN]),
        count=len(lines),
        spread=seen.spread,
        design=set_as,
        years_to_notice=notice,
    )


def _line(
    unit: Unit,
    expected: float,
    place: Place,
    charted: tuple[Watched, Sequence[date]],
) -> Line:
    watched, months = charted
    alarm = watched.alarm_at
    return Line(
        name=unit.name,
        record=unit.record,
        expected=expected,
        narrow=place.narrow,
        wide=place.wide,
        p=place.p,
        stands_out=place.stands_out and unit.record.upheld >= FEWEST_NAMED,
        shrunk=0.0,
        between=Interval(0.0, 0.0),
        on_its_way=watched.share,
        alarmed_on=None if alarm is None else months[alarm],
    )


def _drawn(one: Line, spread: Spread) -> Line:
    """The line with its rate drawn towards all."""
    found = spread.place(one.record.upheld, one.record.years)
    return replace(one, shrunk=found.drawn, between=found.between)


def daily_bound(record: Record) -> float:
    """The highest rate a year of stay left plausible, however often it is looked at."""
    return rate_at_most(
        record.upheld, record.years, shape=BELIEVED_EVENTS / 2, scale=BELIEVED_YEARS / 2
    )


def against_published(whole: Unit, until: date) -> Tested:
    """Whether the whole service has twice the rate that is believed of all care, or just that."""
    months = by_month(whole.spans, whole.upheld_on, until)
    rate = BELIEVED_EVENTS / BELIEVED_YEARS
    expected = [rate * days / DAYS_A_YEAR for days in months.days]
    return sprt(months.events, expected, ratio=PLACE_RATIO, false_alarm=0.01, missed=0.01)


def _doubled(tested: Tested) -> bool | None:
    if tested.alarm_at is not None:
        return True
    return False if tested.cleared_at is not None else None


def together(
    sorts: Mapping[str, Sequence[Unit]],
    whole: Unit,
    *,
    elsewhere: int,
    unseen: Range | None,
    at: datetime,
) -> Records:
    """All records. `sorts` has hosts, areas and kinds. Cost: as `side_by_side` for each."""
    until = at.date()
    lately = sum(
        max(0, (end - max(first, date(until.year - 1, until.month, 1))).days)
        for first, end in whole.spans
    )
    a_year = lately / DAYS_A_YEAR

    def table(name: str, ratio: float) -> Table | None:
        units = sorts.get(name, ())
        return side_by_side(units, whole.record, ratio=ratio, years_a_year=a_year, until=until)

    return Records(
        at=at,
        whole=whole.record,
        elsewhere=elsewhere,
        bounds=bounds(whole.record),
        daily=daily_bound(whole.record) if whole.record.days else 0.0,
        base=ordinary(whole.record.upheld, whole.record.years),
        hosts=table("hosts", HOST_RATIO),
        areas=table("areas", PLACE_RATIO),
        kinds=table("kinds", PLACE_RATIO),
        doubled=_doubled(against_published(whole, until)),
        unseen=unseen,
    )
