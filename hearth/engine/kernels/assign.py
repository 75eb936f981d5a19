"""Prices found by bidding: nearly right, and quickly. `repair` makes them exact."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.ahead import LINE, fetch
from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.lists import (
    ALL,
    HEAD,
    HEAD_ALONE,
    MORE,
    NEXT,
    sort_next,
    sort_row,
    sorted_to,
)
from hearth.engine.kernels.repair import State, sit

KEPT = 6  # best candidates remembered by a party that bids again and again
PATIENCE = 8  # bids after which a party begins to remember
TIRED = 3  # a party's smallest step doubles after 2**TIRED bids
FAR = 16  # bidders ahead whose rows are asked for from memory
LARGEST_STEP = 1 << 61  # so that no sum wraps around


class Memory(NamedTuple):
    """What parties that bid often remember of their rows, so as not to read them whole.

    at : int32 (n), place in the columns below, -1 = nothing yet. home : int32 (k, KEPT) and
    value : int64 (k, KEPT), the best candidates when last read, -1 = none. rest : int64 (k), no
    other candidate was better than this. bids : int32 (n).
    """

    at: NDArray[np.int32]
    home: NDArray[np.int32]
    value: NDArray[np.int64]
    rest: NDArray[np.int64]
    bids: NDArray[np.int32]


@kernel
def crowd(
    s: State, order: NDArray[np.int32], ends: NDArray[np.int64], worth: NDArray[np.int64]
) -> None:
    """Prices (into `price`, all 0 before) of homes that cannot take all who have nowhere else.

    Parties come in groups, `order` up to each of `ends`, worth less and less: `worth` by group.
    As many of a group are let in as can be while those already in move up. Where no more can,
    every home that was asked is full for good, and a place there is worth what the group is.
    s : nobody placed before, and nobody after. The prices are exact for values that differ
    between parties alone, because sets of parties that can be placed together form a matroid.
    Cost: O(e) a round; in a round trees grow from all who wait, and each gains one place.
    Source: J. Edmonds, "Matroids and the greedy algorithm", Mathematical Programming 1 (1971);
    A. Azad and others, "Computing maximum cardinality matchings in parallel on bipartite
    graphs via tree-grafting" (2017), for the trees.
    """
    home, held, price, stamp = s.home, s.held, s.price, s.stamp
    queue, root = np.empty(held.size, np.int32), np.empty(held.size, np.int32)
    group, begin = 0, 0
    while group < ends.size:
        s.clock[0] += 1
        now, asked, read, gained, waiting = s.clock[0], 0, 0, 0, 0
        for x in range(begin, ends[group]):
            if held[order[x]] < 0:
                queue[waiting], root[order[x]] = order[x], order[x]
                waiting += 1
        while read < waiting:
            k = queue[read]
            r = root[k]
            read += 1
            if held[r] >= 0:
                continue
            for e in range(s.start[k], s.stop[k]):
                h = home[e]
                if stamp[h] == now or price[h] > 0:
                    continue
                stamp[h], s.via[h] = now, k
                if s.taken[h] < s.places[h]:
                    gained += 1
                    free, out, mover = int(h), -1, int(k)
                    while out != r:
                        mover = s.via[free]
                        left = int(held[mover])
                        sit(s, mover, free, 0, out)
                        free, out = left, mover
                    break
                s.done[asked] = h
                asked += 1
                for t in range(s.first[h], s.first[h] + s.taken[h]):
                    queue[waiting], root[s.slot[t]] = s.slot[t], r
                    waiting += 1
        if gained == 0:
            for x in range(asked):
                price[s.done[x]] = worth[group]
            begin = ends[group]
            group += 1
    held[:] = -1
    s.taken[:] = 0
    s.slot[:] = -1


@kernel
def reopen(s: State, bid: NDArray[np.int64], lower: int) -> None:
    """Send everybody out and forget all bids; prices stay, but for `lower`, at least 0.

    A home that was not full begins at 0 again, or it could end with a place that is too dear.
    """
    for j in range(s.price.size):
        a, b = s.first[j], s.first[j] + s.places[j]
        price = max(0, s.price[j] - lower)
        for t in range(a, b):
            if s.slot[t] < 0:
                price = 0
        s.price[j] = price
        bid[a:b] = price
        s.slot[a:b] = -1
    s.held[:] = -1


# size: one loop that runs for every bid; a call for each part of it would cost more than the part
@kernel
def auction(  # noqa: PLR0912, PLR0915  see above
    s: State, memory: Memory, bid: NDArray[np.int64], least_step: int, most_bids: int
) -> int:
    """Let parties outbid one another for places. Returns how many still want to bid.

    s : nobody placed, or an auction that was cut short. Prices only rise, so they begin where
    they are not too high, for instance at 0. Afterwards everybody is at a home that is within
    a few steps of its best, and `repair.loosen` must follow.
    bid : int64 (slots), each the home's price to begin with; the lowest bid of a home stands
    first and is its price.
    A bid is what makes the best home no better than the second best, but at least a step more
    than the price; steps grow for a party that bids often, or wars over few homes of great
    value would take as many bids as the value has steps.
    Source: D. P. Bertsekas, "Auction algorithms for network flow problems" (1992).
    """
    home, value, price, held, slot = s.home, s.value, s.price, s.held, s.slot
    parties = held.size
    queue, head, waiting = np.empty(parties, np.int32), 0, 0
    for i in range(parties):
        if held[i] < 0:
            queue[waiting] = i
            waiting += 1
    memory.at[:] = -1
    memory.bids[:] = 0
    made, remembering, doublings = 0, 0, 0
    while least_step << doublings < LARGEST_STEP:
        doublings += 1
    best_home, best_value = np.empty(KEPT + 1, np.int32), np.empty(KEPT + 1, np.int64)
    best_margin = np.empty(KEPT + 1, np.int64)
    while waiting > 0 and made < most_bids:
        if waiting > FAR:  # one chain of reads, a link of it for each of three who will bid soon
            t = head + FAR
            k = queue[t if t < parties else t - parties]
            fetch(s.start, k)
            fetch(s.stop, k)
            fetch(memory.at, k)
            t = head + FAR // 2
            k = queue[t if t < parties else t - parties]
            fetch(s.ready, k)
            fetch(s.fit, k)
            fetch(memory.bids, k)
            for x in range(s.start[k], s.start[k] + HEAD + NEXT, LINE):
                fetch(value, x)
            for x in range(s.start[k], s.start[k] + HEAD + NEXT, 2 * LINE):
                fetch(home, x)
            t = head + FAR // 4
            k = queue[t if t < parties else t - parties]
            e = s.start[k]
            if e < s.stop[k]:
                for x in range(e, min(e + HEAD, s.stop[k])):
                    fetch(price, home[x])
                fetch(s.first, home[e])
                fetch(s.places, home[e])
            t = head + FAR // 8
            k = queue[t if t < parties else t - parties]
            e = s.start[k]
            if e < s.stop[k]:
                fetch(slot, s.first[home[e]])
                fetch(bid, s.first[home[e]])
                fetch(held, slot[s.first[home[e]]])
        i = queue[head]
        head = head + 1 if head + 1 < parties else 0
        waiting -= 1
        m1, m2, j, v1 = 0, 0, -1, 0
        at = memory.at[i]
        if at >= 0:
            for x in range(KEPT):
                h = memory.home[at, x]
                if h >= 0:
                    w = memory.value[at, x] - price[h]
                    if w > m1:
                        m2, m1, j, v1 = m1, w, int(h), memory.value[at, x]
                    elif w > m2:
                        m2 = w
        if (at < 0 or m2 < memory.rest[at]) and memory.bids[i] < PATIENCE:
            known = sorted_to(s.ready[i], s.start[i], s.stop[i])
            for e in range(s.start[i], s.stop[i]):
                if e == known and s.ready[i] == HEAD_ALONE:
                    sort_next(home, value, e, s.stop[i])
                    s.ready[i], known = MORE, min(s.stop[i], e + NEXT)
                if value[e] > m2:
                    w = value[e] - price[home[e]]
                    if w > m1:
                        m2, m1, j, v1 = m1, w, int(home[e]), value[e]
                    elif w > m2:
                        m2 = w
                elif e < known:  # to sort what follows pays only for a row that is read often
                    break
        elif at < 0 or m2 < memory.rest[at]:
            best_home[:] = -1
            best_margin[:] = 0
            known = sorted_to(s.ready[i], s.start[i], s.stop[i])
            for e in range(s.start[i], s.stop[i]):
                if e == known:
                    sort_row(home, value, e, s.stop[i])
                    s.ready[i], known = ALL, s.stop[i]
                if value[e] <= best_margin[KEPT]:
                    break
                w = value[e] - price[home[e]]
                if w > best_margin[KEPT]:
                    x = KEPT
                    while x > 0 and best_margin[x - 1] < w:
                        best_margin[x] = best_margin[x - 1]
                        best_home[x], best_value[x] = best_home[x - 1], best_value[x - 1]
                        x -= 1
                    best_margin[x], best_home[x], best_value[x] = w, home[e], value[e]
            if at < 0:
                at = remembering
                memory.at[i] = at
                remembering += 1
            memory.home[at, :], memory.value[at, :] = best_home[:KEPT], best_value[:KEPT]
            memory.rest[at] = best_margin[KEPT]
            m1, m2, j, v1 = best_margin[0], best_margin[1], int(best_home[0]), best_value[0]
        if j < 0:
            continue
        made += 1
        step = least_step << min(memory.bids[i] >> TIRED, doublings)
        memory.bids[i] += 1
        offer = v1 - (m2 if m1 - m2 >= step else max(0, m1 - step))
        a, room = s.first[j], s.places[j]
        out = slot[a]
        x, y = 0, 1
        while y < room:
            if y + 1 < room and bid[a + y + 1] < bid[a + y]:
                y += 1
            if bid[a + y] >= offer:
                break
            bid[a + x], slot[a + x] = bid[a + y], slot[a + y]
            x, y = y, 2 * y + 1
        bid[a + x], slot[a + x] = offer, i
        price[j] = bid[a]
        held[i], s.fit[i] = j, v1
        if out >= 0:
            held[out] = -1
            t = head + waiting
            queue[t if t < parties else t - parties] = out
            waiting += 1
    return waiting
