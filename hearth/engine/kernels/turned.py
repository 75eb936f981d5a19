"""Lists by home, made from the rows of a state."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.lists import sorted_to
from hearth.engine.kernels.repair import State

DRAWER = 4096  # homes whose entries fit the cache together


class Drawers(NamedTuple):
    """Lists by home while they are made: a drawer is DRAWER homes, whose entries lie together.

    home, party int32 (e), worth int64 (e).
    """

    home: NDArray[np.int32]
    party: NDArray[np.int32]
    worth: NDArray[np.int64]


@kernel
def count_drawers(
    s: State, above: NDArray[np.int64], run: tuple[int, int], size: NDArray[np.int64]
) -> None:
    """Add to `size`, by drawer, the candidates of these parties worth more than `above` (n) says.

    run : first party and end. Cost: O(rows read until nothing better can come).
    """
    for i in range(run[0], run[1]):
        known = sorted_to(s.ready[i], s.start[i], s.stop[i])
        for e in range(s.start[i], s.stop[i]):
            if s.value[e] > above[i]:
                size[s.home[e] // DRAWER] += 1
            elif e < known:
                break


@kernel
def fill_drawers(
    s: State,
    above: NDArray[np.int64],
    run: tuple[int, int],
    next_of: NDArray[np.int64],
    drawers: Drawers,
) -> None:
    """Put the same candidates into drawers, party after party, from `next_of` on, by drawer.

    Cost: as to count them; few places are written at a time, so they stay in the cache, which
    they would not if each home had its own.
    """
    for i in range(run[0], run[1]):
        known = sorted_to(s.ready[i], s.start[i], s.stop[i])
        for e in range(s.start[i], s.stop[i]):
            v = s.value[e]
            if v > above[i]:
                h = s.home[e]
                q = next_of[h // DRAWER]
                drawers.home[q], drawers.party[q], drawers.worth[q] = h, i, v
                next_of[h // DRAWER] = q + 1
            elif e < known:
                break


@kernel
def sort_drawer(
    drawers: Drawers,
    homes: tuple[int, int],
    run: tuple[int, int],
    since: NDArray[np.int64],
    until: NDArray[np.int64],
) -> None:
    """Give each home of a drawer its entries, `since` up to `until`, in the order they had.

    homes, run : of the drawer, first and end, of its homes and of its entries. Cost: O(entries).
    """
    home, party, worth = drawers.home, drawers.party, drawers.worth
    (low, high), (a, b) = homes, run
    until[low:high] = 0
    for q in range(a, b):
        until[home[q]] += 1
    for h in range(low, high):
        since[h] = a if h == low else until[h - 1]
        until[h] += since[h]
    next_of, its_party, its_worth = since[low:high].copy(), party[a:b].copy(), worth[a:b].copy()
    for x in range(b - a):
        h = home[a + x] - low
        q = next_of[h]
        party[q], worth[q] = its_party[x], its_worth[x]
        next_of[h] = q + 1
