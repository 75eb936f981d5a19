"""Which candidates come near to what their party has, and a copy of those alone."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.shards import Columns
from hearth.engine.tables import Int32s, Int64s

Bytes = NDArray[np.uint8]


class Marks(NamedTuple):
    """What is kept of the lists: kept uint8 (e), and how many of each party, each int64 (n)."""

    kept: Bytes
    each: Int64s


@kernel
def mark_near(
    lists: Columns, held: Int32s, price: Int64s, slack: int, rows: tuple[int, int], marks: Marks
) -> int:
    """Keep what is within `slack` of the party's own margin, beside what is kept already.

    held : int32 (n), -1 = unplaced. rows : first party and end. Returns how many candidates
    are better for their party than what it has.
    """
    better = 0
    for i in range(rows[0], rows[1]):
        own, kept = 0, 0
        for e in range(lists.indptr[i], lists.indptr[i + 1]):
            if lists.home[e] == held[i]:
                own = max(0, lists.value[e] - price[held[i]])
        for e in range(lists.indptr[i], lists.indptr[i + 1]):
            margin = lists.value[e] - price[lists.home[e]]
            better += margin > own
            if margin >= own - slack:
                marks.kept[e] = 1
            kept += marks.kept[e]
        marks.each[i] = kept
    return better


@kernel
def copy_kept(lists: Columns, rows: tuple[int, int], kept: Bytes, out: Columns) -> None:
    """Copy the kept candidates of these parties to where their lists begin in `out`."""
    at = out.indptr[rows[0]]
    for e in range(lists.indptr[rows[0]], lists.indptr[rows[1]]):
        if kept[e]:
            out.home[at] = lists.home[e]
            out.value[at] = lists.value[e]
            at += 1
