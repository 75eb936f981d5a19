"""P17: whoever keeps every table that was ever published learns nothing of one person.

The attacker here has all publications, knows every rule of theirs, and shares no code with them.
It wins a person where a number that is told, or the difference of two tables, is what fewer than
eight people did; the judge knows who they were, and counts them.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from hearth.stats.figures import Figures
from hearth.stats.published import (
    ANYWHERE,
    FREE,
    KINDS,
    MOVED_IN,
    STAYS,
    WAITING,
    AsTheyAre,
    Column,
    Publication,
    publish,
)
from hearth.stats.small_numbers import Count
from tests.promised import Tried

LONG = os.environ.get("HEARTH_TEST") == "long"
SERVICES, PERIODS = (200, 120) if LONG else (6, 40)
FEWEST, OFF = 8, 2  # a count below is not told; how far rounding moves one
AREAS = ("north", "harbour", "hills", ANYWHERE)
TOTAL = "all"
Members = Mapping[str, Mapping[str, frozenset[int]]]  # by column and cell: who is in it


@dataclass
class World:
    """People who come, wait, move in and leave: a few acts from one publication to the next."""

    chance: Random
    at: datetime = datetime(2031, 5, 4, tzinfo=UTC)
    waiting: dict[int, str] = field(default_factory=dict)
    moved: dict[int, str] = field(default_factory=dict)
    stays: dict[int, str] = field(default_factory=dict)
    free: dict[int, str] = field(default_factory=dict)
    days: dict[int, int] = field(default_factory=dict)
    _next: int = 0

    def begin(self) -> None:
        for _ in range(self.chance.randint(0, 400)):
            self.act()

    def act(self) -> None:
        chance = self.chance
        self._next += 1
        self.days[self._next] = chance.randint(0, 200)
        kind = chance.random()
        if kind < 0.4:
            self.waiting[self._next] = chance.choice(AREAS)
        elif kind < 0.7 and self.waiting:
            who = chance.choice(sorted(self.waiting))
            self.moved[who] = self.waiting.pop(who) or "hills"
            self.stays[who] = chance.choice(KINDS)
        elif kind < 0.8 and self.stays:
            self.stays[chance.choice(sorted(self.stays))] = chance.choice(KINDS)
        elif kind < 0.9 and self.moved:  # a year ago by now
            self.moved.pop(chance.choice(sorted(self.moved)))
        elif self.free and chance.random() < 0.4:
            self.free.pop(chance.choice(sorted(self.free)))
        else:
            self.free[self._next] = chance.choice(AREAS[:3])

    def members(self) -> Members:
        return {
            MOVED_IN: _by_cell(self.moved, AREAS),
            WAITING: _by_cell(self.waiting, AREAS),
            FREE: _by_cell(self.free, AREAS),
            STAYS: _by_cell(self.stays, KINDS),
        }

    def publish(self, last: Publication | None) -> Publication:
        found = self.members()
        return publish(
            AsTheyAre(
                at=self.at,
                days=365,
                columns={
                    name: Column.of({cell: len(who) for cell, who in cells.items()})
                    for name, cells in found.items()
                },
                moved_in_days={
                    cell: [self.days[one] for one in sorted(who)]
                    for cell, who in found[MOVED_IN].items()
                },
                so_far=[self.days[one] for one in sorted(self.waiting)],
                recruit=(),
            ),
            last,
        )


def _by_cell(whose: Mapping[int, str], cells: tuple[str, ...]) -> Mapping[str, frozenset[int]]:
    return {cell: frozenset(one for one, in_ in whose.items() if in_ == cell) for cell in cells}


def tables(figures: Figures) -> Iterator[tuple[str, Mapping[str, Count], Count]]:
    """The published tables as anybody reads them: a column, its cells, its total."""
    areas = {one.area: one for one in figures.areas}
    yield (
        MOVED_IN,
        {name: one.moved_in.count for name, one in areas.items()},
        figures.moved_in.count,
    )
    waiting = {name: one.waiting for name, one in areas.items()}
    yield WAITING, {**waiting, ANYWHERE: figures.anywhere}, figures.waiting.count
    yield FREE, {name: one.free for name, one in areas.items()}, figures.free
    yield STAYS, {name: getattr(figures.stays, name) for name in KINDS}, figures.stays.total


@dataclass
class Counted:
    """Who was counted in each number that was told: those who were there when it was counted."""

    who: dict[tuple[str, str], frozenset[int]] = field(default_factory=dict)
    _count: dict[tuple[str, str], int] = field(default_factory=dict)

    def look(self, told: Publication, truth: Members) -> None:
        for name, column in told.behind.items():
            everybody = frozenset[int]().union(*truth[name].values())
            cells = {**truth[name], TOTAL: everybody}
            for cell, who in cells.items():
                count = column.total if cell == TOTAL else column.cells.get(cell, 0)
                if self._count.get((name, cell)) != count:
                    self._count[name, cell], self.who[name, cell] = count, who


@dataclass
class Attacker:
    """Keeps every number it ever read. `won`: people of whom it learned something."""

    known: dict[tuple[str, str], tuple[int, frozenset[int]]] = field(default_factory=dict)
    days: dict[str, tuple[object, frozenset[int]]] = field(default_factory=dict)
    won: set[int] = field(default_factory=set)
    compared: int = 0

    def read(self, figures: Figures, counted: Counted, truth: Members) -> None:
        for name, cells, total in tables(figures):
            for cell, shown in cells.items():
                self.compare((name, cell), shown, counted.who[name, cell])
                if shown.few:
                    self.subtract(cells, cell, total, counted.who[name, cell])
            self.compare((name, TOTAL), total, counted.who[name, TOTAL])
        for area in figures.areas:
            self.look(area.area, area.moved_in.days, truth[MOVED_IN].get(area.area, frozenset()))
        self.look(TOTAL, figures.moved_in.days, frozenset[int]().union(*truth[MOVED_IN].values()))

    def compare(self, cell: tuple[str, str], shown: Count, who: frozenset[int]) -> None:
        """A number that is small by itself; or one that differs from the last by what few did."""
        if shown.value is None:
            return
        self.compared += 1
        if shown.value < FEWEST:
            self.won |= who
        before = self.known.get(cell)
        if before is None or before[0] != shown.value:
            changed = who ^ before[1] if before else who
            if 0 < len(changed) < FEWEST:
                self.won |= changed
            self.known[cell] = (shown.value, who)

    def subtract(
        self, cells: Mapping[str, Count], cell: str, total: Count, who: frozenset[int]
    ) -> None:
        """What a hidden small number can be, by everything that stands beside it."""
        if total.value is None or not who:
            return
        self.compared += 1
        told = [one.value for one in cells.values() if one.value is not None]
        least = total.value - OFF - sum(one + OFF for one in told)
        most = total.value + OFF - sum(max(FEWEST, one - OFF) for one in told)
        others = [one for name, one in cells.items() if one.value is None and name != cell]
        if any(not one.few for one in others):
            least = 0
        least -= sum(FEWEST - 1 for one in others if one.few)
        most -= sum(0 if one.few else FEWEST for one in others)
        could = range(max(0, least), min(FEWEST - 1, most) + 1)
        if len(could) == 1 and could[0] == len(who):
            self.won |= who

    def look(self, where: str, days: object, who: frozenset[int]) -> None:
        """Days of waiting: they are somebody's where they change by what few did."""
        before = self.days.get(where)
        if days is None or (before and before[0] == days):
            return
        self.compared += 1
        changed = who ^ before[1] if before else who
        if 0 < len(changed) < FEWEST:
            self.won |= changed
        self.days[where] = (days, who)


@pytest.mark.promise(number="P17")
def test_all_publications_together_tell_nothing_of_one_person(tried: Tried) -> None:
    compared, shown = 0, 0
    for seed in range(SERVICES):
        world, attacker, counted, last = World(Random(seed)), Attacker(), Counted(), None
        world.begin()
        for _ in range(PERIODS):
            last = world.publish(last)
            counted.look(last, world.members())
            attacker.read(last.figures, counted, world.members())
            assert attacker.won == set(), f"service {seed}: {sorted(attacker.won)}"
            for _ in range(world.chance.randint(1, 4)):
                world.act()
            world.at += timedelta(days=7)
        compared += attacker.compared
        shown += len(attacker.known)

    assert shown > SERVICES * 5  # that it was no empty promise: tables were told
    tried(compared, "numbers of all tables over all periods, read and compared: 0 people found")
