"""The records of hosts, areas, offices and kinds of home, side by side, as the lead reads them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from hearth.stats.anytime import rate_at_most
from hearth.stats.chance import poisson_fit
from hearth.stats.exact import Interval
from hearth.stats.funnel import NARROW, WIDE, Funnel, Limits, funnel, widened
from hearth.stats.months import Months, by_month, days_in
from hearth.stats.ordinary import (
    BELIEVED_EVENTS,
    BELIEVED_YEARS,
    Days,
    Event,
    Own,
    Part,
    expected,
    expected_of_all,
    of_others,
    ordinary,
    own,
    parts,
)
from hearth.stats.shrinkage import Hyper, Shrunk, shrink
from hearth.stats.track_record import DAYS_A_YEAR, Bounds, Record, bounds
from hearth.stats.unseen import Range
from hearth.stats.warning.cusum import Watched, watch
from hearth.stats.warning.design import Design, design
from hearth.stats.warning.sprt import Tested, decided_after, sprt

HOST_RATIO, PLACE_RATIO = 5.0, 2.0  # how many times the ordinary rate a chart looks for
QUIET_YEARS = 2.0  # with nothing wrong, one false warning in all of the service so often
FALSELY, MISSED = 0.01, 0.01  # what a test may get wrong, of all units of a sort; of one
FEWEST_EXPECTED = 0.5  # a chart is set for no less
FEWEST_NAMED = 2  # upheld: one alone is named in no funnel, for it has been looked into
FALSE_SHARE = 0.1  # of the places named in the funnel, so many may be false
SHOWN = 30
# What is believed of the ratios of units to what is expected of them: round 1, and about as far
# apart as an exponential law. Without it two years of stay would be drawn far above all others.
RATIOS = Hyper(shape_rate=1.0, scale_shape=2.0, scale_rate=1.0)
MONTHS, HEAPS, LAST_CLASS, UNLIKELY = 24, 12, 3, 0.01  # when heaps are looked for, and found


@dataclass(frozen=True, slots=True)
class Unit:
    """A host, an area, an office or a kind of home: its record, its days of stay by stratum and
    what was upheld."""

    name: str
    record: Record
    spans: tuple[Days, ...]
    upheld_on: tuple[Event, ...]

    @property
    def own(self) -> Own:
        """Its days and upheld concerns by stratum."""
        return own(self.spans, self.upheld_on)

    def by_month(self, until: date) -> Months:
        """The same month by month, all strata together."""
        lived = [(span.first, span.end) for span in self.spans]
        return by_month(lived, [event.day for event in self.upheld_on], until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One unit among the others. Rates are a year of stay.

    expected : upheld concerns at the rates of all others, in strata of time like its own. narrow,
    wide, p, stands_out : of the funnel. shrunk : drawn towards what is expected of it. on_its_way :
    how far its chart is on its way to an alarm, 1 and more is one. alarmed_on : the first month of
    that. tested : whether all its days so far speak for `ratio` times the expected, or for just
    that; None while the test cannot tell.
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
    tested: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Units of one sort: the first of them, those to look at before the others, and how many.

    design : how their charts are set. years_to_notice : of stay in one unit at `design.ratio`
    times the ordinary rate, on average, until its chart alarms. years_to_tell : until the test
    tells, on average, where nothing is wrong, and at that many times; None in older records.
    """

    first: tuple[Line, ...]
    count: int
    spread: float
    design: Design
    years_to_notice: float
    years_to_tell: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """All records as of one moment.

    base : the ordinary rate a year of stay that was used. doubled : whether the whole service has
    twice the published rate, or just that; None while the test cannot tell. in_heaps : whether
    months hold more upheld concerns together than chance would put there. strata : of all homes.
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
    offices: Table | None = None
    strata: tuple[Part, ...] = ()
    doubled: bool | None
    in_heaps: bool
    unseen: Range | None


def expected_of(unit: Unit, strata: Sequence[Part]) -> float:
    """Upheld concerns expected of a unit at the rates of all others."""
    (found,) = expected([unit.own], strata)
    return found


def chart(
    unit: Unit, strata: Sequence[Part], set_as: Design, until: date
) -> tuple[Watched, Sequence[date]]:
    """The unit's chart, month by month, and the months. Cost: O((stays + months) log stays).

    It is adjusted for risk: each month expects what its own days bring elsewhere.
    """
    months = unit.by_month(until)
    awaited = _expected_in(months.first, unit, strata)
    return watch(months.events, awaited, limit=set_as.limit, ratio=set_as.ratio), months.first


def speaks_for(
    unit: Unit, strata: Sequence[Part], ratio: float, until: date, *, among: int
) -> bool | None:
    """Whether all days so far speak for `ratio` times what is expected, or for just that.

    among : of so many of its sort; of them all together one is called wrongly with a chance of
    `FALSELY`, however often one looks. It is adjusted for risk as the chart is.
    """
    months = unit.by_month(until)
    awaited = _expected_in(months.first, unit, strata)
    found = sprt(months.events, awaited, ratio=ratio, false_alarm=FALSELY / among, missed=MISSED)
    return found.says


def _expected_in(months: Sequence[date], unit: Unit, strata: Sequence[Part]) -> list[float]:
    if not months:
        return []
    there, rates, _ = of_others([unit.own], strata)
    found = np.zeros(len(months))
    for stratum, rate in zip(there, rates[0], strict=True):
        lived = [(span.first, span.end) for span in unit.spans if span.stratum == stratum]
        found += rate * days_in(months, lived) / DAYS_A_YEAR
    return [float(one) for one in found]


def set_for(whole: Record, years_a_year: float, ratio: float) -> Design:
    """The chart of one unit, set so that all of them together seldom warn of nothing.

    years_a_year : years of stay that a year holds now, in all homes.
    """
    wanted = QUIET_YEARS * years_a_year * ordinary(whole.upheld, whole.years)
    return design(ratio, round(max(FEWEST_EXPECTED, wanted), 1))


def side_by_side(
    units: Sequence[Unit],
    whole: Record,
    strata: Sequence[Part],
    *,
    ratio: float,
    years_a_year: float,
    until: date,
) -> Table | None:
    """Units of one sort beside one another, those to look at first; None where there is none.

    whole, strata : of all homes. Cost: charts of those with anything upheld, the funnel of all in
    whole arrays, and what is shown drawn towards what is expected of it: some 1.4 s for
    30,000 hosts with 90,000 stays and 500 upheld concerns.
    """
    known = [unit for unit in units if unit.record.days]
    if not known:
        return None
    counts = [unit.record.upheld for unit in known]
    awaited = expected([unit.own for unit in known], strata)
    seen = funnel(counts, awaited, FALSE_SHARE)
    set_as = set_for(whole, years_a_year, ratio)
    stood = [_stands(unit, strata, set_as, until) for unit in known]
    order = sorted(
        range(len(known)), key=lambda at: (-stood[at][0], seen.p[at], -known[at].record.days, at)
    )
    usual, many = expected_of_all([unit.own for unit in known], strata), len(known)
    drawn = shrink(counts, usual, hyper=RATIOS)
    tells = {at: speaks_for(known[at], strata, ratio, until, among=many) for at in order[:SHOWN]}
    if_usual, if_more = decided_after(ratio, false_alarm=FALSELY / many, missed=MISSED)
    a_year = ordinary(whole.upheld, whole.years)
    return Table(
        first=tuple(
            _line(
                known[at],
                awaited[at],
                (*stood[at], says),
                _a_year(drawn.place(counts[at], usual[at]), usual[at] / known[at].record.years),
                (seen, at),
            )
            for at, says in tells.items()
        ),
        count=many,
        spread=seen.spread,
        design=set_as,
        years_to_notice=set_as.noticed_after / a_year,
        years_to_tell=(if_usual / a_year, if_more / a_year),
    )


def _stands(
    unit: Unit, strata: Sequence[Part], set_as: Design, until: date
) -> tuple[float, date | None]:
    """How far the unit's chart has come, and the month of its alarm. Without anything upheld it
    never left the bottom, and need not be drawn to know that."""
    if not unit.record.upheld:
        return 0.0, None
    watched, months = chart(unit, strata, set_as, until)
    alarm = watched.alarm_at
    return watched.share, None if alarm is None else months[alarm]


def _a_year(ratio: Shrunk, rate: float) -> tuple[float, Interval]:
    """What is drawn is how many times the expected; so many a year of stay."""
    return ratio.drawn * rate, Interval(ratio.between.low * rate, ratio.between.high * rate)


def _line(
    unit: Unit,
    awaited: float,
    stood: tuple[float, date | None, bool | None],
    drawn: tuple[float, Interval],
    judged: tuple[Funnel, int],
) -> Line:
    seen, at = judged
    return Line(
        name=unit.name,
        record=unit.record,
        expected=awaited,
        narrow=widened(awaited, NARROW, seen.spread),
        wide=widened(awaited, WIDE, seen.spread),
        p=seen.p[at],
        stands_out=seen.stands_out[at] and unit.record.upheld >= FEWEST_NAMED,
        shrunk=drawn[0],
        between=drawn[1],
        on_its_way=stood[0],
        alarmed_on=stood[1],
        tested=stood[2],
    )


def daily_bound(record: Record) -> float:
    """The highest rate a year of stay left plausible, however often it is looked at."""
    return rate_at_most(
        record.upheld, record.years, shape=BELIEVED_EVENTS / 2, scale=BELIEVED_YEARS / 2
    )


def against_published(whole: Unit, until: date) -> Tested:
    """Whether the whole service has twice the rate that is believed of all care, or just that.

    Nothing is published stratum by stratum, so this is adjusted for days of stay alone.
    """
    months = whole.by_month(until)
    rate = BELIEVED_EVENTS / BELIEVED_YEARS
    awaited = [rate * days / DAYS_A_YEAR for days in months.days]
    return sprt(months.events, awaited, ratio=PLACE_RATIO, false_alarm=FALSELY, missed=MISSED)


def in_heaps(events: Sequence[int]) -> bool:
    """Whether the last months hold more together than one Poisson law of all of them makes likely.

    False with fewer than `MONTHS` months or `HEAPS` events. Busier months make heaps as well.
    """
    lately = list(events)[-MONTHS:]
    if len(lately) < MONTHS or sum(lately) < HEAPS:
        return False
    counts = [lately.count(number) for number in range(max(lately) + 1)]
    return poisson_fit(counts, last=max(2, min(max(lately), LAST_CLASS))).p < UNLIKELY


def together(
    sorts: Mapping[str, Sequence[Unit]],
    whole: Unit,
    *,
    elsewhere: int,
    unseen: Range | None,
    at: datetime,
) -> Records:
    """All records. `sorts` has hosts, areas and kinds, and offices where there are several.

    Cost: as `side_by_side` for each.
    """
    until = at.date()
    lately = sum(
        max(0, (end - max(first, date(until.year - 1, until.month, 1))).days)
        for first, end, _ in whole.spans
    )
    strata, a_year = parts(whole.own), lately / DAYS_A_YEAR

    def table(name: str, ratio: float) -> Table | None:
        units = sorts.get(name, ())
        return side_by_side(
            units, whole.record, strata, ratio=ratio, years_a_year=a_year, until=until
        )

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
        offices=table("offices", PLACE_RATIO),
        strata=strata,
        doubled=against_published(whole, until).says,
        in_heaps=in_heaps(whole.by_month(until).events),
        unseen=unseen,
    )
