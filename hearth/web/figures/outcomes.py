"""What became of it, in pictures and words for the manager."""

from collections.abc import Mapping, Sequence

from hearth.stats.exact import Interval
from hearth.stats.fairness import Group
from hearth.stats.handed_on import HandedOn
from hearth.stats.outcomes import End, Lasted, Outcomes, Point, Reasons
from hearth.stats.small_numbers import FEWEST, Count
from hearth.web.figures.charts import Bar, bars
from hearth.web.figures.picture import Picture
from hearth.web.figures.words import counted, rate, share

HIDDEN = "not shown"
ENDS: Mapping[str, str] = {
    "as_planned": "Ended as planned, or later",
    "sooner": "Ended sooner than planned",
    "for_good": "Became for good",
    "planned": "As planned",
    "moved_by_wish": "Moved because they wished it",
    "moved_for_safety": "Moved to be safe",
    "host_ended": "The host ended it",
    "returned_home": "Went home again",
    "own_home": "A home of their own",
    "left_unknown": "Left, and it is not known where to",
}
SORTS: Mapping[str, str] = {
    "age": "By age",
    "gender": "By gender",
    "access": "By need of a home without steps",
    "children": "By whether children come along",
    "size": "Alone or several",
}
GROUPS: Mapping[str, str] = {
    "under_18": "Under 18",
    "18_to_24": "18 to 24",
    "25_or_more": "25 or more",
    "woman": "Women",
    "man": "Men",
    "non_binary": "Non-binary people",
    "unknown": "Not known",
    "step_free": "Need a home without steps",
    "no_need": "Do not",
    "children": "Children come along",
    "none": "None",
    "alone": "Alone",
    "several": "Several together",
}


def pictures(found: Outcomes) -> list[Picture]:
    """Every picture of what was worked out."""
    return [waiting(found.waiting), lasting(found.lasting), of_ends(found.ends), *groups(found)]


def waiting(found: Lasted) -> Picture:
    """How long until a home was found, those who still wait counted as long as they have."""
    half = (
        f"Half had moved in by day {found.half_by:,}, those who still wait counted in."
        if found.half_by is not None
        else "Too few have moved in, or too many still wait, to say by when half had."
    )
    return _of_points(
        "How many still wait, by day after they came",
        found.points,
        (half,),
        _counts(found, "Came", "moved in"),
    )


def lasting(found: Lasted) -> Picture:
    """How long stays last, those that go on counted as long as they have."""
    half = (
        f"Half of the stays had ended by day {found.half_by:,}, those that go on counted in."
        if found.half_by is not None
        else "Too few stays have ended, or too many go on, to say how long half of them last."
    )
    caution = "A stay that ends is not a failure: why it ended stands below."
    return _of_points(
        "How many stays go on, by day after the move",
        found.points,
        (half, caution),
        _counts(found, "Began", "ended"),
    )


def _counts(found: Lasted, began: str, ended: str) -> str:
    return f"{began}: {count(found.began)}; {ended}: {count(found.ended)}"


def _of_points(title: str, points: Sequence[Point], says: tuple[str, ...], counts: str) -> Picture:
    shown = [_bar(_by(one), one.share) for one in points]
    rows = tuple((_by(one), _share(one.share), _between(one.between)) for one in points)
    head = ("Day", "Share", "Likely between")
    return Picture(title, bars(title, _read(shown), shown), (*says, f"{counts}."), head, rows)


def of_ends(
    found: Sequence[End], title: str = "By which end, half a year after the move"
) -> Picture:
    """Competing ends: each against all that could still have ended."""
    half_year = [(one, next((p for p in one.points if p.day == 180), None)) for one in found]
    shown = [_bar(ENDS[one.name], p.share if p else None) for one, p in half_year]
    rows = tuple(
        (ENDS[one.name], count(one.count), *(_share(p.share) for p in one.points)) for one in found
    )
    days = next((one.points for one in found if one.points), ())
    head = ("End", "How many", *(f"By day {p.day}" for p in days))
    says = (
        "Each share is of all stays that began: one end keeps the others from happening. Those "
        "that go on make up what is left.",
    )
    return Picture(title, bars(title, _read(shown), shown), says, head, rows)


def groups(found: Outcomes) -> list[Picture]:
    """Who had a home within the days that are counted, by each way of grouping."""
    return [
        _groups(f"{SORTS[sort]}: a home within {found.within} days", some)
        for sort, some in found.sorts.items()
    ]


def _groups(title: str, some: Sequence[Group]) -> Picture:
    shown = [_bar(GROUPS[one.name], one.share) for one in some]
    rows = tuple(
        (GROUPS[one.name], count(one.all_), _share(one.share), _between(one.between), _less(one))
        for one in some
    )
    head = ("Group", "Parties", "Share", "Likely between", "Less than all others by")
    says = (_differ(some),)
    return Picture(title, bars(title, _read(shown), shown), says, head, rows)


def _differ(some: Sequence[Group]) -> str:
    if sum(one.share is not None for one in some) < 2:
        return "Too few to compare."
    differ = [GROUPS[one.name] for one in some if one.differs]
    if not differ:
        return "No difference that chance would not make. With few parties, little can be seen."
    return (
        f"Chance alone hardly explains the difference: {', '.join(differ)}. Of twenty such "
        "comparisons one looks so by chance."
    )


def reasons(found: Reasons) -> Picture:
    """Why stays end, as the office has handed it on."""
    return of_ends(found.ends, "Why, half a year after the move")


def records(found: HandedOn) -> Picture:
    """Upheld concerns by area, as the lead has handed it on."""
    title = "Upheld concerns by area"
    shown = [Bar(one.name or "no name", one.upheld.value, count(one.upheld)) for one in found.areas]
    rows = tuple(
        (one.name or "no name", count(one.stays), count(one.upheld), _out(one.stands_out))
        for one in found.areas
    )
    head = ("Area", "Stays", "Upheld", "Outside what chance does")
    return Picture(title, bars(title, _read(shown), shown), _whole(found), head, rows)


def _whole(found: HandedOn) -> tuple[str, ...]:
    often = max(1, int(1 / found.a_check))
    if not found.checks or often == 1:
        return (f"Upheld: {count(found.upheld)}. Too few checks were held apart to say more.",)
    said = [
        f"More than {counted(found.checks, 'check', 'checks')} were held apart. Upheld: "
        f"{count(found.upheld)}. As often as one check in {often:,} could bring something out: "
        "that nothing was upheld would not mean that nothing is wrong."
    ]
    if found.a_year is not None:
        said.append(f"Up to {rate(found.a_year)} a year of stay are possible.")
    return tuple(said)


def _out(stands_out: bool | None) -> str:
    return HIDDEN if stands_out is None else "yes" if stands_out else "no"


def count(one: Count) -> str:
    """A count as it is read."""
    if one.value is not None:
        return f"{one.value:,}"
    return f"fewer than {FEWEST}" if one.few else HIDDEN


def _by(point: Point) -> str:
    return f"Day {point.day:,}"


def _bar(label: str, value: float | None) -> Bar:
    return Bar(label, None if value is None else round(100 * value), _share(value))


def _share(value: float | None) -> str:
    return HIDDEN if value is None else share(value)


def _between(one: Interval | None) -> str:
    return HIDDEN if one is None else f"{share(one.low)} to {share(one.high)}"


def _less(one: Group) -> str:
    if one.less is None:
        return HIDDEN
    return f"{round(100 * one.less.low)} to {round(100 * one.less.high)} points"


def _read(shown: Sequence[Bar]) -> str:
    return "; ".join(f"{one.label}: {one.text}" for one in shown)
