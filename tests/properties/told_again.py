"""Outcomes, why stays end, and what the lead hands on, as their only reader sees them: an attacker
with every table that was ever told. It shares no code with what tells them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from hearth.stats.again import Behind
from hearth.stats.handed_on import HandedOn
from hearth.stats.outcomes import End, Lasted, Outcomes
from hearth.stats.small_numbers import Count

DAYS = (7, 30, 90, 180, 365)
SOON, FEWEST = 28, 8
AREAS = ("north", "harbour", "hills", "mill", "island")
WAYS = ("wished it", "to be safe", "went home")
STILL = ""
SORTS: Mapping[str, tuple[str, ...]] = {"size": ("alone", "several"), "age": ("young", "old", "?")}
Who = frozenset[int]
Cells = Mapping[str, Who]


@dataclass
class Somebody:
    """One who came, in days since the beginning."""

    came: int
    area: str
    groups: Mapping[str, str]
    moved: int | None = None
    ended: int | None = None
    way: str = STILL
    upheld: bool = False


@dataclass
class World:
    """People who come, move in and leave, and what was upheld about some of their homes."""

    chance: Random
    today: int = 0
    people: dict[int, Somebody] = field(default_factory=dict)

    def begin(self) -> None:
        for _ in range(self.chance.randint(0, 300)):
            self.act()
            self.today += self.chance.randint(0, 3)

    def act(self) -> None:
        chance, kind = self.chance, self.chance.random()
        waiting = [one for one in self.people.values() if one.moved is None]
        living = [one for one in self.people.values() if one.moved is not None and not one.way]
        if kind < 0.35 or not waiting:
            groups = {sort: chance.choice(names) for sort, names in SORTS.items()}
            self.people[len(self.people)] = Somebody(self.today, chance.choice(AREAS), groups)
        elif kind < 0.65:
            chance.choice(waiting).moved = self.today
        elif living and kind < 0.9:
            one = chance.choice(living)
            one.ended, one.way = self.today, chance.choice(WAYS)
        elif living:
            chance.choice(living).upheld = True

    def since(self) -> dict[int, Somebody]:
        """Those who came in the last two years; whoever came before is counted no more."""
        return {at: one for at, one in self.people.items() if one.came > self.today - 730}

    def waits(self) -> dict[int, tuple[int, str]]:
        """How long each waited, and whether they moved in."""
        return {
            at: ((self.today if one.moved is None else one.moved) - one.came, _if_moved(one))
            for at, one in self.since().items()
        }

    def stays(self) -> dict[int, tuple[int, str]]:
        """How long each has lived there, and how that ended."""
        return {
            at: ((self.today if one.ended is None else one.ended) - one.moved, one.way)
            for at, one in self.since().items()
            if one.moved is not None
        }

    def groups(self, sort: str) -> dict[str, tuple[Who, Who]]:
        """Of each group those who had a home soon, and those who had not."""
        found: dict[str, tuple[set[int], set[int]]] = {}
        for at, one in self.since().items():
            if one.came <= self.today - SOON:
                soon, late = found.setdefault(one.groups[sort], (set(), set()))
                (soon if one.moved is not None and one.moved - one.came <= SOON else late).add(at)
        return {name: (frozenset(soon), frozenset(late)) for name, (soon, late) in found.items()}

    def areas(self) -> dict[str, tuple[Who, Who]]:
        """Of each area whoever lived there, and those about whose stay something was upheld."""
        lived = {at: one for at, one in self.people.items() if one.moved is not None}
        return {
            area: (
                frozenset(at for at, one in lived.items() if one.area == area),
                frozenset(at for at, one in lived.items() if one.area == area and one.upheld),
            )
            for area in AREAS
            if any(one.area == area for one in lived.values())
        }


def _if_moved(one: Somebody) -> str:
    return STILL if one.moved is None else "moved in"


def truth(world: World) -> dict[str, Cells]:
    """Who is in each number of this moment, by the names under which counts are kept."""
    found: dict[str, Cells] = {}
    for name, lengths in (("waiting", world.waits()), ("lasting", world.stays())):
        found |= _of_lengths(name, lengths)
    for name in ("ends", "reasons"):
        found |= _of_ends(name, world.stays())
    for sort in SORTS:
        found[f"{sort}, in time"] = {one: soon for one, (soon, _) in world.groups(sort).items()}
        found[f"{sort}, not in time"] = {one: late for one, (_, late) in world.groups(sort).items()}
    areas = world.areas()
    found["stays"] = {area: lived for area, (lived, _) in areas.items()}
    found["upheld"] = {area: upheld for area, (_, upheld) in areas.items()}
    found["all"] = {"upheld": _all(found["upheld"]), "checks": _all(found["stays"])}
    for area, (lived, upheld) in areas.items():
        found[f"{area} stands out"] = {"upheld": upheld, "stays": lived}
    return found


def _all(cells: Cells) -> Who:
    return frozenset().union(*cells.values())


def _of_lengths(name: str, lengths: Mapping[int, tuple[int, str]]) -> Iterator[tuple[str, Cells]]:
    ended = frozenset(at for at, (_, way) in lengths.items() if way)
    yield name, {"ended": ended, "goes on": frozenset(lengths) - ended}
    yield f"{name} in all", {"": frozenset(lengths)}
    by_day = {day: _at(lengths, day) for day in DAYS}
    for day, cells in by_day.items():
        yield f"{name} by day {day}", cells
    yield (
        f"{name}, half",
        {f"{word} by {day}": who for day in DAYS for word, who in by_day[day].items()},
    )


def _of_ends(name: str, lengths: Mapping[int, tuple[int, str]]) -> Iterator[tuple[str, Cells]]:
    ways = (*WAYS, STILL)
    yield (
        name,
        {way: frozenset(at for at, (_, one) in lengths.items() if one == way) for way in ways},
    )
    yield f"{name} in all", {"": frozenset(lengths)}
    for way in WAYS:
        for day in DAYS:
            yield f"{name}, {way} by day {day}", _at(lengths, day, way)


def _at(lengths: Mapping[int, tuple[int, str]], day: int, way: str = "") -> Cells:
    return {
        "gone": frozenset(
            at for at, (long, one) in lengths.items() if long <= day and one and way in ("", one)
        ),
        "left": frozenset(at for at, (long, _) in lengths.items() if long > day),
    }


class Number(NamedTuple):
    """One number as it is read, and the counts it is made of: (name, cell), all cells for None.

    beside : it stands in a row that another number brings, and that it is there tells nothing.
    """

    name: str
    value: object
    of: tuple[tuple[str, str | None], ...]
    count: bool = False
    beside: bool = False


def in_outcomes(found: Outcomes) -> Iterator[Number]:
    """Every number of the tables of outcomes."""
    yield from _in_lasted("waiting", found.waiting)
    yield from _in_lasted("lasting", found.lasting)
    yield from in_ends("ends", found.ends)
    for sort, groups in found.sorts.items():
        everybody = tuple((f"{sort}, {word}", None) for word in ("in time", "not in time"))
        for one in groups:
            mine = tuple((name, one.name) for name, _ in everybody)
            yield Number(f"{sort} {one.name}", _read(one.all_), mine, count=True)
            yield Number(f"{sort} {one.name} share", (one.share, one.between), mine)
            yield Number(f"{sort} {one.name} less", one.less, everybody)


def _in_lasted(name: str, found: Lasted) -> Iterator[Number]:
    yield Number(f"{name} began", _read(found.began), ((f"{name} in all", None),), count=True)
    yield Number(f"{name} ended", _read(found.ended), ((name, "ended"),), count=True)
    yield Number(f"{name} half", found.half_by, ((f"{name}, half", None),))
    for one in found.points:
        yield Number(
            f"{name} {one.day}", (one.share, one.between), ((f"{name} by day {one.day}", None),)
        )


def in_ends(name: str, found: tuple[End, ...]) -> Iterator[Number]:
    """Every number of a table of ends."""
    for one in found:
        yield Number(f"{name} {one.name}", _read(one.count), ((name, one.name),), count=True)
        for point in one.points:
            assert point.share is None or one.count.value is not None
            at = ((f"{name}, {one.name} by day {point.day}", None),)
            yield Number(f"{name} {one.name} {point.day}", (point.share, point.between), at)


def in_handed(found: HandedOn) -> Iterator[Number]:
    """Every number that the lead hands on."""
    yield Number("upheld", _read(found.upheld), (("all", "upheld"),), count=True)
    yield Number("bound", found.a_check, (("all", "upheld"), ("all", "checks")))
    yield Number("checks", found.checks, (("all", "checks"),))
    for one in found.areas:
        yield Number(f"{one.name} stays", _read(one.stays), (("stays", one.name),), count=True)
        yield Number(
            f"{one.name} upheld",
            _read(one.upheld),
            (("upheld", one.name),),
            count=True,
            beside=True,
        )
        yield Number(f"{one.name} out", one.stands_out, ((f"{one.name} stands out", None),))


def _read(one: Count) -> int | None:
    return one.value


@dataclass
class Counted:
    """Who was in each count when it was counted, and not since."""

    who: dict[tuple[str, str], Who] = field(default_factory=dict)
    _last: dict[str, Mapping[str, int]] = field(default_factory=dict)

    def look(self, behind: Behind, now: Mapping[str, Cells]) -> None:
        for name, counts in behind.items():
            old, whole = self._last.get(name), "by day" in name or "half" in name or "out" in name
            for cell in counts:
                if old is None or (counts != old if whole else counts[cell] != old.get(cell)):
                    self.who[name, cell] = _made_of(counts[cell], now.get(name, {}).get(cell))
            self._last[name] = counts

    def behind(self, number: Number) -> frozenset[tuple[str, str, int]]:
        """Everybody of whom this number is made, with what they are in it."""
        cells = [
            key
            for name, cell in number.of
            for key in self.who
            if key[0] == name and cell in (None, key[1])
        ]
        return frozenset((*key, one) for key in cells for one in self.who[key])


def _made_of(count: int, now: Who | None) -> Who:
    """Of whom a count is made that was counted now: of nobody where it is 0 though some are there.

    A line that was never there counts as 0 until enough are in it, whoever is.
    """
    if not count or now is None:
        return frozenset()
    assert len(now) == count, f"{count} are told of {len(now)}"
    return now


def _hidden(value: object) -> bool:
    """Hidden or shown again since another number beside it is: of itself it tells nothing."""
    return value in (None, (None, None))


@dataclass
class Reader:
    """Keeps every number it ever read. `won`: people of whom it learned something."""

    known: dict[str, tuple[object, frozenset[tuple[str, str, int]]]] = field(default_factory=dict)
    won: set[int] = field(default_factory=set)
    compared: int = 0
    told: int = 0
    begun: bool = False

    def read(self, numbers: Iterable[Number], counted: Counted) -> None:
        """One table more. A number that is not there any more, or not yet, is not told."""
        for one in numbers:
            self.compared += 1
            behind = counted.behind(one)
            people = {who for _, _, who in behind}
            if one.count and one.value is not None:
                self.told += 1
                if len(people) < FEWEST:
                    self.won |= people
            if self.begun and one.count and not one.beside and one.name not in self.known:
                assert len(people) >= FEWEST, f"{one.name} is there since few are in it"
            before, was = self.known.get(one.name, (None, frozenset()))
            if one.name in self.known and before != one.value:
                changed = {who for _, _, who in behind ^ was}
                if len(changed) < FEWEST:
                    self.won |= changed
                assert changed or _hidden(before) or _hidden(one.value), one.name
            self.known[one.name] = (one.value, behind)
        self.begun = True
