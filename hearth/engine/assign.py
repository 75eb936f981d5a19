"""The best plan for many: exact, with prices that prove it.

`assign` is for homes that take whole parties; `assign_beds` for homes whose beds are
shared by parties of unequal size.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from types import NoneType

import numpy as np

from hearth.engine.beds import assign_beds
from hearth.engine.kernels.assign import (
    KEPT,
    LARGEST_STEP,
    Memory,
    Queue,
    ask,
    at_once,
    bid_on,
    crowd,
    line_up,
    reopen,
    take,
)
from hearth.engine.kernels.repair import State
from hearth.engine.plan import MOST_TOTAL, Plan, Values, gap_of, must_be_lists
from hearth.engine.repair import (
    NONE,
    Lists,
    Packed,
    emptied,
    loosened,
    mend,
    packed,
    seated,
)
from hearth.engine.tables import Int32s, Int64s, check_column, must_be

__all__ = ["Plan", "Solve", "Start", "assign", "assign_beds"]

MUCH_MORE = 8  # from so many spreads on, who is placed is asked before where
GROUPS = 64  # of parties, at most, that are told apart by what placing them is worth
STEP_IN_SPREAD = 500  # a bid moves a price by at least such a part of a row's values
ROUGH_STEPS = (5, 100)  # the same where many compete: first rough, then finer, from prices found
CALM = 0.25  # share that still wants to bid after one bid each: up to it small steps will do
FINE = 2048  # values that a row spans while bidding, at least
WITHOUT_END = 1 << 62
MOST_AT_ONCE = 1 << 17  # who bid before prices change
WORTH_A_THREAD = 2048  # of them from which half are asked on another core
WORTH_MENDING = 0.25  # of what a start says, as a share of the parties, may be wrong


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Where to begin: an earlier plan and its prices, however stale or wrong.

    home : int32 (n), -1 = unplaced. price : int64 (m).
    """

    home: Int32s
    price: Int64s


Solve = Callable[[Int64s, Int32s, Values, Int32s, Start | None], Plan]
"""`assign`, or what finds a plan of the same value another way: by regions, or from a kept one."""


def assign(
    indptr: Int64s, home: Int32s, value: Values, places: Int32s, start: Start | None = None
) -> Plan:
    """The most valuable set of placements: each party at most one home, no home overfull.

    indptr : int64 (n+1), candidates `indptr[i]` up to `indptr[i+1]` belong to party i.
    home : int32 (e), home row, in any order, once per party. value : int32 or int64 (e),
    at least 0; a party left unplaced is worth 0. places : int32 (m), at least 0.
    start : where to begin; it changes the time, never the value of the plan.

    The plan is exactly optimal: `bound == value`, and `certify` shows it from the prices.
    Whole numbers all the way, so values of any size do (see `must_be_lists` for the limit).
    A candidate of value 0 may be used or not. Same input, same plan, on any number of cores.
    Cost: prices by bidding, then one search for each party that is not yet at its best; with
    a good start the searches alone. Memory: 12 bytes a candidate beside the lists,
    and 28 for each that could still be better for its party, when places are filled.
    Raises InvalidValue naming the position of what cannot be.
    Source: linear programming duality of the assignment problem; `kernels/assign.py` and
    `kernels/repair.py`.
    """
    must_be_lists(indptr, home, value, places)
    must_be("start", start, Start, NoneType)
    made = packed(Lists.of(indptr, home, value, places))
    wrong, dear = _begun(made, start) or _bid(made)
    mend(made.state, wrong, dear)
    return _plan(made, places)


def _begun(made: Packed, start: Start | None) -> tuple[Int32s, Int32s] | None:
    """Begin where `start` says; what is to be mended then, None if that is too much."""
    if start is None:
        return None
    state = made.state
    check_column("start home", start.home, np.int32, state.held.shape)
    check_column("start price", start.price, np.int64, state.price.shape)
    seated(made, np.require(start.home, np.int32, ["C", "W"]), start.price)
    wrong, dear = loosened(state)
    if wrong.size + dear.size <= WORTH_MENDING * state.held.size:
        return wrong, dear
    emptied(state)
    return None


def _bid(made: Packed) -> tuple[Int32s, Int32s]:
    """Prices by bidding, and what is to be mended then.

    In small steps at once; where too many compete for that, first in large ones.
    """
    state, n = made.state, made.state.held.size
    memory = Memory(
        np.empty(n, np.int32),
        np.empty((n, KEPT), np.int32),  # only what is used of it will ever take memory
        np.empty((n, KEPT), np.int64),
        np.empty(n, np.int64),
        np.empty(n, np.int32),
        np.empty(2, np.int64),
    )
    if made.most > MUCH_MORE * made.spread:
        _charge_the_crowd(made)
    finer = _finer(made)
    if finer > 1:
        np.multiply(state.value, finer, out=state.value)
        np.multiply(state.price, finer, out=state.price)
    bid = np.repeat(state.price, state.places)
    fine, *steps = [max(1, made.spread * finer // part) for part in (STEP_IN_SPREAD, *ROUGH_STEPS)]
    if auction(state, memory, bid, fine, n) <= CALM * n:
        auction(state, memory, bid, fine, WITHOUT_END)
    else:
        auction(state, memory, bid, steps[0], WITHOUT_END)
        for before, step in pairwise(steps):
            reopen(state, bid, before)
            auction(state, memory, bid, step, WITHOUT_END)
    if finer > 1:
        for column in (state.value, state.fit, state.price):
            np.floor_divide(column, finer, out=column)
    return loosened(state)


def auction(state: State, memory: Memory, bid: Int64s, least_step: int, most_bids: int) -> int:
    """Let parties outbid one another for places. Returns how many still want to bid.

    state : nobody placed, or an auction that was cut short. Prices only rise, so they begin
    where they are not too high, for instance at 0. Afterwards everybody is at a home that is
    within a few steps of its best, and `loosened` must follow.
    bid : int64 (slots), each the home's price to begin with.
    A bid is what makes the best home no better than the second best, but at least a step more
    than the price was; steps grow for a party that bids often, or wars over few homes of great
    value would take as many bids as the value has steps. Many bid before prices change, so that
    two cores can ask them; who was outbid by then bids again.
    Source: D. P. Bertsekas, "Auction algorithms for network flow problems" (1992).
    """
    most = min(MOST_AT_ONCE, state.held.size)
    q = Queue(
        np.empty(state.held.size, np.int32),
        np.zeros(2, np.int64),
        np.empty(most, np.int32),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
    )
    line_up(state, memory, q)
    step = (least_step, max(0, LARGEST_STEP.bit_length() - least_step.bit_length()))
    made = 0
    with ThreadPoolExecutor(1) as beside:
        while (many := at_once(q.ends[1], min(most, most_bids - made))) >= WORTH_A_THREAD:
            half = many // 2
            other = beside.submit(ask, state, memory, q, step, (half, many))
            ask(state, memory, q, step, (0, half))
            other.result()
            made += take(state, q, bid, many)
    bid_on(state, memory, q, bid, step, most_bids - made)
    return int(q.ends[1])


def _finer(made: Packed) -> int:
    """By how much to multiply values while bidding, so that equal ones are told apart in steps.

    Rounded down afterwards, prices err by less than one whole value and mostly not at all.
    """
    room = MOST_TOTAL // max(1, made.most) // max(1, made.state.held.size)
    return max(1, min(room, FINE // (made.spread + 1)))


def _charge_the_crowd(made: Packed) -> None:
    """Begin with the prices that places would have if being placed were all that counts.

    Where being placed is worth far more than where, bidding would climb to these in small steps.
    """
    state = made.state
    worth = np.zeros(state.held.size, np.int64)
    listed = state.stop > state.start
    if listed.any():
        worth[listed] = np.minimum.reduceat(state.value, state.start[listed])
    order = np.argsort(-worth, kind="stable")[: int(listed.sum())].astype(np.int32)
    gap = max(MUCH_MORE * made.spread, made.most // GROUPS)
    apart = np.flatnonzero(np.diff(-worth[order]) > gap)
    ends = np.append(apart + 1, order.size)
    crowd(state, order, ends, worth[order[ends - 1]])


def _plan(made: Packed, places: Int32s) -> Plan:
    state = made.state
    value = int(state.fit[state.held != NONE].sum())
    bound = int((places * state.price).sum() + state.margin.sum())
    nothing = np.zeros(places.size, np.int64)
    return Plan(state.held, state.price, value, bound, gap_of(value, bound), nothing, 1, bound)
