"""What a plan is, and what a job for a plan is. Knows no solver."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.engine.cores import THREADS, each
from hearth.engine.kernels.lists_check import first_repeat
from hearth.engine.tables import (
    Int32s,
    Int64s,
    check_column,
    check_start,
    refuse_where,
    size_of,
)

Values = NDArray[np.int32] | NDArray[np.int64]

FILLED_EXACTLY = 256  # states of room up to which `Plan.margin` weighs a home by filling it
ROOM = 256  # times the longest list: what first_repeat is given, so that it seldom looks twice
SMALL = 1 << 22  # candidates that are checked before a thread for it has begun
TOGETHER = 1 << 18  # of them that a cache holds while their least and greatest are found
MOST_TOTAL = 1 << 62  # of parties times greatest value, so that no sum wraps around


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Who goes where, and the prices that prove how good that is.

    home : int32 (n), home row per party, -1 = unplaced.
    price : int64 (m), worth of one more place (or bed) of a home, in values times `scale`.
    value : sum of the values of all placements. bound : no plan is worth more than this.
    gap : (bound - value) / bound, 0.0 where they are equal.
    party_price : int64 (m), worth of being allowed one more party, times `scale`; zeros
        where the number of parties is not limited apart.
    scale : prices are whole numbers of 1/scale of a value; 1 for plans without beds.
    claimed : a smaller bound that the solver found by search and that prices cannot
        prove; equal to `bound` where it has none. Not part of the proof.
    margin : int64 (n), worth of a party to the plan, times `scale`, where homes whose beds are
        shared are weighed by filling each exactly, as long as its states of room (beds + 1, times
        parties + 1 where these limit it beside the beds) are at most FILLED_EXACTLY; None
        where the prices alone are the proof.
    """

    home: Int32s
    price: Int64s
    value: int
    bound: int
    gap: float
    party_price: Int64s
    scale: int
    claimed: int
    margin: Int64s | None = None


def gap_of(value: int, bound: int) -> float:
    """(bound - value) / bound, 0.0 where they are equal."""
    return (bound - value) / max(1, bound)


def check_lists(indptr: Int64s, home: Int32s, value: Values, places: Int32s) -> Int64s:
    """The owner (party row) of every candidate, int64 (e), if the lists can be used.

    Raises InvalidValue as `must_be_lists` does.
    """
    must_be_lists(indptr, home, value, places)
    return np.repeat(np.arange(indptr.size - 1, dtype=np.int64), np.diff(indptr))


def must_be_lists(indptr: Int64s, home: Int32s, value: Values, places: Int32s) -> None:
    """Raise InvalidValue unless these are candidate lists, naming the position of what is wrong.

    Wrong are a dtype or shape, a home that is not there, a home listed twice for a party, a
    negative value or place, values whose sum could leave int64. Lists may have any order.
    Cost: O(e), and O(m) memory.
    """
    check_column("home", home, np.int32, (size_of(home),))
    check_start("indptr", indptr, home.size)
    check_column("places", places, np.int32, (size_of(places),))
    _refuse_outside("places", places, 0, None)
    _refuse_outside("home", home, 0, places.size - 1)
    refuse_values(value, home.size, indptr.size - 1)
    again = _first_repeat(
        np.require(indptr, np.int64, ["C", "W"]),
        np.require(home, np.int32, ["C", "W"]),
        places.size,
    )
    if again >= 0:
        raise InvalidValue(f"column home, row {again}: must be listed once per party")


def _first_repeat(indptr: Int64s, home: Int32s, homes: int) -> int:
    """The first candidate whose home its party already has; -1 if there is none."""
    longest = int(np.diff(indptr).max(initial=1))
    room = 1 << (max(1, min(homes, ROOM * longest)) - 1).bit_length()
    parts = THREADS if home.size > SMALL else 1
    cuts = np.searchsorted(indptr, np.arange(1, parts) * (home.size // parts)).tolist()
    rows = [slice(first, end + 1) for first, end in pairwise([0, *cuts, indptr.size - 1])]
    found = each(lambda row: first_repeat(indptr[row], home, room), rows)
    return next((one for one in found if one >= 0), -1)


def refuse_values(value: Values, entries: int, parties: int) -> None:
    """Raise InvalidValue unless these are whole values that can be added up for so many parties."""
    dtype = np.int32 if getattr(value, "dtype", None) == np.int32 else np.int64
    check_column("value", value, dtype, (entries,))
    most = _refuse_outside("value", value, 0, None)
    if parties * most >= MOST_TOTAL:
        row = int(np.argmax(value))
        raise InvalidValue(
            f"column value, row {row}: values are too great to be added up for {parties} parties"
        )


def _refuse_outside(name: str, column: Values, least: int, most: int | None) -> int:
    """Refuse the first row outside; looks for it only where there is one. The greatest, at least 0.

    Cost: read once, on two cores where it is long.
    """
    size = TOGETHER if column.size > SMALL else max(1, column.size)
    pieces = [column[begin : begin + size] for begin in range(0, column.size, size)]
    ends = each(lambda piece: (int(piece.min()), int(piece.max())), pieces)
    lowest, greatest = min((low for low, _ in ends), default=least), max((0, *(h for _, h in ends)))
    if lowest < least or (most is not None and greatest > most):
        wrong = (column < least) | (column > (greatest if most is None else most))
        refuse_where(wrong, name, f"{least} or more" if most is None else f"{least} to {most}")
    return greatest
