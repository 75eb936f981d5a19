"""The region as a drawing that is coarse on purpose.

Areas stand on a grid in about the order in which they lie. There is no scale, no street and no
point for a home, and an area of fewer than `AT_LEAST` hosts is drawn as part of `ELSEWHERE`.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from hearth.core.home import Home
from hearth.core.ids import HomeId
from hearth.core.offer import FITS_AT_LEAST
from hearth.core.place import Place
from hearth.store.hosts import Register

AT_LEAST = FITS_AT_LEAST
ELSEWHERE = "elsewhere"
DEGREES = 1  # decimals that a centre is rounded to: some ten kilometres


@dataclass(frozen=True, slots=True)
class Area:
    """An area on the grid: how many homes it has, and how many of them are on the list."""

    name: str
    column: int
    row: int
    homes: int
    listed: int


@dataclass(frozen=True, slots=True)
class Region:
    """All areas. None where the whole region has too few hosts to be drawn."""

    areas: tuple[Area, ...]
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Ground:
    """What is drawn before any home is counted: each area's cell and homes, and where each is."""

    cells: Mapping[str, tuple[int, int]]
    homes: Mapping[str, int]
    area_of: Mapping[HomeId, str]


def ground(homes: Iterable[Home]) -> Ground:
    """The ground under a drawing of these homes. Cost: a microsecond a home."""
    groups = _merged(_by_area(homes))
    return Ground(
        _cells(groups),
        {name: len(there) for name, there in groups.items()},
        {home.id: name for name, there in groups.items() for home in there},
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    register: Register
    ground: Ground


_last: list[_Kept] = []  # of the register that was drawn last: it holds what the desk holds


def ground_of(register: Register) -> Ground:
    """The ground under a register's homes, for whoever may read it; worked out once for the very
    same one, as a desk hands it out until something in it is different."""
    kept = next(iter(_last), None)
    if kept is None or kept.register is not register:
        kept = _Kept(register, ground(register.homes.values()))
        _last[:] = [kept]
    return kept.ground


def region(drawn: Ground, listed: Collection[HomeId]) -> Region:
    """The drawing over this ground, with the homes that are `listed` counted."""
    found = Counter(drawn.area_of[home] for home in listed if home in drawn.area_of)
    areas = tuple(
        Area(name, *drawn.cells[name], homes, found[name]) for name, homes in drawn.homes.items()
    )
    return Region(
        areas,
        max((area.column for area in areas), default=-1) + 1,
        max((area.row for area in areas), default=-1) + 1,
    )


def _by_area(homes: Iterable[Home]) -> dict[str, list[Home]]:
    found: dict[str, list[Home]] = {}
    for home in homes:
        found.setdefault(home.area or ELSEWHERE, []).append(home)
    return found


def _hosts(homes: Iterable[Home]) -> int:
    return len({home.host for home in homes})


def _merged(areas: Mapping[str, list[Home]]) -> dict[str, list[Home]]:
    """Small areas joined, smallest first, until each shape has hosts enough; else nothing."""
    groups = {name: list(there) for name, there in sorted(areas.items())}
    rest = groups.pop(ELSEWHERE, [])
    order = sorted(groups, key=lambda name: (_hosts(groups[name]), name))
    for name in order:
        if _hosts(groups[name]) < AT_LEAST or 0 < _hosts(rest) < AT_LEAST:
            rest += groups.pop(name)
    if _hosts(rest) >= AT_LEAST:
        groups[ELSEWHERE] = rest
    return groups


def _cells(groups: Mapping[str, Sequence[Home]]) -> dict[str, tuple[int, int]]:
    """A cell for each area, near to where its rank from west and from north would put it."""
    named = [name for name in groups if name != ELSEWHERE]
    centres = {name: _centre(groups[name]) for name in named}
    columns = max(1, math.ceil(math.sqrt(len(named) * 1.5)))
    rows = max(1, math.ceil(len(named) / columns))
    by_north = sorted(named, key=lambda name: (-centres[name].latitude, name))
    cells: dict[str, tuple[int, int]] = {}
    for row in range(rows):
        there = by_north[row * columns : (row + 1) * columns]
        by_west = sorted(there, key=lambda name: (centres[name].longitude, name))
        cells |= {name: (column, row) for column, name in enumerate(by_west)}
    if ELSEWHERE in groups:
        cells[ELSEWHERE] = (0, rows if named else 0)
    return cells


def _centre(homes: Sequence[Home]) -> Place:
    """The middle of an area, rounded; one of which nobody knows where it is lies at 0, 0."""
    places = [home.place for home in homes if home.place is not None]
    if not places:
        return Place(0, 0)
    return Place(
        round(median(place.latitude for place in places), DEGREES),
        round(median(place.longitude for place in places), DEGREES),
    )
