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

from hearth.engine.cores import each
from hearth.engine.kernels.lists import Given, count, pack
from hearth.engine.kernels.repair import State, judge, place_all, seat, settle_all, stand
from hearth.engine.kernels.turned import (
    DRAWER,
    Drawers,
    count_drawers,
    fill_drawers,
    sort_drawer,
)
from hearth.engine.plan import Values
from hearth.engine.tables import Int32s, Int64s

NONE = -1
PARTS = 2  # of the parties, whose candidates are put into lists by home side by side
FEW = 1 << 14  # parties that are judged before a thread for it has begun
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
        worth = np.require(value, requirements=["C", "W"])
        return cls(start, at, worth, places, (places > 0).astype(np.uint8))

    def runs(self) -> list[tuple[int, int]]:
        """Runs of parties, first up to end, of about BLOCK candidates each."""
        ends = np.arange(BLOCK, self.home.size + BLOCK, BLOCK)
        last = self.indptr.size - 1
        cuts = np.unique([0, *np.minimum(np.searchsorted(self.indptr, ends), last), last])
        return list(pairwise(cuts.tolist()))

    def given(self, first: int, end: int) -> Given:
        """The candidates of the parties `first` up to `end`, as the kernels take them."""
        rows = slice(int(self.indptr[first]), int(self.indptr[end]))
        some = self.indptr[first : end + 1], self.home[rows], self.value[rows]
        return Given(*some, self.useful)


def packed(lists: Lists) -> Packed:
    """A state of these lists: nobody placed, prices 0, no lists by home.

    Candidates of value 0 and homes without a place are left out: no plan needs them.
    Cost: O(e), twice read, once written; 12 bytes a candidate beside the lists.
    """
    n = lists.indptr.size - 1
    size, runs = np.zeros(n, np.int64), lists.runs()

    def counted(run: tuple[int, int]) -> tuple[int, int]:
        return count(lists.given(*run), size[slice(*run)])

    found = each(counted, runs)
    start = _starts(size)
    home, value = np.empty(int(start[-1]), np.int32), np.empty(int(start[-1]), np.int64)

    def copied(run: tuple[int, int]) -> None:
        pack(lists.given(*run), start[slice(*run)], home, value)

    each(copied, runs)
    wide, most = sum(one for one, _ in found), max((one for _, one in found), default=0)
    return Packed(_empty_state(start, home, value, _places(lists)), wide // max(1, n), most)


def _places(lists: Lists) -> Int64s:
    """The places, in all at most as many as there are candidates and homes.

    A home that is never full needs no more than one above the parties that list it.
    """
    places, m = lists.places.astype(np.int64), lists.places.size
    if int(places.sum()) > lists.home.size + m:
        np.minimum(places, np.bincount(lists.home, minlength=m) + 1, out=places)
    return places


def _starts(size: Int64s) -> Int64s:
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(size)])


def _empty_state(start: Int64s, home: Int32s, value: Int64s, places: Int64s) -> State:
    n, m, first = start.size - 1, places.size, _starts(places)
    return State(
        *(start[:-1].copy(), start[1:].copy(), home, value, np.zeros(n, np.uint8)),
        *(np.zeros(m, np.int64), np.zeros(m, np.int64)),
        *(np.empty(0, np.int32), np.empty(0, np.int64)),
        *(first[:-1].copy(), places, np.zeros(m, np.int64)),
        *(np.full(int(first[-1]), NONE, np.int32), np.full(n, NONE, np.int32)),
        *(np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(m, np.int64)),
        *(np.zeros(1, np.int64), np.zeros(m, np.int64), np.zeros(m, np.int64)),
        *(np.zeros(m, np.int64), np.zeros(m, np.int64)),
        *(np.empty(m, np.int32), np.empty(m, np.int32), np.empty(m, np.int32)),
    )


def turned(state: State, above: Int64s) -> State:
    """The state with its lists by home, of candidates worth more than `above` (n) says.

    All other columns are the same arrays. Above 0, all candidates. Cost: O(rows read until
    nothing better can come).
    """
    m, cuts = state.price.size, np.linspace(0, state.held.size, PARTS + 1).astype(np.int64)
    runs, low = list(pairwise(cuts.tolist())), np.arange(0, m, DRAWER)
    sizes = np.zeros((PARTS, low.size), np.int64)
    each(lambda part: count_drawers(state, above, runs[part], sizes[part]), range(PARTS))
    ends = np.cumsum(sizes.T).reshape(sizes.T.shape).T  # by drawer, and within it by part
    begins = ends - sizes
    homes, parties = np.empty((2, int(sizes.sum())), np.int32)
    drawers = Drawers(homes, parties, np.empty(homes.size, np.int64))
    nexts = begins.copy()
    each(lambda part: fill_drawers(state, above, runs[part], nexts[part], drawers), range(PARTS))

    def sorted_one(drawer: int) -> None:
        homes = drawer * DRAWER, min(m, (drawer + 1) * DRAWER)
        run = int(begins[0, drawer]), int(ends[-1, drawer])
        sort_drawer(drawers, homes, run, state.since, state.until)

    each(sorted_one, range(low.size))
    return state._replace(party=drawers.party, worth=drawers.worth)


def seated(made: Packed, home: Int32s, price: Int64s) -> None:
    """Place parties as `home` (n) says and set prices as `price` (m) says, as far as that can be.

    A home that is no candidate, or is full already, leaves the party unplaced. A price below 0
    or above every value, or of a home without a place, is brought back inside.
    """
    state = made.state
    seat(state, home)
    state.price[:] = np.clip(price, 0, made.most)
    state.price[state.places == 0] = 0


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
    n, parts = state.held.size, PARTS if state.held.size > FEW else 1
    cuts = np.linspace(0, n, parts + 1).astype(np.int64).tolist()
    each(lambda run: judge(state, run), list(pairwise(cuts)))
    parties, homes = np.empty(n, np.int32), np.empty(state.price.size, np.int32)
    wrong, dear = stand(state, parties, homes)
    return parties[:wrong], homes[:dear]


def mend(state: State, wrong: Int32s, dear: Int32s) -> None:
    """Make the plan in `state` the best, and its prices the proof; both lists from `loosened`.

    Whoever comes to fill a place must be worth more there than their margin is, and no margin
    falls while places are filled: so the lists by home that are made for it hold no others.
    Cost: one search for each party and for each spare place of a home.
    """
    place_all(state, wrong)
    left = dear[(state.price[dear] > 0) & (state.taken[dear] < state.places[dear])]
    if left.size:
        settle_all(turned(state, state.margin), left)
