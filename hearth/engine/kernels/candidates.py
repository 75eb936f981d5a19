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
    ROW,
    TOGETHER,
    Floats,
    Ground,
    Int64s,
    ask,
    collect,
    room_for_hits,
    weigh,
)

Int32s = NDArray[np.int32]

FEW = 64  # keys, up to which counting the lesser ones is the faster way to sort
DIGIT = 8  # bits by which more of them are sorted in one pass


@kernel
def sort_rising(keys: Int64s, spare: Int64s) -> None:
    """Sort keys that differ above POINT_BITS, so that they rise. spare : int64, as many.

    Neither way asks which of two keys comes first before it goes on, so nothing is guessed
    wrongly: a few are put where the number of lesser ones says, more are sorted by digits.
    Cost: O(k * k) for k up to FEW, then O(k) for every digit of the greatest.
    """
    size = keys.size
    if size <= FEW:
        spare[:size] = keys
        for k in range(size):
            key, less = spare[k], np.int64(0)
            for other in range(size):
                less += np.int64(spare[other] < key)
            keys[less] = key
        return
    most = np.int64(0)
    for k in range(size):
        most |= keys[k]
    here, there = keys, spare[:size]
    next_of = np.empty(1 << DIGIT, np.int64)
    low, passes = POINT_BITS, 0
    while most >> low != 0:
        next_of[:] = 0
        for k in range(size):
            next_of[(here[k] >> low) & ((1 << DIGIT) - 1)] += 1
        before = 0
        for digit in range(next_of.size):
            before, next_of[digit] = before + next_of[digit], before
        for k in range(size):
            digit = (here[k] >> low) & ((1 << DIGIT) - 1)
            there[next_of[digit]] = here[k]
            next_of[digit] += 1
        here, there = there, here
        low, passes = low + DIGIT, passes + 1
    if passes & 1:
        keys[:] = here


@kernel
def find_all(  # noqa: PLR0917  arrays, one by one
    ground: Ground,
    lines: Int64s,
    danger: Floats,
    barred: Int32s,
    runs: Int64s,
    by_slot: bool,
    entries: Int32s,
    stop: Int64s,
) -> int:
    """All homes that pass for the parties of `lines`, one after the other, with their points.

    lines : int64 (r, words), see `find_best` for this and what follows.
    entries : int32 (2, room), written: rows of homes, rising, and points; with `by_slot` their
    slots, in no order. stop : int64 (r), written: where the entries of party k end.

    Returns how many parties are done; fewer than all where there is no room for the next.
    """
    asked, seen = (
        np.empty((4, PLANES + TOGETHER), np.int64),
        np.empty((ground.broken.size, 2), np.int64),
    )
    home, value, most = entries[0], entries[1], entries.shape[1]
    keys, spare = np.empty(most, np.int64), np.empty(most, np.int64)
    plane, line, fit = ground.plane, ground.line, ground.fit
    hits, spare_words = room_for_hits()
    count = 0
    for k in range(lines.shape[0]):
        words = lines[k]
        party = ask(ground.ones, ground.steps, words, asked)
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
        own, run, after, room = 0, 0, 0, keys[: most - count]
        while run < found and own >= 0:
            waiting, run, after = collect(
                plane, line, party, asked, runs, found, run, after, hits, spare_words
            )
            own = weigh(line, fit, words, danger, barred, party, hits, waiting, room, own, False)
        if own < 0:
            return k
        if not by_slot:
            for at in range(own):
                row = line[keys[at] >> POINT_BITS, ROW]
                keys[at] = row << POINT_BITS | (keys[at] & ((1 << POINT_BITS) - 1))
            sort_rising(keys[:own], spare)
        for at in range(own):
            home[count + at] = keys[at] >> POINT_BITS
            value[count + at] = keys[at] & ((1 << POINT_BITS) - 1)
        count += own
        stop[k] = count
    return int(lines.shape[0])


@kernel
def lay_out(
    entries: Int32s,
    order: Int64s,
    stop: Int64s,
    indptr: Int64s,
    home: Int32s,
    value: Int32s,
) -> None:
    """Copy what `find_all` found for the parties `order` to where it belongs.

    entries, stop : from `find_all`. indptr : int64, the entries of party k begin at indptr[k]
    of `home` and `value`.
    """
    at = 0
    for k in range(order.size):
        to = indptr[order[k]] - at
        for e in range(at, stop[k]):
            home[to + e], value[to + e] = entries[0, e], entries[1, e]
        at = stop[k]
