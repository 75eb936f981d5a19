"""Where the visits of a plan are, as a drawing that is coarse on purpose: areas, and no home."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from hearth.queries.casework.region import Ground, ground_of
from hearth.queries.visiting.rounds import Plan
from hearth.store.hosts import Register

BELOW = 4  # areas in a row, of those that have no place of their own
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Tile:
    """An area on the grid: how many visits are planned there, and how many visitors go."""

    area: str
    column: int
    row: int
    visits: int
    visitors: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """All areas that are visited, and how many cells they need."""

    tiles: tuple[Tile, ...]
    columns: int
    rows: int


def drawing(plan: Plan, register: Register) -> Drawing:
    """The areas of a plan, about as they lie, without a scale.

    An area of few hosts, or of homes that are active no more, stands below the others, in the order
    of names: where it lies would be where somebody lives.
    """
    visits, visitors = defaultdict[str, set[UUID]](set), defaultdict[str, set[UUID]](set)
    for day in plan.days:
        for visit in day.visits:
            visits[visit.area].add(visit.check)
            visitors[visit.area].add(day.visitor)
    cells = _cells(visits, ground_of(register))
    return Drawing(
        tuple(
            Tile(area, *cells[area], len(visits[area]), len(visitors[area]))
            for area in sorted(visits)
        ),
        _after(column for column, _ in cells.values()),
        _after(row for _, row in cells.values()),
    )


def _cells(areas: Collection[str], ground: Ground) -> dict[str, Cell]:
    """A cell for each, without columns and rows in which nobody is visited."""
    lies = {area: ground.cells[area] for area in areas if area in ground.cells}
    columns, rows = (sorted({cell[at] for cell in lies.values()}) for at in (0, 1))
    cells = {area: (columns.index(column), rows.index(row)) for area, (column, row) in lies.items()}
    for at, area in enumerate(sorted(set(areas) - set(lies))):
        cells[area] = (at % BELOW, len(rows) + at // BELOW)
    return cells


def _after(taken: Iterable[int]) -> int:
    return max(taken, default=-1) + 1
