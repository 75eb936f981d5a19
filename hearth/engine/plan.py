"""What a plan is, and what a job for a plan is. Knows no solver."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.engine.tables import Int32s, Int64s, check_column, check_start, refuse_where

Values = NDArray[np.int32] | NDArray[np.int64]

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
    """

    home: Int32s
    price: Int64s
    value: int
    bound: int
    gap: float
    party_price: Int64s
    scale: int
    claimed: int


def gap_of(value: int, bound: int) -> float:
    """(bound - value) / bound, 0.0 where they are equal."""
    return (bound - value) / max(1, bound)


def check_lists(indptr: Int64s, home: Int32s, value: Values, places: Int32s) -> Int64s:
    """The owner (party row) of every candidate, int64 (e), if the lists can be used.

    Raises InvalidValue naming the position: wrong dtype or shape, a home that is not
    there, a home listed twice for a party, a negative value or place, values whose sum
    could leave int64. Cost: O(e log e).
    """
    check_column("home", home, np.int32, (np.size(home),))
    check_start("indptr", indptr, home.size)
    dtype = np.int32 if np.asarray(value).dtype == np.int32 else np.int64
    check_column("value", value, dtype, (home.size,))
    check_column("places", places, np.int32, (np.size(places),))
    refuse_where(places < 0, "places", "0 or more")
    refuse_where((home < 0) | (home >= places.size), "home", f"0 to {places.size - 1}")
    refuse_where(value < 0, "value", "0 or more")
    parties = indptr.size - 1
    if parties * int(value.max(initial=0)) >= MOST_TOTAL:
        raise InvalidValue(f"values are too great to be added up for {parties} parties")
    owner = np.repeat(np.arange(parties, dtype=np.int64), np.diff(indptr))
    _refuse_repeats(owner, home, places.size)
    return owner


def _refuse_repeats(owner: Int64s, home: Int32s, homes: int) -> None:
    keys = owner * homes + home
    order = np.argsort(keys, kind="stable")
    again = np.zeros(keys.size, np.bool_)
    again[order[1:]] = keys[order[1:]] == keys[order[:-1]]
    refuse_where(again, "home", "listed once per party")
