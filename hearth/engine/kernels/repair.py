"""The exact repair: one party placed, or one home settled, by the cheapest chain of moves.

A plan and prices prove one another when every party is at a home that is best for it at these
prices (or unplaced where nothing is above 0), and every home with a spare place has price 0.
`place` mends one party, `settle` one home, and neither breaks what was right before. Both are
Dijkstra's search over homes, with stamps, so that they touch only what they reach.
Source: R. Ahuja, T. Magnanti, J. Orlin, Network Flows (1993), chapter 9.7 (successive shortest
paths with reduced costs).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.ahead import fetch
from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.lists import ALL, sort_row, sorted_to

FAR = 8  # parties ahead whose homes are asked for from memory


class State(NamedTuple):
    """A plan that can be mended in place: n parties, m homes, e candidates.

    Rows, by party: start, stop int64 (n), the row of a party in home int32 (e) and value
    int64 (e), in order (highest value first, then lowest home) as far as ready uint8 (n) says,
    at least the first HEAD; what follows has any order and is never better.
    By home: since, until int64 (m), a home's entries in party int32 (e) and worth int64 (e),
    in any order. The same pairs as the rows; `settle` alone reads them.
    Places: first int64 (m), where a home's parties stand in slot int32; places int64 (m), how
    many it takes; taken int64 (m), how many stand there, from `first` on.
    Plan: held int32 (n), home or -1; fit int64 (n), value there; margin int64 (n), the best
    value minus price of a party, at least 0; price int64 (m), at least 0.
    Scratch: clock int64 (1); stamp, dist, via, aside int64 (m); heap, where, done int32 (m).
    Values and prices are whole numbers from 0 to less than 2**62.
    """

    start: NDArray[np.int64]
    stop: NDArray[np.int64]
    home: NDArray[np.int32]
    value: NDArray[np.int64]
    ready: NDArray[np.uint8]
    since: NDArray[np.int64]
    until: NDArray[np.int64]
    party: NDArray[np.int32]
    worth: NDArray[np.int64]
    first: NDArray[np.int64]
    places: NDArray[np.int64]
    taken: NDArray[np.int64]
    slot: NDArray[np.int32]
    held: NDArray[np.int32]
    fit: NDArray[np.int64]
    margin: NDArray[np.int64]
    price: NDArray[np.int64]
    clock: NDArray[np.int64]
    stamp: NDArray[np.int64]
    dist: NDArray[np.int64]
    via: NDArray[np.int64]
    aside: NDArray[np.int64]
    heap: NDArray[np.int32]
    where: NDArray[np.int32]
    done: NDArray[np.int32]


@kernel
def seat(s: State, wanted: NDArray[np.int32]) -> None:
    """Send parties where `wanted` (n) says, as far as it is a candidate with a place left.

    Nobody placed before. Who comes first is placed first. `judge` and `stand` must follow.
    Cost: O(e).
    """
    for i in range(wanted.size):
        h = wanted[i]
        if h < 0 or h >= s.places.size or s.taken[h] >= s.places[h]:
            continue
        for e in range(s.start[i], s.stop[i]):
            if s.home[e] == h:
                s.held[i], s.fit[i] = h, s.value[e]
                s.taken[h] += 1
                break


@kernel
def judge(s: State, run: tuple[int, int]) -> None:
    """Say of these parties what their margin is, and unplace whoever is not at a best home.

    run : first party and end. Asks for `held`, `fit` and `price` alone, and writes of no other
    party, so that runs can be judged side by side.
    Cost: O(rows read until nothing better can come).
    """
    for i in range(run[0], run[1]):
        ahead = i + FAR
        if ahead < s.held.size and s.held[ahead] >= 0:
            fetch(s.price, s.held[ahead])
            fetch(s.price, s.home[s.start[ahead]])
        best, known = 0, sorted_to(s.ready[i], s.start[i], s.stop[i])
        for e in range(s.start[i], s.stop[i]):
            v = s.value[e]
            if v <= best and e < known:
                break
            best = max(best, v - s.price[s.home[e]])
        s.margin[i] = best
        h = s.held[i]
        if h >= 0 and s.fit[i] - s.price[h] != best:
            s.held[i] = -1


@kernel
def stand(s: State, parties: NDArray[np.int32], homes: NDArray[np.int32]) -> tuple[int, int]:
    """Let parties stand where `held` says, and list what is to be mended.

    s : every party judged, no home overfull; `slot` and `taken` are made anew. parties (n) and
    homes (m) receive the parties to `place` and the homes to `settle`; returned is how many of
    each. Cost: O(n + m).
    """
    count, s.taken[:] = 0, 0
    for i in range(s.held.size):
        ahead = i + FAR
        if ahead < s.held.size and s.held[ahead] >= 0:
            fetch(s.first, s.held[ahead])
            fetch(s.taken, s.held[ahead])
        h = s.held[i]
        if h >= 0:
            s.slot[s.first[h] + s.taken[h]] = i
            s.taken[h] += 1
        elif s.margin[i] > 0:
            parties[count] = i
            count += 1
    left = 0
    for h in range(s.places.size):
        if s.price[h] > 0 and s.taken[h] < s.places[h]:
            homes[left] = h
            left += 1
    return count, left


@kernel
def rise(s: State, size: int, h: int) -> int:
    """Put home `h` where its `dist` belongs in the heap of `size`; returns the new size."""
    heap, where, dist = s.heap, s.where, s.dist
    x, d = where[h], dist[h]
    if x < 0:
        x, size = size, size + 1
    while x > 0:
        y = (x - 1) >> 1
        k = heap[y]
        if dist[k] <= d:
            break
        heap[x], where[k] = k, x
        x = y
    heap[x], where[h] = h, x
    return size


@kernel
def drop_first(s: State, size: int) -> int:
    """Take the nearest home off the heap of `size`; returns the new size."""
    heap, where, dist = s.heap, s.where, s.dist
    size -= 1
    h = heap[size]
    d, x, y = dist[h], 0, 1
    while y < size:
        if y + 1 < size and dist[heap[y + 1]] < dist[heap[y]]:
            y += 1
        k = heap[y]
        if dist[k] >= d:
            break
        heap[x], where[k] = k, x
        x, y = y, 2 * y + 1
    heap[x], where[h] = h, x
    return size


@kernel
def sit(s: State, i: int, h: int, v: int, instead_of: int) -> None:
    """Party `i`, worth `v` at home `h`, takes the slot of `instead_of` (-1: the next free)."""
    t = s.first[h]
    if instead_of < 0:
        t += s.taken[h]
        s.taken[h] += 1
    else:
        while s.slot[t] != instead_of:
            t += 1
    s.slot[t], s.held[i], s.fit[i] = i, h, v


# size: one search; its parts share a dozen arrays, and calls inside the scan cost more than it
@kernel
def place(s: State, i: int) -> None:  # noqa: PLR0912, PLR0915  see above
    """Place party `i`, or prove that nobody gains by it; prices only rise.

    Party `i` is unplaced; every placed party is at a best home and its `margin` is right.
    Homes with a spare place may still have a price. Afterwards the same holds, and for `i`.
    Cost: the homes within reach, times their parties' rows as far as anything better can come.
    """
    home, value, price, dist, margin = s.home, s.value, s.price, s.dist, s.margin
    s.clock[0] += 1
    now, size, found = s.clock[0], 0, 0
    best, known = 0, sorted_to(s.ready[i], s.start[i], s.stop[i])
    for e in range(s.start[i], s.stop[i]):
        if value[e] <= best and e < known:
            break
        best = max(best, value[e] - price[home[e]])
    margin[i] = best
    end_home, end_party = -1, i  # until something better is found, `i` stays unplaced
    j, base, t, last = -1, 0, 0, 1
    while True:
        while t < last:
            k = i if j < 0 else s.slot[t]
            t += 1
            reach = base + margin[k]  # all of this can be lost before `k` does better unplaced
            if j >= 0 and reach < best:
                best, end_home, end_party = reach, -1, k
            known = sorted_to(s.ready[k], s.start[k], s.stop[k])
            for e in range(s.start[k], s.stop[k]):
                if e == known:
                    sort_row(home, value, e, s.stop[k])
                    s.ready[k], known = ALL, s.stop[k]
                lost = reach - value[e]
                if lost >= best:
                    break
                h = home[e]
                d = lost + price[h]
                if d >= best:
                    continue
                if s.stamp[h] != now:
                    s.stamp[h], s.where[h] = now, -1
                elif d >= dist[h]:
                    continue
                dist[h], s.via[h], s.aside[h] = d, k, value[e]
                if s.taken[h] < s.places[h]:
                    best, end_home = d, h
                else:
                    size = rise(s, size, h)
        if size == 0 or dist[s.heap[0]] >= best:
            break
        j = s.heap[0]
        base, t = int(dist[j]), int(s.first[j])
        last = t + int(s.taken[j])
        size = drop_first(s, size)
        s.done[found] = j
        found += 1
    for x in range(found):
        j = s.done[x]
        price[j] += best - dist[j]
        for t in range(s.first[j], s.first[j] + s.taken[j]):
            margin[s.slot[t]] -= best - dist[j]
    margin[i] -= best
    out = -1
    if end_home < 0:
        end_home, out = s.held[end_party], end_party
        s.held[end_party] = -1
    while out != i:
        k = int(s.via[end_home])
        left = int(s.held[k])
        sit(s, k, end_home, int(s.aside[end_home]), out)
        end_home, out = left, k


# size: one search; its parts share a dozen arrays, and calls inside the scan cost more than it
@kernel
def settle(s: State, j0: int) -> None:  # noqa: PLR0912, PLR0915  see above
    """Fill one spare place of home `j0`, or lower its price to 0; prices only fall.

    Home `j0` has a spare place; nobody gains by moving (no party is left to `place`). Lists by
    home are there. Afterwards the same holds; call again until the home is full or free.
    Cost: the homes within reach, times their lists.
    """
    price, dist, margin, held, worth = s.price, s.dist, s.margin, s.held, s.worth
    s.clock[0] += 1
    now, size, found = s.clock[0], 0, 0
    best, end_home, end_entry = int(price[j0]), j0, -1
    s.stamp[j0], s.where[j0], dist[j0] = now, -1, 0
    j = j0
    while True:
        base, p = int(dist[j]), int(price[j])
        s.done[found] = j
        found += 1
        for q in range(s.since[j], s.until[j]):
            lost = p - worth[q]
            if lost >= best - base:
                continue
            k = s.party[q]
            lost += margin[k]
            h = held[k]
            if lost >= best - base or h == j:
                continue
            d = base + lost
            if h < 0:  # comes from outside and leaves nothing behind
                best, end_home, end_entry = d, j, q
                continue
            if s.stamp[h] != now:
                s.stamp[h], s.where[h] = now, -1
            elif d >= dist[h]:
                continue
            dist[h], s.via[h], s.aside[h] = d, q, j
            if d + price[h] < best:
                best, end_home, end_entry = d + price[h], h, -1
            size = rise(s, size, h)
        if size == 0 or dist[s.heap[0]] >= best:
            break
        j = int(s.heap[0])
        size = drop_first(s, size)
    for x in range(found):
        h = s.done[x]
        price[h] -= best - dist[h]
        for t in range(s.first[h], s.first[h] + s.taken[h]):
            margin[s.slot[t]] += best - dist[h]
    j, q = int(end_home), end_entry
    if q < 0:  # the chain ends at a home that loses a party; its price is 0 now
        if j == j0:
            return
        q = s.via[j]
        last = s.first[j] + s.taken[j] - 1
        t = s.first[j]
        while s.slot[t] != s.party[q]:
            t += 1
        s.slot[t] = s.slot[last]
        s.taken[j] -= 1
        j = s.aside[j]
    while True:
        entry, h = q, j
        out = -1
        if j != j0:
            q = s.via[j]
            out, j = int(s.party[q]), s.aside[j]
        sit(s, int(s.party[entry]), h, int(worth[entry]), out)
        if out < 0:
            return


@kernel
def place_all(s: State, parties: NDArray[np.int32]) -> None:
    """`place` one party after another."""
    for i in parties:
        place(s, int(i))


@kernel
def settle_all(s: State, homes: NDArray[np.int32]) -> None:
    """`settle` each home until it is full or its price is 0."""
    for j in homes:
        while s.price[j] > 0 and s.taken[j] < s.places[j]:
            settle(s, int(j))
