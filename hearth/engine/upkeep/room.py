"""The columns of a plan that is kept up, and the room that they need to grow."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.repair import State
from hearth.engine.kernels.shelf import Shelf, move_rows, write_lists
from hearth.engine.kernels.upkeep import CLOSED, Acts, Kept, room_for
from hearth.engine.plan import Plan, Values
from hearth.engine.repair import NONE, Lists, loosened, mend, packed, seated, turned
from hearth.engine.tables import Int32s, Int64s

FEWEST = 4  # entries that a row can take before it must be moved
MUCH = 4  # the shelves are cleared when one entry in so many is of no more use

_BY_PARTY = ("ready", "held", "fit", "margin")
_BY_HOME = ("first", "places", "taken", "price", "stamp", "dist", "via", "aside")
_BY_HOME_TOO = ("heap", "where", "done")
_EMPTY = {
    "held": NONE,
    "was": NONE,
    "seen": NONE,
    "ready": 1,
    "price": CLOSED,
}  # in rows not yet given


@dataclass(slots=True, eq=False)
class Room:
    """A `State` with its `Kept`, both replaced where a column has to be longer."""

    state: State
    kept: Kept

    @classmethod
    def of(cls, indptr: Int64s, home: Int32s, value: Values, places: Int32s, plan: Plan) -> Self:
        """Columns for these lists, sound ones, with the best plan for them. Cost: O(e)."""
        # A home that is closed today may open tomorrow, so its candidates are wanted too.
        lists = Lists.of(indptr, home, value, np.maximum(places, 1))
        made = packed(lists)
        state = made.state
        state.places[places == 0] = 0
        seated(made, plan.home, plan.price)
        state.price[places == 0] = CLOSED
        mend(state, *loosened(state))
        state = turned(state, np.zeros(state.held.size, np.int64))
        rows = _shelf(state.start, state.stop, state.home, state.value)
        cols = _shelf(state.since, state.until, state.party, state.worth)
        room = cls(state, _kept(state, rows, cols, places.astype(np.int64)))
        room._spread(0, 0)
        room._for_parties(state.held.size + 1)
        room._for_homes(state.price.size + 1)
        room._more_slots(state.slot.size + state.slot.size // 2)
        return room

    def lists(self, n: int, m: int) -> tuple[Int64s, Int32s, Int64s, Int32s]:
        """The lists of the first n parties and m homes: indptr, home, value, places."""
        cols, start = self.kept.cols, np.zeros(n + 1, np.int64)
        size = int((cols.end - cols.first).sum())
        home, value = np.empty(size, np.int32), np.empty(size, np.int64)
        count = write_lists(cols, self.kept.rows, start, home, value)
        return start, home[:count], value[:count], self.kept.real[:m].astype(np.int32)

    def make(self, acts: Acts) -> None:
        """Make room for all that these acts could need, so that they never ask for more."""
        rows, cols = self.kept.rows, self.kept.cols
        for_rows, for_cols, full = 0, 0, False
        if acts.came.size or acts.opened.size or acts.resized.size:
            if acts.came.size:
                self._for_parties(int(acts.came[-1]) + 1)
            if acts.opened.size:
                self._for_homes(int(acts.opened[-1]) + 1)
            (now, for_rows), (now_too, for_cols), slots = room_for(self.kept, self.state, acts)
            full = rows.tail[0] + now > rows.who.size or cols.tail[0] + now_too > cols.who.size
            need = int(self.kept.slots[0]) + slots
            if need > self.state.slot.size:
                self._more_slots(need)
        if full or MUCH * self.kept.dead[0] > rows.tail[0]:
            self._spread(for_rows, for_cols)

    def _spread(self, for_rows: int, for_cols: int) -> None:
        """Copy both shelves into wider ones, without pairs with those who left. Cost: O(e)."""
        old = self.kept.rows, self.kept.cols
        rows, cols = _wider(old[0], for_rows), _wider(old[1], for_cols)
        move_rows(old[0], rows, old[1], self.state.ready)
        move_rows(old[1], cols, old[0], np.empty(0, np.uint8))
        self.kept.dead[0] = 0
        self.kept = self.kept._replace(rows=rows, cols=cols)
        self.state = _on_shelves(self.state, rows, cols)

    def _for_parties(self, count: int) -> None:
        if count > self.state.held.size:
            self.state = _longer(self.state, _BY_PARTY, count)
            self.kept = _longer(self.kept, ("was", "worth", "stamp", "moved", "before"), count)
            self.kept = self.kept._replace(rows=_more_rows(self.kept.rows, count))
            self.state = _on_shelves(self.state, self.kept.rows, self.kept.cols)

    def _for_homes(self, count: int) -> None:
        if count > self.state.price.size:
            self.state = _longer(self.state, (*_BY_HOME, *_BY_HOME_TOO), count)
            self.kept = _longer(self.kept, ("real", "short"), count)
            self.kept = self.kept._replace(cols=_more_rows(self.kept.cols, count))
            self.state = _on_shelves(self.state, self.kept.rows, self.kept.cols)

    def _more_slots(self, count: int) -> None:
        self.state = _longer(self.state, ("slot",), count)
        self.kept = _longer(self.kept, ("seen",), count)


def _shelf(first: Int64s, end: Int64s, who: Int32s, worth: Int64s) -> Shelf:
    """These columns as a shelf without room to grow."""
    return Shelf(first, end, end, who, worth, np.array([who.size], np.int64))


def _wider(shelf: Shelf, need: int) -> Shelf:
    """An empty shelf: each row with a quarter more room, and half as much behind them all.

    need : entries wanted behind them beside that.
    """
    size = shelf.end - shelf.first
    each = size + size // 4 + FEWEST
    limit = np.cumsum(each)
    tail = int(each.sum())
    room = tail + tail // 2 + need
    columns = np.empty(room, np.int32), np.empty(room, np.int64)
    return Shelf(limit - each, limit - each, limit, *columns, np.array([tail], np.int64))


def _entries(first: Int64s, end: Int64s) -> tuple[Int64s, Int64s]:
    """Positions of all entries of these rows, row after row, and where each row begins."""
    size = end - first
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(size)])
    return np.arange(start[-1]) + np.repeat(first - start[:-1], size), start


def _more_rows(shelf: Shelf, count: int) -> Shelf:
    longer: Shelf = _longer(shelf, ("first", "end", "limit"), count)
    return longer


def _longer(columns: Any, names: tuple[str, ...], count: int) -> Any:
    """The same tuple of columns, these with room for `count` rows and a quarter more."""
    return columns._replace(
        **{
            name: _long(getattr(columns, name), count + count // 4 + FEWEST, _EMPTY.get(name, 0))
            for name in names
        }
    )


def _long(column: NDArray[Any], size: int, empty: int) -> NDArray[Any]:
    longer = np.full(size, empty, column.dtype)
    longer[: column.size] = column
    return longer


def _on_shelves(state: State, rows: Shelf, cols: Shelf) -> State:
    """The state, reading the columns of these shelves as its own."""
    return state._replace(
        start=rows.first,
        stop=rows.end,
        home=rows.who,
        value=rows.worth,
        since=cols.first,
        until=cols.end,
        party=cols.who,
        worth=cols.worth,
    )


def _kept(state: State, rows: Shelf, cols: Shelf, real: Int64s) -> Kept:
    n = state.held.size
    worth = np.where(state.held != NONE, state.fit, 0)
    seen = np.full(state.slot.size, NONE, np.int32)
    at, _ = _entries(state.first, state.first + state.taken)
    seen[at] = state.slot[at]
    bound = int((state.places * np.where(real > 0, state.price, 0)).sum() + state.margin.sum())
    sums = np.array([worth.sum(), bound], np.int64)
    one, none = np.zeros((4, 1), np.int64), np.zeros(n, np.int64)
    one[0] = state.slot.size
    slots, dead, act, moves = one
    moved, before = np.empty((2, n), np.int32)
    was, short = state.held.copy(), (state.places < real).astype(np.uint8)
    return Kept(
        *(
            rows,
            cols,
            real,
            short,
            slots,
            dead,
            was,
            worth,
            seen,
            sums,
            act,
            none,
            moved,
            before,
            moves,
        )
    )
