"""The best plan, kept the best while parties and homes come and go.

An `Upkeep` holds candidate lists that can change, the best plan for them and its prices. After
every change the plan is mended, not made anew, and is proven again: `bound == value`, and
`certify(*kept.lists(), kept.plan())` shows it to anybody who does not take it on trust.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.assign import Start, assign
from hearth.engine.kernels.upkeep import CLOSED, act
from hearth.engine.plan import MOST_TOTAL, Plan, Values, gap_of
from hearth.engine.tables import Int32s, Int64s
from hearth.engine.upkeep.acts import Changes, Newcomers, Side, checked
from hearth.engine.upkeep.room import Room

__all__ = ["Changes", "Moves", "Newcomers", "Upkeep"]


@dataclass(frozen=True, slots=True, eq=False)
class Moves:
    """Whoever has another home than before: party, before and now, int32 each, -1 for none.

    came, opened : rows that the newcomers were given, in their order.
    """

    party: Int32s
    before: Int32s
    now: Int32s
    came: range
    opened: range


@dataclass(slots=True, eq=False)
class Upkeep:
    """A plan kept up. Rows of parties and homes stay what they are, and none is given twice.

    value, bound : of the plan, whole and equal after every change.

    A refused change changes nothing. A party or home that left keeps an empty row of some 80
    bytes until the plan is kept up anew. Nothing here may be called from two threads at once.
    """

    _room: Room
    _most: int
    _parties: Side
    _homes: Side

    @classmethod
    def of(
        cls,
        indptr: Int64s,
        home: Int32s,
        value: Values,
        places: Int32s,
        start: Start | None = None,
    ) -> Self:
        """Begin with these lists; columns and refusals as for `assign`.

        start : an earlier plan and its prices, so that it need not be found anew.
        Cost: as of `assign`, and 60 bytes a candidate as long as the plan is kept up.
        """
        plan = assign(indptr, home, value, places, start)
        room = Room.of(indptr, home, value, places, plan)
        most = int(value.max(initial=0))
        return cls(room, most, Side.of(indptr.size - 1), Side.of(places.size))

    @property
    def value(self) -> int:
        """Sum of the values of all placements."""
        return int(self._room.kept.sums[0])

    @property
    def bound(self) -> int:
        """No plan is worth more than this: places times price, and the best margin of each."""
        return int(self._room.kept.sums[1])

    def plan(self) -> Plan:
        """The plan and its prices, for all rows ever given. Cost: O(n + m)."""
        n, m, state = self._parties.count, self._homes.count, self._room.state
        price = np.where(state.price[:m] < CLOSED, state.price[:m], 0)
        value, bound = self.value, self.bound
        nothing = np.zeros(m, np.int64)
        gap = gap_of(value, bound)
        return Plan(state.held[:n].copy(), price, value, bound, gap, nothing, 1, bound)

    def lists(self) -> tuple[Int64s, Int32s, Int64s, Int32s]:
        """Lists as for `assign`: indptr, home, value, places. Candidates of value 0 are not kept.

        Homes of a party rise. Whoever left has no candidates, or no places. Cost: O(e).
        """
        return self._room.lists(self._parties.count, self._homes.count)

    def arrive(self, home: Int32s, value: Values) -> Moves:
        """A party comes. home : int32 (c), each once. value : int32 or int64 (c), at least 0."""
        return self.change(Changes(came=Newcomers.one(home, value)))

    def leave(self, party: int) -> Moves:
        """A party leaves; its place is there for others."""
        return self.change(Changes(left=_row("party", party)))

    def open(self, party: Int32s, value: Values, places: int) -> Moves:
        """A home comes. party : int32 (c), each once. value : int32 or int64 (c), at least 0."""
        some = _row("places", places)
        return self.change(Changes(opened=Newcomers.one(party, value), opened_places=some))

    def close(self, home: int) -> Moves:
        """A home leaves; whoever has a place there is placed elsewhere, if that can be."""
        return self.change(Changes(closed=_row("home", home)))

    def resize(self, home: int, places: int) -> Moves:
        """A home has so many places from now on, 0 or more."""
        row, some = _row("home", home), _row("places", places)
        return self.change(Changes(resized=row, places=some))

    def change(self, changes: Changes) -> Moves:
        """All these changes, and who moved in the end.

        Raises InvalidValue naming the column and row of what cannot be; then nothing changed.
        Cost: one search for each party that comes or loses its place and each place that
        becomes free and is not taken by one of these; no search reads more than it can reach.
        Many changes at once cost far less than one by one. Now and then all lists are copied
        to make room, O(e): at most once while about a quarter of them changes.
        """
        acts = checked(changes, self._parties, self._homes)
        most = max(self._most, changes.opened.most, changes.came.most)
        _refuse_sums(self._parties.count + acts.came.size, most)
        room = self._room
        room.make(acts)
        self._parties.there[acts.left], self._homes.there[acts.closed] = False, False
        came, opened = self._parties.come(acts.came.size), self._homes.come(acts.opened.size)
        self._most = most
        act(room.kept, room.state, acts)
        count = room.kept.moves[0]
        party, before = room.kept.moved[:count], room.kept.before[:count]
        now = room.state.held[party]
        moved = before != now
        return Moves(party[moved], before[moved], now[moved], came, opened)


def _row(name: str, number: int) -> Int32s:
    """One whole number as a column. Raises InvalidValue for anything else."""
    whole = isinstance(number, (int, np.integer)) and not isinstance(number, bool)
    if not whole or not -(1 << 31) <= number < 1 << 31:
        raise InvalidValue(f"{name} must be a whole number that fits in 32 bits")
    return np.array([number], np.int32)


def _refuse_sums(parties: int, most: int) -> None:
    if parties * most >= MOST_TOTAL:
        row = (MOST_TOTAL - 1) // most
        raise InvalidValue(
            f"values up to {most} cannot be added up for {parties} parties, from row {row} on"
        )
