"""The lead's records as pictures and words."""

from collections.abc import Sequence

from hearth.core.programme_file import bundled
from hearth.queries.record.host import HostRecord
from hearth.queries.record.sight import Seen, Sight
from hearth.stats.meaning import (
    Meaning,
    Says,
    meaning,
    of_chart,
    of_cheapest,
    of_daily,
    of_range,
    of_record,
)
from hearth.stats.ordinary import EARLY, Part, rates_of_all
from hearth.stats.records import QUIET_YEARS, Line, Records, Table
from hearth.stats.track_record import Record
from hearth.web.figures.charts import Bar, bars
from hearth.web.figures.picture import Picture
from hearth.web.figures.plots import Ranged, line, ranges
from hearth.web.figures.words import counted, rate, say_meaning, share
from hearth.web.telling.words import KINDS

DOUBLED = {True: Says.DOUBLED, False: Says.NOT_DOUBLED, None: Says.UNDECIDED}
FRAME = (
    "The dot is what was upheld. Inside the frame lie 998 of 1,000 such units by chance, inside "
    "the filled part 95 of 100."
)
NONE_NAMED = (
    "None is named as outside chance. One upheld concern alone names nobody, and with few days of "
    "stay little can be seen."
)
LIKE_WITH_LIKE = (
    "Each one's expected number is what others had in time like its own: of the same programmes, "
    f"and as much of it in the first {EARLY.days} days after a move. Where more is upheld in a "
    "whole programme, that is expected of everybody in it: it shows here, and in no warning."
)
STRATA_HEAD = ("Time of stay", "Days of stay", "Upheld", "Expected a year of stay")
HEAD = (
    "Which",
    "Checks apart",
    "Visits",
    "Days of stay",
    "Upheld",
    "Expected",
    "Drawn towards the expected, a year",
    "Chart",
    "Test",
)


def sentences(found: Records) -> list[str]:
    """What the records of all together say."""
    said: list[Meaning] = [*of_record(found.whole)]
    said += _daily(found.whole)
    said.append(meaning(DOUBLED[found.doubled]))
    if found.in_heaps:
        said.append(meaning(Says.IN_HEAPS))
    return [say_meaning(one) for one in said]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _daily(record: Record) -> list[Meaning]:
    """The bound to be read daily, where it leaves anything out."""
    daily = of_daily(record)
    return [daily] if dict(daily.numbers)["one_in"] > 1 else []


def unseen(found: Records) -> str:
    """What was never said."""
    return say_meaning(of_range(found.unseen))


def warnings(found: Records) -> list[tuple[str, str]]:
    """Everything whose chart has reached its limit, and what that means."""
    tables = (
        ("Host ", found.hosts),
        ("Area ", found.areas),
        ("Office ", found.offices),
        ("", found.kinds),
    )
    return [
        (_capital(f"{what}{_called(one)}"), say_meaning(meaning(Says.ALARM)))
        for what, table in tables
        if table is not None
        for one in table.first
        if one.alarmed_on is not None
    ]


def of_table(title: str, table: Table | None) -> Picture | None:
    """One sort of unit as a funnel on its side: what was upheld against what was expected."""
    if table is None:
        return None
    shown = [_ranged(one) for one in table.first[:12]]
    says = [FRAME, *_set_so(table)]
    if table.spread > 1:
        says.append(say_meaning(meaning(Says.WIDER)))
    out = [_called(one) for one in table.first if one.stands_out]
    if out:
        says.append(
            f"Outside what chance does: {', '.join(out)}. Of those named so, about one in ten is "
            "named by chance."
        )
    else:
        says.append(NONE_NAMED)
    if table.count > len(table.first):
        says.append(f"The first {len(table.first)} of {table.count:,}.")
    described = "; ".join(f"{one.label}: {one.text}" for one in shown)
    rows = tuple(_row(one, table.design.ratio) for one in table.first)
    return Picture(title, ranges(title, described, shown), tuple(says), HEAD, rows)


def pictures(found: Records) -> list[Picture]:
    """What is expected, and each sort of unit against that; offices where there are several."""
    tables = (
        ("Areas, against what was expected", found.areas),
        ("Offices, against what was expected", found.offices),
        ("Kinds of home, against what was expected", found.kinds),
        ("Hosts, those to look at first", found.hosts),
    )
    made = [of_table(title, table) for title, table in tables]
    return [one for one in (of_strata(found.strata), *made) if one is not None]


def of_strata(strata: Sequence[Part]) -> Picture | None:
    """What is expected of a year of stay in each stratum; None before any day of stay."""
    if not strata:
        return None
    title = "What is expected of a year of stay, programme by programme"
    expected = rates_of_all(strata)
    shown = [
        Bar(_short(part), round(1e5 * a_year), rate(a_year))
        for part, a_year in zip(strata, expected, strict=True)
    ]
    described = "; ".join(f"{bar.label}: {bar.text} a year of stay" for bar in shown)
    rows = tuple(
        (_stratum(part), f"{part.days:,}", f"{part.upheld:,}", rate(a_year))
        for part, a_year in zip(strata, expected, strict=True)
    )
    return Picture(title, bars(title, described, shown), (LIKE_WITH_LIKE,), STRATA_HEAD, rows)


def _stratum(part: Part) -> str:
    return f"{_title(part)}, {f'first {EARLY.days} days' if part.early else 'later'}"


def _short(part: Part) -> str:
    """What fits above a bar: the programme without its country."""
    return f"{_title(part).partition(' (')[0]}, {'early' if part.early else 'later'}"


def _title(part: Part) -> str:
    titles = {one.name: one.title for one in bundled()}
    return titles.get(part.programme, part.programme)


def _called(one: Line) -> str:
    """Hosts by number, areas by name, kinds of home in words."""
    kinds = {str(kind): words for kind, words in KINDS.items()}
    return kinds.get(one.name, one.name) or "of no name"


def _set_so(table: Table) -> list[str]:
    """How the charts are set, and the tests; of the tests nothing in older records."""
    ratio = table.design.ratio
    set_so = meaning(Says.SET_SO, ratio=ratio, quiet=QUIET_YEARS, years=table.years_to_notice)
    if table.years_to_tell is None:
        return [say_meaning(set_so)]
    usual, more = table.years_to_tell
    tested = meaning(Says.TESTED_SO, ratio=ratio, years_usual=usual, years_more=more)
    return [say_meaning(set_so), say_meaning(tested)]


def _ranged(one: Line) -> Ranged:
    text = f"{one.record.upheld} upheld, {one.expected:.2g} expected"
    narrow, wide = (one.narrow.low, one.narrow.high), (one.wide.low, one.wide.high)
    return Ranged(_called(one), text, one.record.upheld, narrow, wide)


def _row(one: Line, ratio: float) -> tuple[str, ...]:
    tenths = min(10, int(10 * one.on_its_way))
    chart = "warning" if one.alarmed_on else f"{tenths} of 10"
    return (
        _called(one),
        f"{one.record.checks:,}",
        f"{one.record.visits:,}",
        f"{one.record.days:,}",
        f"{one.record.upheld:,}",
        f"{one.expected:.2g}",
        f"{rate(one.shrunk)} ({rate(one.between.low)} to {rate(one.between.high)})",
        chart,
        _tested(one.tested, ratio),
    )


def _tested(says: bool | None, ratio: float) -> str:
    if says is None:
        return "too early to tell"
    return f"speaks for {ratio:g} times the expected" if says else "speaks for the expected"


def of_host(found: HostRecord) -> list[str]:
    """What one host's record says."""
    said = [*of_record(found.record)]
    said += _daily(found.record)
    return [say_meaning(one) for one in said]


def chart_of(found: HostRecord) -> Picture | None:
    """The chart of one host, month by month."""
    if found.chart is None or found.design is None:
        return None
    title = "Early warning, month by month"
    sums = found.chart.sums
    about = (
        f"A line of {counted(len(sums), 'month', 'months')} that ends at "
        f"{share(min(1.0, found.chart.share))} of the limit"
    )
    rows = tuple(
        (month.strftime("%B %Y"), f"{value:.2f}", f"{found.design.limit:.2f}")
        for month, value in zip(found.months, sums, strict=True)
    )[-24:]
    tested = _tested(found.tested, found.design.ratio)
    says = (say_meaning(of_chart(found.chart)), f"The test of all days so far: {tested}.")
    return Picture(title, line(title, about, sums, found.chart.limit), says, _CHART_HEAD, rows)


_CHART_HEAD = ("Month", "Sum", "Warns at")


def sight(found: Sight) -> list[Picture]:
    """What the plan of checks sees, for each of the assumptions."""
    return [_sight(found, one) for one in found.seen]


def _sight(found: Sight, one: Seen) -> Picture:
    title = f"If a talk apart brings it out {share(one.tells)} of the time"
    shown = [
        Bar(counted(day, "day", "days"), round(100 * p), share(p), second=day == found.days)
        for day, p in one.within
    ]
    said = [meaning(Says.SEES, days=found.days, share=one.wanted, tells=one.tells)]
    if one.half_by is None:
        said = [meaning(Says.SEES_NOTHING)]
    else:
        said.append(meaning(Says.HALF_BY, day=one.half_by))
    said.append(of_cheapest(one.cheapest, found.days, found.probability))
    described = "; ".join(f"{bar.label}: {bar.text}" for bar in shown)
    rows: Sequence[tuple[str, ...]] = [(bar.label, bar.text) for bar in shown]
    head = ("Within", "Noticed with probability")
    says = tuple(say_meaning(each) for each in said)
    return Picture(title, bars(title, described, shown), says, head, tuple(rows))
