"""How long it takes and how long it lasts, as a manager may know it: no small number in it, and
no small change from what was told before."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from math import ceil

from hearth.stats.again import Again, Behind, Counts
from hearth.stats.exact import Interval
from hearth.stats.fairness import Group, by_group
from hearth.stats.lasting import STILL, Curve, Ends, ends, still_there
from hearth.stats.small_numbers import FEWEST, TO, Count

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
    """What began, what of it ended, by when half of it had, and the share that goes on by day."""

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


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long each lasted or has lasted, in days, and how it ended: `STILL` for what goes on."""

    days: Sequence[int] = field(repr=False)
    why: Sequence[str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class AsItIs:
    """All of one moment with nothing hidden. why : of stays, each way of ending among `names`.

    sorts : by each way of grouping, of each group how many found a home in time, and of how many.
    """

    at: datetime
    waiting: Lengths
    lasting: Lengths
    why: Lengths
    names: Sequence[str]
    within: int
    sorts: Mapping[str, Mapping[str, tuple[int, int]]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutcomesTold:
    """What is told, and the counts behind it. Small ones are among those: nobody is shown them."""

    told: Outcomes
    behind: Behind = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReasonsTold:
    """Why stays end as it is told, and the counts behind it, which are the office's."""

    told: Reasons
    behind: Behind = field(repr=False)


def tell(now: AsItIs, last: OutcomesTold | None) -> OutcomesTold:
    """What is told after `last`: each number as it was until `FEWEST` more or fewer are behind it.

    Source: docs/sources.md, "small numbers". Cost: as `lasting.ends`.
    """
    again, was = Again(last.behind if last else None), last.told if last else None
    found = Outcomes(
        at=now.at,
        waiting=_lasted("waiting", now.waiting, again, was.waiting if was else None),
        lasting=_lasted("lasting", now.lasting, again, was.lasting if was else None),
        ends=_by_end("ends", now.why, now.names, again, was.ends if was else ()),
        within=now.within,
        sorts={
            sort: shown
            for sort, groups in now.sorts.items()
            if (shown := _by_group(sort, groups, again))
        },
    )
    return OutcomesTold(found, again.behind)


def tell_reasons(
    at: datetime, why: Lengths, names: Sequence[str], last: ReasonsTold | None
) -> ReasonsTold:
    """Why stays end, as it is told after `last`: what few people changed waits here as well."""
    again = Again(last.behind if last else None)
    found = _by_end("reasons", why, names, again, last.told.ends if last else ())
    return ReasonsTold(Reasons(at, found), again.behind)


def _lasted(name: str, lengths: Lengths, again: Again, was: Lasted | None) -> Lasted:
    """How long these lasted. Days below 1 count as one: whatever began lasted part of a day.

    A share is told while at least `FEWEST` go on and as many have ended, to a twentieth.
    """
    days, over = lengths.days, [why != STILL for why in lengths.why]
    ended = sum(over)
    counts = again.table(name, {"ended": ended, "goes on": len(days) - ended})
    curve = still_there([max(1, day) for day in days], over) if days else None
    at = {day: _counts_at(lengths, day) for day in DAYS}
    told = {one.day: one for one in was.points} if was else {}
    return Lasted(
        counts.total,
        counts.cells[0],
        again.same(
            f"{name}, half",
            {f"{word} by {day}": count for day in DAYS for word, count in at[day].items()},
            was.half_by if was else None,
            lambda: _half(curve, ended),
        ),
        tuple(
            again.same(
                f"{name} by day {day}",
                at[day],
                told.get(day, Point(day, None, None)),
                lambda day=day: _point(curve, day, at[day]),  # type: ignore[misc]
            )
            for day in DAYS
        ),
    )


def _counts_at(lengths: Lengths, day: int, why: str | None = None) -> Counts:
    """Of these, how many had ended by this day (in this way), and how many were left after it."""
    pairs = zip(lengths.days, lengths.why, strict=True)
    gone = sum(one <= day and end not in (STILL, None) and why in (None, end) for one, end in pairs)
    return {"gone": gone, "left": sum(one > day for one in lengths.days)}


def _half(curve: Curve | None, ended: int) -> int | None:
    """The day by which half had ended, rounded up to fives: a day that really was is one's own."""
    if curve is None or curve.median is None or ended < FEWEST:
        return None
    return TO * ceil(curve.median / TO)


def _point(curve: Curve | None, day: int, counts: Counts) -> Point:
    if curve is None or min(counts.values()) < FEWEST:
        return Point(day, None, None)
    return _told(day, curve.at(day), curve.between(day))


def _told(day: int, share: float, between: Interval | None) -> Point:
    return Point(day, _rounded(share), between and _wide(between))


def _wide(between: Interval) -> Interval:
    return Interval(_rounded(between.low), _rounded(between.high))


def _rounded(share: float) -> float:
    return round(round(share / STEP) * STEP, 2)


def _by_end(
    name: str, lengths: Lengths, names: Sequence[str], again: Again, was: Sequence[End]
) -> tuple[End, ...]:
    """By which end, in the order of `names`; `STILL` for what goes on. Small ones are hidden.

    A share is told where the end itself, and what is left of all, are no small numbers; hidden
    ends take others with them, so that none is found by subtracting.
    """
    counts = Counter(lengths.why)
    cells = again.table(name, {one: counts[one] for one in (*names, STILL)}).cells
    days = [max(1, day) for day in lengths.days]
    found = ends(days, lengths.why) if days else None
    told = {(one.name, point.day): point for one in was for point in one.points}

    def at(end: str, day: int, *, shown: bool) -> Point:
        so, hidden = _counts_at(lengths, day, end), Point(day, None, None)
        point = again.same(
            f"{name}, {end} by day {day}",
            so,
            told.get((end, day), hidden),
            lambda: _end(found, end, day, so),
        )
        return point if shown else hidden

    return tuple(
        End(
            end,
            cells[place],
            tuple(at(end, day, shown=cells[place].value is not None) for day in DAYS),
        )
        for place, end in enumerate(names)
    )


def _end(found: Ends | None, end: str, day: int, counts: Counts) -> Point:
    if found is None or min(counts.values()) < FEWEST:
        return Point(day, None, None)
    return _told(day, found.at(end, day), found.between(end, day))


def _by_group(sort: str, groups: Mapping[str, tuple[int, int]], again: Again) -> tuple[Group, ...]:
    """The groups of one sort, from counts that wait; one of whom nobody was told is not named."""
    inside = again.counts(f"{sort}, in time", {one: part for one, (part, _) in groups.items()})
    rest = {one: whole - part for one, (part, whole) in groups.items()}
    outside = again.counts(f"{sort}, not in time", rest)
    told = {one: (inside[one], inside[one] + outside[one]) for one in sorted(inside)}
    shown = by_group({one: counts for one, counts in told.items() if counts[1]})
    return tuple(_coarse(one) for one in shown)


def _coarse(one: Group) -> Group:
    """Shares to a twentieth and differences to a hundredth: no head can be counted back."""
    return replace(
        one,
        share=None if one.share is None else _rounded(one.share),
        between=one.between and _wide(one.between),
        less=one.less and Interval(round(one.less.low, 2), round(one.less.high, 2)),
    )
