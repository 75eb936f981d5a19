"""The best plan for many: exact, with prices that prove it.

`assign` is for homes that take whole parties; `assign_beds` for homes whose beds are
shared by parties of unequal size.
"""

import numpy as np

from hearth.engine.beds import assign_beds
from hearth.engine.plan import Plan, Values, check_lists, gap_of
from hearth.engine.repair import NONE, Lists, lists_of, margins, repair
from hearth.engine.tables import Int32s, Int64s

__all__ = ["Plan", "assign", "assign_beds"]


def assign(indptr: Int64s, home: Int32s, value: Values, places: Int32s) -> Plan:
    """The most valuable set of placements: each party at most one home, no home overfull.

    indptr : int64 (n+1), candidates `indptr[i]` up to `indptr[i+1]` belong to party i.
    home : int32 (e), home row, in any order, once per party. value : int32 or int64 (e),
    at least 0; a party left unplaced is worth 0. places : int32 (m), at least 0.

    The plan is exactly optimal: `bound == value`, and `certify` shows it from the prices.
    Whole numbers all the way, so values of any size do (see `check_lists` for the limit).
    A candidate of value 0 may be used or not. Same input, same plan.
    Cost: O(e) per round of `repair`, rounds as many as chains of moves are long and rare.
    Raises InvalidValue naming the position of what cannot be (see `check_lists`).
    Source: linear programming duality of the assignment problem; `repair.py`.
    """
    owner = check_lists(indptr, home, value, places)
    lists = lists_of(owner, home, value.astype(np.int64), places)
    nobody = np.full(indptr.size - 1, NONE, np.int64)
    return _plan(lists, *repair(lists, nobody))


def _plan(lists: Lists, chosen: Int64s, price: Int64s) -> Plan:
    placed = chosen != NONE
    home = np.full(chosen.size, NONE, np.int32)
    home[placed] = lists.home[chosen[placed]]
    value = int(lists.value[chosen[placed]].sum())
    bound = int((lists.places * price).sum() + margins(lists, chosen, price).sum())
    nothing = np.zeros(price.size, np.int64)
    return Plan(home, price, value, bound, gap_of(value, bound), nothing, 1, bound)
