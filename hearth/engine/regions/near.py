"""The exact plan from a good start, over the candidates that come near to mattering.

A plan with prices is best as soon as no candidate is better for its party than what it has,
at these prices. Where the start is nearly right, most candidates are far from that, and a
tenth of them decides: these are solved, all are looked at again, and what turned out better
joins in, until nothing does. The memory is that of the tenth, and a byte for each candidate.
Source: column generation, for instance L. S. Lasdon, Optimization Theory for Large Systems
(1970), chapter 4.
"""

from collections.abc import Callable
from itertools import pairwise
from typing import TypeVar

import numpy as np

from hearth.engine.assign import Start, assign
from hearth.engine.cores import THREADS, each
from hearth.engine.kernels.near import Marks, copy_kept, mark_near
from hearth.engine.kernels.shards import Columns
from hearth.engine.plan import MOST_TOTAL, Plan
from hearth.engine.tables import Int32s, Int64s

T = TypeVar("T")

SHARE = 0.1  # of the candidates that are kept at first; more solve longer, fewer look oftener
SAMPLE = 20_000  # parties whose lists tell how near a tenth is
PATIENCE = 2  # looks after which what counts as near begins to double


def assign_near(lists: Columns, places: Int32s, start: Start) -> Plan:
    """The plan of `assign(*lists, places)`, exact and proven, from a start that overfills nothing.

    The lists must have been checked, and be in the one form for which kernels are compiled.
    Cost: O(e) a look, and looks as many as prices have to travel; far from right it ends with
    all candidates kept, as `assign` itself.
    """
    marks = Marks(np.zeros(lists.home.size, np.uint8), np.zeros(lists.indptr.size - 1, np.int64))
    slack = max(1, _slack(lists, _asked(start, places)))
    better, looks = _mark(lists, start.home, _asked(start, places), slack, marks), 0
    while better or not looks:
        plan = assign(*_kept(lists, marks), places, start)
        start, looks = Start(plan.home, plan.price), looks + 1
        wider = min(slack << max(0, looks - PATIENCE), MOST_TOTAL)
        better = _mark(lists, start.home, _asked(start, places), wider, marks)
    return plan


def _asked(start: Start, places: Int32s) -> Int64s:
    """The prices; of a home without a place one that nobody pays."""
    return np.where(places > 0, start.price, MOST_TOTAL)


def _slack(lists: Columns, price: Int64s) -> int:
    """How far behind a party's best candidate the nearest SHARE of its candidates are."""
    rows = np.arange(0, lists.indptr.size - 1, max(1, (lists.indptr.size - 1) // SAMPLE))
    count = np.diff(lists.indptr)[rows]
    rows, count = rows[count > 0], count[count > 0]
    if rows.size == 0:
        return 0
    first = np.cumsum(count) - count
    at = np.arange(count.sum()) + np.repeat(lists.indptr[rows] - first, count)
    margin = lists.value[at] - price[lists.home[at]]
    behind = np.repeat(np.maximum.reduceat(margin, first), count) - margin
    nearest = int(SHARE * (behind.size - 1))
    return int(np.partition(behind, nearest)[nearest])


def _mark(lists: Columns, held: Int32s, price: Int64s, slack: int, marks: Marks) -> int:
    """Keep what is near to what is held; how many candidates are better than that."""

    def mark(rows: tuple[int, int]) -> int:
        return mark_near(lists, held, price, slack, rows, marks)

    return sum(_side_by_side(lists, mark))


def _kept(lists: Columns, marks: Marks) -> Columns:
    """The lists of what is kept alone."""
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(marks.each)])
    home, value = np.empty(start[-1], np.int32), np.empty(start[-1], lists.value.dtype)
    out = Columns(start, home, value)

    def copy(rows: tuple[int, int]) -> None:
        copy_kept(lists, rows, marks.kept, out)

    _side_by_side(lists, copy)
    return out


def _side_by_side(lists: Columns, run: Callable[[tuple[int, int]], T]) -> list[T]:
    """`run` for halves of the parties with as many candidates, on a core each."""
    ends = np.linspace(0, lists.home.size, THREADS + 1).astype(np.int64)
    cuts = np.searchsorted(lists.indptr, ends)
    cuts[0], cuts[-1] = 0, lists.indptr.size - 1
    return each(run, list(pairwise(cuts.tolist())))
