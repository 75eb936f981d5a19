"""From counts as they are to figures as they are told: nothing small, and no small change.

The only way to `Figures`. What stands behind those told last decides what may be told next, so
that whoever keeps every publication learns nothing by laying two of them side by side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from hearth.stats.figures import Figures, OfArea, Stays, ToRecruit, Waits
from hearth.stats.small_numbers import FEW, TO, Count, Told, column, waited_for
from hearth.stats.waiting import Waited, waited

MOVED_IN, WAITING, FREE, STAYS = "moved_in", "waiting", "free", "stays"
ANYWHERE = ""  # the name of no area
ALL_MOVED_IN, ALL_WAITING = "all who moved in", "all who wait"
KINDS = ("planned", "living", "permanent", "ended_as_planned", "ended_sooner", "cancelled")
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Column:
    """Counts by name, and of how many they are in all."""

    cells: Counts
    total: int

    @classmethod
    def of(cls, cells: Counts) -> "Column":
        """The column of these counts."""
        return cls(dict(cells), sum(cells.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class AsTheyAre:
    """Counts of one moment with nothing hidden, and the days that each of them waited.

    moved_in_days : by area; so_far : of those who wait. recruit : already without small numbers.
    """

    at: datetime
    days: int
    columns: Mapping[str, Column]
    moved_in_days: Mapping[str, Sequence[int]] = field(repr=False)
    so_far: Sequence[int] = field(repr=False)
    recruit: tuple[ToRecruit, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """What is told, and the counts behind it. Small ones are among those: nobody is shown them."""

    figures: Figures
    behind: Mapping[str, Column] = field(repr=False)


def publish(now: AsTheyAre, last: Publication | None) -> Publication:
    """The next publication after `last`. What `FEWEST` people did not change stays as it was told.

    Source: docs/sources.md, "small numbers". Cost: O(n log n) for n areas.
    """
    before = last.behind if last else {}
    behind = {name: _next(before.get(name), one) for name, one in now.columns.items()}
    told = {name: _told(one) for name, one in behind.items()}
    same = {name for name, one in behind.items() if name in before and one == before[name]}
    old = last.figures if last else None
    lasting = _lasting(old, before, behind)
    every = [day for days in now.moved_in_days.values() for day in days]
    lines = tuple(
        OfArea(
            name,
            _waits(told[MOVED_IN].of(name), now.moved_in_days.get(name, ()), lasting.get(name)),
            told[WAITING].of(name),
            told[FREE].of(name),
        )
        for name in sorted({*behind[MOVED_IN].cells, *behind[FREE].cells} - {ANYWHERE})
    )
    figures = Figures(
        at=now.at,
        days=now.days,
        moved_in=_waits(told[MOVED_IN].total, every, lasting.get(ALL_MOVED_IN)),
        waiting=_waits(told[WAITING].total, now.so_far, lasting.get(ALL_WAITING)),
        areas=lines,
        anywhere=told[WAITING].of(ANYWHERE),
        free=told[FREE].total,
        stays=_stays(told[STAYS]),
        recruit=old.recruit if old and WAITING in same else now.recruit,
    )
    return Publication(figures, behind)


@dataclass(frozen=True, slots=True)
class _Shown:
    cells: Mapping[str, Count]
    total: Count

    def of(self, name: str) -> Count:
        return self.cells.get(name, FEW)


def _next(before: Column | None, now: Column) -> Column:
    if before is None:
        return now
    total = waited_for({"": before.total}, {"": now.total})[""]
    return Column(waited_for(before.cells, now.cells), total)


def _told(one: Column) -> _Shown:
    """A column as it is told; the last cell, of no area, only where anybody is in it."""
    names = sorted(name for name, count in one.cells.items() if name or count)
    shown: Told = column([one.cells[name] for name in names], one.total)
    return _Shown(dict(zip(names, shown.cells, strict=True)), shown.total)


def _lasting(
    old: Figures | None, before: Mapping[str, Column], behind: Mapping[str, Column]
) -> Mapping[str, Waits]:
    """The days that go on as they were told, since the count beside them does."""
    if old is None:
        return {}
    was, is_ = before[MOVED_IN], behind[MOVED_IN]
    kept = {
        one.area: one.moved_in
        for one in old.areas
        if was.cells.get(one.area) == is_.cells.get(one.area)
    }
    if was.total == is_.total:
        kept[ALL_MOVED_IN] = old.moved_in
    if before[WAITING].total == behind[WAITING].total:
        kept[ALL_WAITING] = old.waiting
    return kept


def _waits(count: Count, days: Sequence[int], kept: Waits | None) -> Waits:
    if count.value is None or not days:
        return Waits(count, None)
    return Waits(count, kept.days if kept else _rounded(waited(days)))


def _rounded(one: Waited) -> Waited:
    """To fives: a day that really was is one person's."""
    return Waited(TO * round(one.median / TO), TO * round(one.nine_in_ten / TO))


def _stays(shown: _Shown) -> Stays:
    return Stays(total=shown.total, **{name: shown.of(name) for name in KINDS})
