"""Values that put urgency before fit."""

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.plan import MOST_TOTAL, refuse_values
from hearth.engine.tables import (
    Int16s,
    Int32s,
    Int64s,
    check_column,
    check_start,
    must_be,
    refuse_where,
    size_of,
)


def _weights(counts: list[int], unit: int, shared_beds: bool) -> list[int]:
    """Worth of placing one party of each tier, most urgent first."""
    if not shared_beds:
        return [unit * (len(counts) - rank) for rank in range(len(counts))]
    weights: list[int] = []
    below = unit - 1
    for count in reversed(counts):
        weights.append(below + 1)
        below += count * (below + 1)
    return weights[::-1]


def with_tiers(
    points: Int32s | Int64s, indptr: Int64s, tier: Int16s, shared_beds: bool = False
) -> Int64s:
    """Values (int64, e) under which the best plan serves urgency first, then number, then fit.

    points : int32 or int64 (e), at least 0. indptr : int64 (n+1). tier : int16 (n), 0 the
    most urgent.

    One more party of a tier outweighs any number of parties of less urgent tiers, those
    outweigh all points together. Where a home takes whole parties (`assign`), sets of
    parties that can be placed together form a matroid: a set that is best for any falling
    weights is best tier by tier, so weights need only fall by steps larger than all points
    together, and stay small. Where they can, these steps are powers of two: so one party more
    or less mostly leaves the values of all others as they were. With shared
    beds such steps are too small: there each weight is greater than everything below it, and
    `assign_beds` needs `shared_beds=True`.

    Raises InvalidValue where the values could not be added up in int64.
    Source: J. Edmonds, "Matroids and the greedy algorithm", Mathematical Programming 1 (1971).
    """
    must_be("shared_beds", shared_beds, bool)
    check_start("indptr", indptr, size_of(points))
    parties = indptr.size - 1
    refuse_values(points, size_of(points), parties)
    check_column("tier", tier, np.int16, (parties,))
    refuse_where(tier < 0, "tier", "0 or more")
    best = np.zeros(parties, np.int64)
    listed = np.diff(indptr) > 0
    if listed.any():
        best[listed] = np.maximum.reduceat(points, indptr[:-1][listed])
    _, rank, counts = np.unique(tier, return_inverse=True, return_counts=True)
    total, most = int(best.sum()), int(best.max(initial=0))
    weights = _weights(counts.tolist(), total + 1, shared_beds)
    if parties and parties * (weights[0] + most) >= MOST_TOTAL:
        raise InvalidValue(f"{len(weights)} tiers of urgency for {parties} parties are too many")
    steady = _weights(counts.tolist(), 1 << total.bit_length(), shared_beds)
    if not shared_beds and parties and parties * (steady[0] + most) < MOST_TOTAL:
        weights = steady
    value = np.repeat(np.array(weights or [0], np.int64)[rank], np.diff(indptr))
    value += points
    return value
