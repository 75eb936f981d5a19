"""How long it takes and how long it lasts, as a manager may know it: no small number in it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hearth.stats.exact import Interval
from hearth.stats.fairness import Group
from hearth.stats.lasting import STILL, Curve, ends, still_there
from hearth.stats.small_numbers import FEWEST, Count, column, told

DAYS = (7, 30, 90, 180, 365)
STEP = 0.05  # shares are told to a twentieth, so that no head can be counted back


@dataclass(frozen=True, slots=True)
class Point:
    """The share at one day, and where the true one likely lies; None where too few are left."""

    day: int
    share: float | None
    between: Interval | None


@dataclass(frozen=True, slots=True)
class Lasted:
    """What began, what of it ended, when half of it had, and the share that goes on by day."""

    began: Count
    ended: Count
    half_by: int | None
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class End:
    """One way in which stays end: how many did, and the share of all that began, by day."""

    name: str
    count: Count
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """As of one moment. waiting : until a move; lasting : of stays; ends : ways they end.

    sorts : fairness by several ways of grouping, each with its groups. within : the days in
    which a home is counted as found there.
    """

    at: datetime
    waiting: Lasted
    lasting: Lasted
    ends: tuple[End, ...]
    within: int
    sorts: Mapping[str, tuple[Group, ...]]


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why stays end, as the office has handed it on."""

    at: datetime
    ends: tuple[End, ...]


def lasted(days: Sequence[int], over: Sequence[bool]) -> Lasted:
    """How long these lasted. Days below 1 count as one: whatever began lasted part of a day.

    A share is told while at least `FEWEST` go on and as many have ended, to a twentieth.
    """
    began, ended = len(days), sum(over)
    counts = column([ended, began - ended])
    if not began:
        return Lasted(told(0), told(0), None, ())
    curve = still_there([max(1, day) for day in days], over)
    enough = ended >= FEWEST
    median = curve.median if enough else None
    return Lasted(
        counts.total,
        counts.cells[0],
        None if median is None else round(median),
        tuple(_point(curve, day, days, over) for day in DAYS),
    )


def _point(curve: Curve, day: int, days: Sequence[int], over: Sequence[bool]) -> Point:
    left = sum(one > day for one in days)
    gone = sum(one <= day and end for one, end in zip(days, over, strict=True))
    if left < FEWEST or gone < FEWEST:
        return Point(day, None, None)
    return _told(day, curve.at(day), curve.between(day))


def _told(day: int, share: float, between: Interval | None) -> Point:
    wide = between and Interval(_rounded(between.low), _rounded(between.high))
    return Point(day, _rounded(share), wide)


def _rounded(share: float) -> float:
    return round(round(share / STEP) * STEP, 2)


def by_end(days: Sequence[int], why: Sequence[str], names: Sequence[str]) -> tuple[End, ...]:
    """By which end, in the order of `names`; `STILL` for what goes on. Small ones are hidden.

    A share is told where the end itself, and what is left of all, are no small numbers; hidden
    ends take others with them, so that none is found by subtracting.
    """
    counts = Counter(why)
    cells = column([*(counts[name] for name in names), counts[STILL]]).cells
    if not days:
        return tuple(End(name, cells[at], ()) for at, name in enumerate(names))
    found = ends([max(1, day) for day in days], why)
    made = []
    for at, name in enumerate(names):
        points = tuple(
            _told(day, found.at(name, day), found.between(name, day))
            if cells[at].value is not None and _enough(days, why, name, day)
            else Point(day, None, None)
            for day in DAYS
        )
        made.append(End(name, cells[at], points))
    return tuple(made)


def _enough(days: Sequence[int], why: Sequence[str], name: str, day: int) -> bool:
    so = sum(one <= day and end == name for one, end in zip(days, why, strict=True))
    return so >= FEWEST and sum(one > day for one in days) >= FEWEST
