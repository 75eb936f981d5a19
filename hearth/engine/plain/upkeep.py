"""A plan kept up, written for reading: change the lists, then find the best plan from nothing.

Also, at the end, the same as kernels/shelf.py.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np

from hearth.engine.assign import assign
from hearth.engine.kernels.shelf import AGAIN, GONE, OUTSIDE, RIGHT
from hearth.engine.plan import Plan, Values
from hearth.engine.tables import Int32s, Int64s
from hearth.engine.upkeep.acts import Changes, Newcomers

Pairs = list[tuple[int, int]]


@dataclass(slots=True, eq=False)
class PlainUpkeep:
    """worth : per party ever there, what each home is worth to it. places : per home ever there."""

    worth: list[dict[int, int]]
    places: list[int]

    @classmethod
    def of(cls, indptr: Int64s, home: Int32s, value: Values, places: Int32s) -> Self:
        """The same lists, candidates of value 0 left out."""
        return cls(_rows(Newcomers(indptr, home, value)), places.tolist())

    def change(self, changes: Changes) -> None:
        """All these changes, which can be, in their order. Twin of `act` in kernels/upkeep.py."""
        for party in changes.left.tolist():
            self.worth[party] = {}
        for home in changes.closed.tolist():
            self.places[home] = 0
            self.worth = [{h: v for h, v in row.items() if h != home} for row in self.worth]
        for home, places in zip(changes.resized.tolist(), changes.places.tolist(), strict=True):
            self.places[home] = places
        for row, places in zip(_rows(changes.opened), changes.opened_places.tolist(), strict=True):
            for party, value in row.items():
                self.worth[party][len(self.places)] = value
            self.places.append(places)
        self.worth.extend(_rows(changes.came))

    def lists(self) -> tuple[Int64s, Int32s, Int64s, Int32s]:
        """Lists as for `assign`, homes of each party rising."""
        pairs = [sorted(row.items()) for row in self.worth]
        indptr = np.cumsum([0, *(len(row) for row in pairs)]).astype(np.int64)
        home = np.array([h for row in pairs for h, _ in row], np.int32)
        value = np.array([v for row in pairs for _, v in row], np.int64)
        return indptr, home, value, np.array(self.places, np.int32)

    def plan(self) -> Plan:
        """The best plan, from nothing."""
        return assign(*self.lists())


def _rows(some: Newcomers) -> list[dict[int, int]]:
    """What each one is worth to each newcomer, without what is worth 0."""
    ends = some.indptr.tolist()
    pairs = list(zip(some.who.tolist(), some.value.tolist(), strict=True))
    return [{who: value for who, value in pairs[a:b] if value > 0} for a, b in pairwise(ends)]


def joined(rows: list[Pairs], come: dict[int, Pairs]) -> list[Pairs]:
    """Rows after newcomers wrote themselves into them, the row of each says where. `join`."""
    return [
        row + [(new, worth) for new, pairs in come.items() for who, worth in pairs if who == r]
        for r, row in enumerate(rows)
    ]


def first_wrong(there: list[bool], coming: int, gone: set[int], rows: list[list[int]]) -> int:
    """Why the first row that cannot be cannot; RIGHT where all can. Twin of its namesake."""
    for row in rows:
        for x, r in enumerate(row):
            if not 0 <= r < len(there) + coming:
                return OUTSIDE
            if r in gone or (r < len(there) and not there[r]):
                return GONE
            if r in row[:x]:
                return AGAIN
    return RIGHT
