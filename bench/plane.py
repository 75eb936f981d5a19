"""Towns on a plane, and quick draws of homes near a point, in NumPy alone.

Lengths are cells; a cell holds HOMES_PER_CELL homes in the mean, whatever the number of
homes: ten times the homes are ten times the land.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from hearth.engine.tables import Floats, Int64s

HOMES_PER_CELL = 4
HOMES_PER_TOWN = 1_000
FURTHEST = 24  # cells that anybody looks away


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Homes sorted by cell, row after row, so that cells side by side are one run.

    home : int64 (m), rows of homes in that order. at : float64 (m, 2), their places.
    start : int64 (side * side + 1), first home of each cell.
    sums : int64 (side + 1, side + 1), homes above and left of each corner.
    """

    home: Int64s
    at: Floats
    start: Int64s
    sums: Int64s

    @classmethod
    def of(cls, at: Floats, side: int) -> Self:
        """The grid of homes at these places (m, 2)."""
        cell = np.clip(at.astype(np.int64), 0, side - 1)
        key = cell[:, 1] * side + cell[:, 0]
        order = np.argsort(key, kind="stable")
        count = np.bincount(key, minlength=side * side)
        sums = np.zeros((side + 1, side + 1), np.int64)
        sums[1:, 1:] = count.reshape(side, side).cumsum(0).cumsum(1)
        start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
        return cls(order, at[order], start, sums)

    def draw(
        self, rng: np.random.Generator, at: Floats, reach: Int64s, count: Int64s
    ) -> tuple[Int64s, Floats]:
        """For each place (p, 2) `count` homes of the least square around it that holds `reach`.

        Returns home rows int64 (sum of count), place after place, with repeats, and nearness
        float64: 1 at the place, 0 at the corner of the square. Where no home is near enough
        the nearest run of the grid answers.
        """
        width = self._widths(at, reach)
        low, high = self._square(at, width)
        rows = high[:, 1] - low[:, 1]
        owner = np.repeat(np.arange(rows.size), rows)
        row = np.arange(owner.size) - np.repeat(np.cumsum(rows) - rows, rows) + low[owner, 1]
        side = self.sums.shape[0] - 1
        begin = self.start[row * side + low[owner, 0]]
        end = np.cumsum(self.start[row * side + high[owner, 0]] - begin)
        inside = self._inside(low, high)
        base = np.cumsum(inside) - inside
        drawn = (rng.random(int(count.sum())) * np.repeat(inside, count)).astype(np.int64)
        drawn += np.repeat(base, count)
        run = np.minimum(np.searchsorted(end, drawn, side="right"), end.size - 1)
        before = np.concatenate([[0], end[:-1]])
        place = np.minimum(begin[run] + drawn - before[run], self.home.size - 1)
        away = np.hypot(*(self.at[place] - np.repeat(at, count, axis=0)).T)
        near = 1 - away / np.repeat(1.5 * (width + 1), count)
        return self.home[place], np.maximum(0.0, near)

    def _square(self, at: Floats, width: Int64s) -> tuple[Int64s, Int64s]:
        """First cell and the one after the last, (p, 2) each."""
        side = self.sums.shape[0] - 1
        cell = np.clip(at.astype(np.int64), 0, side - 1)
        low = np.maximum(cell - width[:, None], 0)
        return low, np.minimum(cell + width[:, None] + 1, side)

    def _inside(self, low: Int64s, high: Int64s) -> Int64s:
        (x0, y0), (x1, y1), sums = low.T, high.T, self.sums
        found: Int64s = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
        return found

    def _widths(self, at: Floats, reach: Int64s) -> Int64s:
        """Cells to go to each side until the square holds `reach` homes, at most FURTHEST."""
        low, high = np.zeros(reach.size, np.int64), np.full(reach.size, FURTHEST)
        while (low < high).any():
            middle = (low + high) // 2
            enough = self._inside(*self._square(at, middle)) >= reach
            high = np.where(enough, middle, high)
            low = np.where(enough, low, np.minimum(middle + 1, high))
        return low


def settle(rng: np.random.Generator, n: int, m: int, *, one: bool) -> tuple[Floats, Floats, int]:
    """Places of parties (n, 2) and homes (m, 2), and the side of the land, all in cells.

    Towns of Zipf sizes, or one town. A town twice as large is a little denser, and for the
    rest wider.
    """
    side = max(4, int(np.sqrt(m / HOMES_PER_CELL)))
    count = 1 if one else max(6, m // HOMES_PER_TOWN)
    share = 1 / np.arange(1, count + 1)
    share /= share.sum()
    middle = np.full((1, 2), side / 2) if one else rng.uniform(0, side, (count, 2))
    towns = middle, 0.22 * side * share**0.4, share
    return _around(rng, towns, n, side), _around(rng, towns, m, side), side


def _around(
    rng: np.random.Generator, towns: tuple[Floats, Floats, Floats], rows: int, side: int
) -> Floats:
    """Places (rows, 2) around the towns, one in five anywhere in the country; always inside."""
    middle, width, share = towns
    town = rng.choice(share.size, rows, p=share)
    at = middle[town] + rng.normal(0, 1, (rows, 2)) * width[town, None]
    country = rng.random(rows) < 0.2
    at[country] = rng.uniform(0, side, (int(country.sum()), 2))
    # What falls over an edge comes back as in a mirror.
    folded: Floats = np.abs(at) % (2 * side)
    return np.minimum(folded, 2 * side - folded) * (1 - 1e-12)
