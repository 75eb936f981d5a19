"""All ways to fill a home that a better plan could use."""

from typing import NamedTuple

import numpy as np

from hearth.engine.kernels.beds import Int64s, Market
from hearth.engine.kernels.compiled import kernel


class Ways(NamedTuple):
    """Room for ways to fill a home: home int64 (w); way k holds the candidates
    edge[start[k] : start[k + 1]], start int64 (w + 1), edge int64."""

    home: Int64s
    start: Int64s
    edge: Int64s


# size: tables of a home and the walk through its candidates share a dozen small arrays
@kernel
def ways_to_fill(  # noqa: PLR0912  see above
    market: Market, margin: Int64s, loss: int, ways: Ways
) -> int:
    """Into `ways`: the sets of parties with which a home earns at most `loss` less than its best.

    What a home earns is value minus `margin` (n) of whoever comes. The empty set is left out;
    every home can be filled exactly (`Market.wide` is 0 or more). Returns how many ways there
    are, -1 where they are more than there is room for. Cost: O(candidates * states) and, for
    each way, O(its parties * candidates of its home). Twin: plain/beds.py.
    """
    most, wide = 1, 1
    for h in range(market.beds.size):
        most = max(most, market.home_start[h + 1] - market.home_start[h])
        wide = max(wide, (market.beds[h] + 1) * (market.wide[h] + 1))
    rest = np.zeros((most + 1, wide), np.int64)  # what candidates from k on earn with such room
    gain, need, at = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    depth_at, depth_room = np.empty(most + 1, np.int64), np.empty(most + 1, np.int64)
    depth_gain = np.empty(most + 1, np.int64)
    count, used = 0, 0
    ways.start[0] = 0
    for h in range(market.beds.size):
        row, head, size = market.wide[h] + 1, min(1, market.wide[h]), 0
        for k in range(market.home_start[h], market.home_start[h + 1]):
            e = market.by_home[k]
            at[size], need[size] = e, market.needed[e]
            gain[size] = market.value[e] - margin[market.owner[e]]
            size += gain[size] >= -loss
        states = (market.beds[h] + 1) * row
        rest[size, :states] = 0
        for k in range(size - 1, -1, -1):
            for room in range(states):
                earned = rest[k + 1, room]
                if need[k] * row + head <= room and room % row >= head:
                    earned = max(earned, gain[k] + rest[k + 1, room - need[k] * row - head])
                rest[k, room] = earned
        least = rest[0, states - 1] - loss
        depth, depth_at[0], depth_room[0], depth_gain[0] = 0, 0, states - 1, 0
        while depth >= 0:
            k, room = depth_at[depth], depth_room[depth]
            if k == size:
                depth -= 1
                continue
            depth_at[depth] = k + 1
            left = room - need[k] * row - head
            if left < 0 or room % row < head:
                continue
            earned = depth_gain[depth] + gain[k]
            if earned + rest[k + 1, left] < least:
                continue
            depth += 1
            depth_at[depth], depth_room[depth], depth_gain[depth] = k + 1, left, earned
            if earned >= least:
                if count == ways.home.size or used + depth > ways.edge.size:
                    return -1
                for d in range(depth):
                    ways.edge[used + d] = at[depth_at[d] - 1]
                used, count = used + depth, count + 1
                ways.home[count - 1], ways.start[count] = h, used
    return count
