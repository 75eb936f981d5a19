"""The best homes for one party: ever wider circles, until nothing better can follow."""

import math

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.grid import EARTH_M, runs_within
from hearth.engine.kernels.pairs import (
    FAR,
    LAST_ROW,
    LAT,
    LON,
    NEAR,
    NO_RADIUS_M,
    PLANES,
    ROW_BITS,
    TOGETHER,
    Bools,
    Floats,
    Int64s,
    ask,
    collect,
    fall,
    room_for_hits,
    weigh,
)

FIRST_PART = 3  # the first circle has this part of the radius
WIDER = 1.75  # each circle has this times the radius of the one before
SMALLEST_M = 40_000.0  # of a first circle: up to there, one takes less time than several


# size: a register's arrays one by one; as one thing they take microseconds to hand over
@kernel
def find_best(  # noqa: PLR0913, PLR0917  arrays, one by one
    frame: Floats,
    cells: Int64s,
    broken: Bools,
    line: Int64s,
    plane: Int64s,
    ones: Int64s,
    steps: Int64s,
    fit: Bools,
    words: Int64s,
    danger: Floats,
    barred: NDArray[np.int32],
    runs: Int64s,
    best: NDArray[np.int32],
) -> int:
    """The best homes of one party, best first, as many as `best` has columns.

    frame to fit : those of a `Ground`.
    words : int64, the party's line. danger : float64 (d, 5), see `know_dangers`; barred :
    int32, home rows; the line says which of them are the party's. runs : int64, room for
    `runs_within`. best : int32 (2, k), written: rows and points. Returns how many.
    """
    keys, asked = np.empty(best.shape[1], np.int64), np.empty((4, PLANES + TOGETHER), np.int64)
    party = ask(ones, steps, words, asked)
    if party.planes < 0 or keys.size == 0:
        return 0
    figures, seen = words.view(np.float64), np.empty((broken.size, 2), np.int64)
    seen[:, 0], seen[:, 1] = 1, 0
    hits, spare_words = room_for_hits()
    has_place, has_radius = not math.isnan(party.x), party.most_m < FAR
    radius = float(party.most_m if has_radius else NO_RADIUS_M)
    reach, count, is_last = min(radius, max(SMALLEST_M, radius / FIRST_PART)), 0, False
    while True:
        found = 0
        if has_place:
            lat, lon = figures[LAT], figures[LON]
            found = runs_within(frame, cells, broken, lat, lon, reach, seen, runs)
        if not has_radius and (not has_place or reach > radius):
            # Homes whose place is not known; or all of them, where place does not matter.
            first, room = cells[-1, 0], cells[-1, 1]
            runs[found, 0] = first if has_place else 0
            runs[found, 1] = first + room if has_place else ones[PLANES]
            found, is_last = found + 1, True
        elif has_radius and reach == radius:
            is_last = True
        run, after = 0, 0
        while run < found:
            waiting, run, after = collect(
                plane, line, party, asked, runs, found, run, after, hits, spare_words
            )
            count = weigh(line, fit, words, danger, barred, party, hits, waiting, keys, count, True)
        left = max(0, party.reach_m - int(reach))
        most = words[NEAR] * left // max(party.reach_m, 1) + party.others
        if is_last or (count == keys.size and keys[0] >> ROW_BITS > most):
            break
        reach = min(radius, reach * WIDER) if reach < radius else math.pi * EARTH_M
    fall(keys[:count])
    for k in range(count):
        best[0, k] = LAST_ROW - (keys[k] & LAST_ROW)
        best[1, k] = keys[k] >> ROW_BITS
    return count
