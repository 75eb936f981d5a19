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
PART = 8  # one in so many of those who wait bid before prices change
FAR = 16  # bidders ahead whose rows are asked for from memory
LARGEST_STEP = 1 << 61  # so that no sum wraps around


class Memory(NamedTuple):
    """What parties that bid often remember of their rows, so as not to read them whole.

    at : int32 (n), place in the columns below, -1 = nothing yet. home : int32 (k, KEPT) and
    value : int64 (k, KEPT), the best candidates when last read, -1 = none. rest : int64 (k), no
    other candidate was better than this. bids : int32 (n). used : int64 (2), how many of k are
    in use, from the front and from the back.
    """

    at: NDArray[np.int32]
    home: NDArray[np.int32]
    value: NDArray[np.int64]
    rest: NDArray[np.int64]
    bids: NDArray[np.int32]
    used: NDArray[np.int64]


class Queue(NamedTuple):
    """Parties that wait to bid, and what some at the head have been asked for.

    party : int32 (n), a ring. ends : int64 (2), its head, and how many wait from there on.
    home : int32 (b), -1 = none; worth, offer : int64 (b); by place from the head on.
    """

    party: NDArray[np.int32]
    ends: NDArray[np.int64]
    home: NDArray[np.int32]
    worth: NDArray[np.int64]
    offer: NDArray[np.int64]


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


@kernel
def line_up(s: State, memory: Memory, q: Queue) -> None:
    """Let everybody unplaced wait, in the order of their rows, and remember nothing."""
    waiting = 0
    for i in range(s.held.size):
        if s.held[i] < 0:
            q.party[waiting] = i
            waiting += 1
    q.ends[0], q.ends[1] = 0, waiting
    memory.at[:] = -1
    memory.bids[:] = 0
    memory.used[:] = 0


# size: one loop that runs for every bid; a call for each part of it would cost more than the part
@kernel
def ask(  # noqa: PLR0912, PLR0915  see above
    s: State, memory: Memory, q: Queue, step: tuple[int, int], run: tuple[int, int]
) -> None:
    """Ask those who wait, `run` first up to end from the head on, what they bid, into `q`.

    step : the least, and how often it may double. Nothing that others read is written, so two
    runs may be asked side by side, if only one of them begins at the head.
    """
    home, value, price, parties = s.home, s.value, s.price, s.held.size
    best_home, best_value = np.empty(KEPT + 1, np.int32), np.empty(KEPT + 1, np.int64)
    best_margin = np.empty(KEPT + 1, np.int64)
    for y in range(run[0], run[1]):
        if y + FAR < q.ends[1]:  # a chain of reads, a link of it for each of three to be asked soon
            t = q.ends[0] + y + FAR
            k = q.party[t if t < parties else t - parties]
            fetch(s.start, k)
            fetch(s.stop, k)
            fetch(memory.at, k)
            t = q.ends[0] + y + FAR // 2
            k = q.party[t if t < parties else t - parties]
            fetch(s.ready, k)
            fetch(memory.bids, k)
            for x in range(s.start[k], s.start[k] + HEAD + NEXT, LINE):
                fetch(value, x)
            for x in range(s.start[k], s.start[k] + HEAD + NEXT, 2 * LINE):
                fetch(home, x)
            t = q.ends[0] + y + FAR // 4
            k = q.party[t if t < parties else t - parties]
            for x in range(s.start[k], min(s.start[k] + HEAD, s.stop[k])):
                fetch(price, home[x])
        t = q.ends[0] + y
        i = q.party[t if t < parties else t - parties]
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
                side = 0 if run[0] == 0 else 1
                at = memory.used[0] if side == 0 else parties - 1 - memory.used[1]
                memory.at[i] = at
                memory.used[side] += 1
            memory.home[at, :], memory.value[at, :] = best_home[:KEPT], best_value[:KEPT]
            memory.rest[at] = best_margin[KEPT]
            m1, m2, j, v1 = best_margin[0], best_margin[1], int(best_home[0]), best_value[0]
        q.home[y] = j
        if j >= 0:
            least = step[0] << min(memory.bids[i] >> TIRED, step[1])
            memory.bids[i] += 1
            q.worth[y], q.offer[y] = v1, v1 - (m2 if m1 - m2 >= least else max(0, m1 - least))


@kernel
def take(s: State, q: Queue, bid: NDArray[np.int64], many: int) -> int:
    """Take the bids of so many from the head on, one after the other; returns how many there were.

    Who asks for nothing has waited long enough; who was outbid meanwhile, and who is sent out,
    waits again, last.
    bid : int64 (slots), the lowest bid of a home stands first and is its price.
    """
    price, held, slot, first, parties = s.price, s.held, s.slot, s.first, s.held.size
    made, head, waiting = 0, q.ends[0], q.ends[1]
    for y in range(many):
        t = y + FAR
        if t < many and q.home[t] >= 0:  # as in `ask`
            fetch(first, q.home[t])
            fetch(s.places, q.home[t])
            fetch(price, q.home[t])
            t = q.ends[0] + t
            k = q.party[t if t < parties else t - parties]
            fetch(held, k)
            fetch(s.fit, k)
        t = y + FAR // 2
        if t < many and q.home[t] >= 0:
            fetch(slot, first[q.home[t]])
            fetch(bid, first[q.home[t]])
        t = y + FAR // 4
        if t < many and q.home[t] >= 0:
            fetch(held, slot[first[q.home[t]]])
        i, j, offer = q.party[head], q.home[y], q.offer[y]
        head = head + 1 if head + 1 < parties else 0
        waiting -= 1
        if j < 0:
            continue
        made, out = made + 1, i
        if offer > price[j]:
            a, room = first[j], s.places[j]
            out = slot[a]
            x, z = 0, 1
            while z < room:
                if z + 1 < room and bid[a + z + 1] < bid[a + z]:
                    z += 1
                if bid[a + z] >= offer:
                    break
                bid[a + x], slot[a + x] = bid[a + z], slot[a + z]
                x, z = z, 2 * z + 1
            bid[a + x], slot[a + x] = offer, i
            price[j] = bid[a]
            held[i], s.fit[i] = j, q.worth[y]
            if out >= 0:
                held[out] = -1
        if out >= 0:
            t = head + waiting
            q.party[t if t < parties else t - parties] = out
            waiting += 1
    q.ends[0], q.ends[1] = head, waiting
    return made


@kernel
def at_once(waiting: int, most: int) -> int:
    """How many of those who wait bid before prices change: a part of them, at least one."""
    return max(1, min(waiting // PART, most))


@kernel
def bid_on(
    s: State, memory: Memory, q: Queue, bid: NDArray[np.int64], step: tuple[int, int], most: int
) -> int:
    """Let those who wait bid until nobody does, or `most` bids are made; returns how many were."""
    made = 0
    while q.ends[1] > 0 and made < most:
        many = at_once(q.ends[1], min(q.home.size, most - made))
        ask(s, memory, q, step, (0, many))
        made += take(s, q, bid, many)
    return made
