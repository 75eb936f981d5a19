"""A plan that can be mended exactly, from any plan and any prices: its state, and how to mend it.

`packed` brings candidate lists into a `State`, with nobody placed; `seated` says where everybody
is and what places cost, right or wrong; `mend` makes of it the best plan and the prices that
prove it. What the columns of a state mean, and what one step of the repair asks and leaves, is
told in `kernels/repair.py`.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hearth.engine.cores import THREADS, each
from hearth.engine.kernels.lists import DRAWER, Drawers, Given, count, pack, sort_drawers, turn
from hearth.engine.kernels.repair import State, loosen, place_all, seat, settle_all
from hearth.engine.plan import Values
from hearth.engine.tables import Int32s, Int64s

NONE = -1
BLOCK = 1 << 17  # candidates read at once, so that what is made beside the lists stays small


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """A state, and what was learned while making it.

    spread : by how much the values of one row differ, in the mean over all parties.
    most : the greatest value, 0 without candidates.
    """

    state: State
    spread: int
    most: int


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Candidate lists that have been checked, each column in the one form the kernels take."""

    indptr: Int64s
    home: Int32s
    value: Values
    places: Int32s
    useful: NDArray[np.uint8]

    @classmethod
    def of(cls, indptr: Int64s, home: Int32s, value: Values, places: Int32s) -> "Lists":
        """The same lists; a column that is read-only or has gaps is copied."""
        start, at = np.require(indptr, np.int64, ["C", "W"]), np.require(home, np.int32, ["C", "W"])
        return cls(start, at, value, places, (places > 0).astype(np.uint8))

    def runs(self) -> list[tuple[int, int]]:
        """Runs of parties, first up to end, of about BLOCK candidates each."""
        ends = np.arange(BLOCK, self.home.size + BLOCK, BLOCK)
        last = self.indptr.size - 1
        cuts = np.unique([0, *np.minimum(np.searchsorted(self.indptr, ends), last), last])
        return list(pairwise(cuts.tolist()))

    def given(self, first: int, end: int) -> Given:
        """The candidates of the parties `first` up to `end`, as the kernels take them."""
        rows = slice(int(self.indptr[first]), int(self.indptr[end]))
        value = np.require(self.value[rows], np.int64, ["C", "W"])
        return Given(self.indptr[first : end + 1], self.home[rows], value, self.useful)


def packed(lists: Lists) -> Packed:
    """A state of these lists: nobody placed, prices 0. Its lists by home are still to be filled.

    Candidates of value 0 and homes without a place are left out: no plan needs them.
    Cost: O(e), twice read, once written; 24 bytes a candidate beside the lists.
    """
    n, m = lists.indptr.size - 1, lists.places.size
    size, runs = np.zeros(n, np.int64), lists.runs()

    def counted(part: int) -> tuple[int, int, Int32s]:
        degree, wide, most = lists.useful.astype(np.int32) - 1, 0, 0
        for first, end in runs[part::THREADS]:
            here, greatest = count(lists.given(first, end), size[first:end], degree)
            wide, most = wide + here, max(most, greatest)
        return wide, most, degree

    found = each(counted, range(max(1, min(THREADS, len(runs)))))
    degree = np.zeros(m, np.int64)
    for *_, one in found:
        degree += np.maximum(one, 0)
    start, since = _starts(size), _starts(degree)
    home, value = np.empty(int(start[-1]), np.int32), np.empty(int(start[-1]), np.int64)

    def copied(run: tuple[int, int]) -> None:
        pack(lists.given(*run), start[run[0] : run[1]], home, value)

    each(copied, runs)
    # A home that is never full needs no more places than one above the parties that list it.
    places = np.minimum(lists.places, degree + (degree > 0))
    state = _empty_state(start, home, value, since, places.astype(np.int64))
    wide, most = sum(one for one, *_ in found), max(one for _, one, _ in found)
    return Packed(state, wide // max(1, n), most)


def _starts(size: Int64s) -> Int64s:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(size)])


def _empty_state(
    start: Int64s, home: Int32s, value: Int64s, since: Int64s, places: Int64s
) -> State:
    n, m, first = start.size - 1, places.size, _starts(places)
    return State(
        *(start[:-1].copy(), start[1:].copy(), home, value, np.zeros(n, np.uint8)),
        *(since[:-1].copy(), since[1:].copy(), np.empty_like(home), np.empty_like(value)),
        *(first[:-1].copy(), places, np.zeros(m, np.int64)),
        *(np.full(int(first[-1]), NONE, np.int32), np.full(n, NONE, np.int32)),
        *(np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(m, np.int64)),
        *(np.zeros(1, np.int64), np.zeros(m, np.int64), np.zeros(m, np.int64)),
        *(np.zeros(m, np.int64), np.zeros(m, np.int64)),
        *(np.empty(m, np.int32), np.empty(m, np.int32), np.empty(m, np.int32)),
    )


def turned(lists: Lists, state: State) -> None:
    """Fill the state's lists by home, from the lists that it was packed from. Cost: O(e).

    Reads and writes nothing that bidding and `place` read or write, so it may run beside them.
    """
    drawers = Drawers(
        state.since[::DRAWER].copy(), np.empty_like(state.home), state.party, state.worth
    )
    for first, end in lists.runs():
        turn(lists.given(first, end), first, drawers)
    sort_drawers(drawers, state.since, state.until)


def seated(made: Packed, home: Int32s, price: Int64s) -> None:
    """Place parties as `home` (n) says and set prices as `price` (m) says, as far as that can be.

    A home that is no candidate, or is full already, leaves the party unplaced. A price below 0
    or above every value, or of a home that nobody lists, is brought back inside.
    """
    state = made.state
    seat(state, home)
    state.price[:] = np.clip(price, 0, made.most)
    state.price[state.until == state.since] = 0


def emptied(state: State) -> None:
    """Send everybody out and make every place free of charge."""
    for column, nothing in ((state.held, NONE), (state.slot, NONE), (state.price, 0)):
        column[:] = nothing
    state.taken[:] = 0


def loosened(state: State) -> tuple[Int32s, Int32s]:
    """Unplace whoever is not at a best home; the parties to place and the homes to settle.

    Asks for `held`, `fit` and `price` alone, of a plan that overfills no home.
    Cost: rows are read until nothing better can come; at most O(e).
    """
    parties, homes = np.empty(state.held.size, np.int32), np.empty(state.price.size, np.int32)
    wrong, dear = loosen(state, parties, homes)
    return parties[:wrong], homes[:dear]


def mend(state: State, wrong: Int32s, dear: Int32s) -> None:
    """Make the plan in `state` the best, and its prices the proof; both lists from `loosened`.

    Asks for lists by home. Cost: one search for each party and for each spare place of a home.
    """
    place_all(state, wrong)
    settle_all(state, dear)
