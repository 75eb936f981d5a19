"""The records of hosts, areas and kinds of home, side by side, as the lead reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from hearth.stats.anytime import rate_at_most
from hearth.stats.chance import poisson_fit
from hearth.stats.exact import Interval
from hearth.stats.funnel import NARROW, WIDE, Funnel, Limits, funnel, widened
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
MONTHS, HEAPS, LAST_CLASS, UNLIKELY = 24, 12, 3, 0.01  # when heaps are looked for, and found


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
    twice the published rate, or just that; None while the test cannot tell. in_heaps : whether
    months hold more upheld concerns together than chance would put there.
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
    in_heaps: bool
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

    Cost: charts of those with anything upheld, the funnel of all in whole arrays, and what is
    shown drawn towards all: some six seconds for 30,000 units with 90,000 stays.
    """
    known = [unit for unit in units if unit.record.days]
    if not known:
        return None
    counts = [unit.record.upheld for unit in known]
    expected = [expected_of(unit, whole) for unit in known]
    seen = funnel(counts, expected, FALSE_SHARE)
    set_as = set_for(whole, years_a_year, ratio)
    stood = [_stands(unit, whole, set_as, until) for unit in known]
    order = sorted(
        range(len(known)), key=lambda at: (-stood[at][0], seen.p[at], -known[at].record.days, at)
    )
    drawn = shrink(counts, [unit.record.years for unit in known], unit=BELIEVED_YEARS)
    return Table(
        first=tuple(
            _line(known[at], expected[at], stood[at], drawn, (seen, at)) for at in order[:SHOWN]
        ),
        count=len(known),
        spread=seen.spread,
        design=set_as,
        years_to_notice=set_as.noticed_after / ordinary(whole.upheld, whole.years),
    )


def _stands(unit: Unit, whole: Record, set_as: Design, until: date) -> tuple[float, date | None]:
    """How far the unit's chart has come, and the month of its alarm. Without anything upheld it
    never left the bottom, and need not be drawn to know that."""
    if not unit.record.upheld:
        return 0.0, None
    watched, months = chart(unit, whole, set_as, until)
    alarm = watched.alarm_at
    return watched.share, None if alarm is None else months[alarm]


def _line(
    unit: Unit,
    expected: float,
    stood: tuple[float, date | None],
    drawn: Spread,
    judged: tuple[Funnel, int],
) -> Line:
    seen, at = judged
    one = drawn.place(unit.record.upheld, unit.record.years)
    return Line(
        name=unit.name,
        record=unit.record,
        expected=expected,
        narrow=widened(expected, NARROW, seen.spread),
        wide=widened(expected, WIDE, seen.spread),
        p=seen.p[at],
        stands_out=seen.stands_out[at] and unit.record.upheld >= FEWEST_NAMED,
        shrunk=one.drawn,
        between=one.between,
        on_its_way=stood[0],
        alarmed_on=stood[1],
    )


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


def in_heaps(events: Sequence[int]) -> bool:
    """Whether the last months hold more together than one Poisson law of all of them makes likely.

    False with fewer than `MONTHS` months or `HEAPS` events. Busier months make heaps as well.
    """
    lately = list(events)[-MONTHS:]
    if len(lately) < MONTHS or sum(lately) < HEAPS:
        return False
    counts = [lately.count(number) for number in range(max(lately) + 1)]
    return poisson_fit(counts, last=max(2, min(max(lately), LAST_CLASS))).p < UNLIKELY


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
        in_heaps=in_heaps(by_month(whole.spans, whole.upheld_on, until).events),
        unseen=unseen,
    )
