"""All homes that pass, for many parties, visited in the order of the grid."""

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.grid import runs_within
from hearth.engine.kernels.pairs import (
    FAR,
    LAT,
    LON,
    PLANES,
    POINT_BITS,
    TOGETHER,
    Floats,
    Ground,
    Int64s,
    ask,
    scan,
    sort_falling,
)


@kernel
def find_all(  # noqa: PLR0917  arrays, one by one
    ground: Ground,
    lines: Int64s,
    danger: Floats,
    barred: NDArray[np.int32],
    order: Int64s,
    runs: Int64s,
    keys: Int64s,
    stop: Int64s,
) -> int:
    """All homes that pass for the parties lines[order[k]], keys falling for each.

    lines : int64 (r, words), see `find_best` for this and what follows. order : int64.
    keys : int64, see `scan`. stop : int64 (as order), written: where the keys of order[k] end.

    Returns how many of `order` are done; fewer than all where `keys` has no room for the next.
    """
    asked, seen = (
        np.empty((4, PLANES + TOGETHER), np.int64),
        np.empty((ground.broken.size, 2), np.int64),
    )
    count = 0
    for at in range(order.size):
        words, before = lines[order[at]], count
        party = ask(ground, words, asked)
        found = 0
        if party.planes >= 0 and party.most_m < FAR:
            seen[:, 0], seen[:, 1] = 1, 0
            figures, reach = words.view(np.float64), float(party.most_m)
            lat, lon = figures[LAT], figures[LON]
            found = runs_within(
                ground.frame, ground.cells, ground.broken, lat, lon, reach, seen, runs
            )
        elif party.planes >= 0:
            found, runs[0, 0], runs[0, 1] = 1, 0, ground.ones[PLANES]
        count = scan(ground, words, danger, barred, party, asked, runs[:found], keys, count, False)
        if count < 0:
            return at
        sort_falling(keys[before:count])
        stop[at] = count
    return int(order.size)


@kernel
def lay_out(
    keys: Int64s,
    order: Int64s,
    stop: Int64s,
    indptr: Int64s,
    home: NDArray[np.int32],
    value: NDArray[np.int32],
) -> None:
    """Copy what `find_all` found to where it belongs, homes rising.

    indptr : int64, the entries of party k begin at indptr[k] of `home` and `value`.
    """
    begin = 0
    for at in range(order.size):
        to = indptr[order[at]]
        for k in range(stop[at] - 1, begin - 1, -1):
            home[to] = keys[k] >> POINT_BITS
            value[to] = keys[k] & ((1 << POINT_BITS) - 1)
            to += 1
        begin = stop[at]
