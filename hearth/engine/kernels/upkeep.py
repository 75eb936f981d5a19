"""A plan kept the best while parties and homes come and go, one act after another.

Every act changes the lists, then mends the plan with the searches of `kernels/repair.py`, and
counts what changed: the worth of the plan from the placements that are other than they were,
the bound from prices and margins. Both are sums of whole numbers, each counted without the
other, so that they prove one another after every act.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.lists import HEAD, sort_row
from hearth.engine.kernels.repair import State, place, settle

CLOSED = 1 << 62  # price of a home without places, margin of a party that left


class Shelf(NamedTuple):
    """Rows of pairs (who, worth), each with room to grow.

    Row r is first[r] up to end[r] of who int32 (c) and worth int64 (c); its room ends at
    limit[r]. first, end, limit : int64 (rows). tail : int64 (1), from there on nothing is used.
    """

    first: NDArray[np.int64]
    end: NDArray[np.int64]
    limit: NDArray[np.int64]
    who: NDArray[np.int32]
    worth: NDArray[np.int64]
    tail: NDArray[np.int64]


class Kept(NamedTuple):
    """What is kept beside the State, which reads the columns of the two shelves as its own.

    rows : candidates by party. cols : the same by home. Pairs with somebody who left stay on the
    other side: a party that left has margin CLOSED and a home has price CLOSED, so that no
    search follows them; dead : int64 (1), how many there are. real : int64 (m), places a home
    has; the State's are the same, or more than list it; short : uint8 (m), 1 where they are
    fewer, so that they may have to become more. slots : int64 (1), from there on no
    slot is used.
    As last counted: was int32 (n), home or -1; worth int64 (n), value there; seen int32 (slots),
    who stands in a slot, -1 for nobody. sums : int64 (2), value and bound of the plan.
    Who moved since `act` int64 (1) began: moved int32 (n), before int32 (n), the first
    moves int64 (1) of them; stamp int64 (n), the act in which a party last moved.
    """

    rows: Shelf
    cols: Shelf
    real: NDArray[np.int64]
    short: NDArray[np.uint8]
    slots: NDArray[np.int64]
    dead: NDArray[np.int64]
    was: NDArray[np.int32]
    worth: NDArray[np.int64]
    seen: NDArray[np.int32]
    sums: NDArray[np.int64]
    act: NDArray[np.int64]
    stamp: NDArray[np.int64]
    moved: NDArray[np.int32]
    before: NDArray[np.int32]
    moves: NDArray[np.int64]


class Acts(NamedTuple):
    """What happens, in this order; rows of parties and homes int32, places and starts int64.

    left : parties that leave. closed : homes that leave. resized, places : homes with other
    places. opened : homes that come, with opened_places, and parties and values from
    opened_start[k] up to opened_start[k+1]. came : parties that come, with homes and values.
    """

    left: NDArray[np.int32]
    closed: NDArray[np.int32]
    resized: NDArray[np.int32]
    places: NDArray[np.int64]
    opened: NDArray[np.int32]
    opened_places: NDArray[np.int64]
    opened_start: NDArray[np.int64]
    opened_party: NDArray[np.int32]
    opened_value: NDArray[np.int64]
    came: NDArray[np.int32]
    came_start: NDArray[np.int64]
    came_home: NDArray[np.int32]
    came_value: NDArray[np.int64]


@kernel
def move_rows(old: Shelf, new: Shelf, other: Shelf, ready: NDArray[np.uint8]) -> None:
    """Copy all rows of `old`, but for pairs with somebody whose row in `other` is empty.

    new : `first` says where each row begins. ready : as of the State, for rows that have an
    order; empty for those that have none. A row that loses a pair is ordered whole.
    """
    for r in range(old.first.size):
        t = new.first[r]
        for x in range(old.first[r], old.end[r]):
            w = old.who[x]
            if other.end[w] > other.first[w]:
                new.who[t], new.worth[t] = w, old.worth[x]
                t += 1
        new.end[r] = t
        if ready.size > 0 and t - new.first[r] < old.end[r] - old.first[r]:
            sort_row(new.who, new.worth, new.first[r], t)
            ready[r] = 1


@kernel
def append(shelf: Shelf, r: int, who: int, worth: int) -> None:
    """Add a pair at the end of row `r`. There is space behind the tail."""
    b = shelf.end[r]
    if b == shelf.limit[r]:
        a, new = shelf.first[r], shelf.tail[0]
        for x in range(b - a):
            shelf.who[new + x], shelf.worth[new + x] = shelf.who[a + x], shelf.worth[a + x]
        shelf.first[r], b = new, new + b - a
        shelf.tail[0] = b + b - new + 2
        shelf.limit[r] = shelf.tail[0]
    shelf.who[b], shelf.worth[b], shelf.end[r] = who, worth, b + 1


@kernel
def insert(shelf: Shelf, r: int, who: int, worth: int) -> None:
    """Add a pair to row `r` so that its HEAD best stay in order. There is space behind the tail.

    The rest of the row is in no order afterwards.
    """
    append(shelf, r, who, worth)
    a, x = shelf.first[r], shelf.end[r] - 1
    if x >= a + HEAD:
        y = a + HEAD - 1
        if shelf.worth[y] > worth or (shelf.worth[y] == worth and shelf.who[y] < who):
            return
        shelf.who[x], shelf.worth[x] = shelf.who[y], shelf.worth[y]
        x = y
    while x > a:
        v = shelf.worth[x - 1]
        if v > worth or (v == worth and shelf.who[x - 1] < who):
            break
        shelf.who[x], shelf.worth[x] = shelf.who[x - 1], v
        x -= 1
    shelf.who[x], shelf.worth[x] = who, worth


@kernel
def lay(shelf: Shelf, r: int, count: int) -> None:
    """Give row `r`, a new one, its room behind the tail, a quarter more than it needs now."""
    a = shelf.tail[0]
    shelf.first[r], shelf.end[r] = a, a
    shelf.tail[0] = a + count + count // 4
    shelf.limit[r] = shelf.tail[0]


@kernel
def note(k: Kept, s: State, i: int) -> None:
    """Count party `i` where it is now, no longer where it was."""
    if k.stamp[i] != k.act[0]:
        k.stamp[i] = k.act[0]
        k.moved[k.moves[0]], k.before[k.moves[0]] = i, k.was[i]
        k.moves[0] += 1
    worth = s.fit[i] if s.held[i] >= 0 else np.int64(0)
    k.sums[0] += worth - k.worth[i]
    k.worth[i], k.was[i] = worth, s.held[i]


@kernel
def vacate(k: Kept, s: State, i: int) -> None:
    """Take party `i`, which has a home, out of it and out of both sums."""
    h = s.held[i]
    last = s.first[h] + s.taken[h] - 1
    t = s.first[h]
    while s.slot[t] != i:
        t += 1
    s.slot[t] = s.slot[last]
    k.seen[t], k.seen[last] = k.seen[last], -1
    s.taken[h] -= 1
    s.held[i] = -1
    note(k, s, i)
    k.sums[1] -= s.margin[i]
    s.margin[i] = 0


@kernel
def seek(k: Kept, s: State, i: int) -> None:
    """Place party `i` and count everybody on the chain of moves, from `i` to its other end."""
    place(s, i)
    k.sums[1] += s.margin[i]  # the homes whose price rose are full: what they gain, they cost
    who = i
    while who >= 0:
        note(k, s, who)
        h = s.held[who]
        if h < 0:
            return
        t = s.first[h]
        while s.slot[t] != who:
            t += 1
        who, k.seen[t] = int(k.seen[t]), who


@kernel
def refill(k: Kept, s: State, j: int) -> None:
    """Settle home `j` until it is full or free, and count everybody who moved for it."""
    while s.price[j] > 0 and s.taken[j] < s.places[j]:
        price, taken = s.price[j], s.taken[j]
        settle(s, j)
        k.sums[1] -= (s.places[j] - taken) * (price - s.price[j])  # all others it lowered are full
        if s.taken[j] == taken:
            return
        h, t = j, s.first[j] + taken
        while True:
            who = int(s.slot[t])
            k.seen[t] = who
            h = int(k.was[who])
            note(k, s, who)
            if h < 0:
                break
            t, end = s.first[h], s.first[h] + s.taken[h]
            while k.seen[t] != who:
                t += 1
            if t == end or k.was[s.slot[t]] == h:  # nobody came instead; the last one closed up
                k.seen[t], k.seen[end] = k.seen[end], -1
                break


@kernel
def make_places(k: Kept, s: State, j: int) -> None:
    """Let home `j` take as many as it has places, or more than list it. There are free slots."""
    listed = k.cols.end[j] - k.cols.first[j]
    k.short[j] = 0
    if s.places[j] == k.real[j]:
        return
    k.short[j] = 1
    if s.places[j] > listed:
        return
    a, b = k.slots[0], s.first[j]
    for x in range(s.taken[j]):
        s.slot[a + x], k.seen[a + x] = s.slot[b + x], k.seen[b + x]
    s.first[j], s.places[j] = a, min(k.real[j], 2 * (listed + 1))
    k.slots[0] = a + s.places[j]
    k.short[j] = s.places[j] < k.real[j]


@kernel
def resize(k: Kept, s: State, j: int, places: int) -> None:
    """Home `j` has so many places from now on; 0 closes it, and it stays in the lists."""
    if k.real[j] == 0:  # the least price at which nobody gains by moving here
        s.price[j] = 0
        for q in range(k.cols.first[j], k.cols.end[j]):
            s.price[j] = max(s.price[j], k.cols.worth[q] - s.margin[k.cols.who[q]])
    k.sums[1] -= s.places[j] * s.price[j]
    k.real[j] = places
    s.places[j] = min(s.places[j], places)
    make_places(k, s, j)
    k.sums[1] += s.places[j] * s.price[j]
    out = np.empty(max(0, s.taken[j] - s.places[j]), np.int32)
    for x in range(out.size):
        out[x] = s.slot[s.first[j] + s.taken[j] - 1]
        vacate(k, s, int(out[x]))
    if places == 0:
        s.price[j] = CLOSED
    for i in out:
        seek(k, s, int(i))
    refill(k, s, j)


@kernel
def act(k: Kept, s: State, a: Acts) -> None:
    """Do all of it, in the order of `Acts`; the plan is the best after every single act.

    New rows are empty and unplaced, new homes closed. There is space behind every tail.
    Cost: one search for each party that comes or loses its place and each place that is free.
    """
    rows, cols = k.rows, k.cols
    k.act[0] += 1
    k.moves[0] = 0
    for x in range(a.left.size):
        i = int(a.left[x])
        k.dead[0] += rows.end[i] - rows.first[i]
        rows.end[i] = rows.first[i]
        h = int(s.held[i])
        if h >= 0:
            vacate(k, s, i)
        s.margin[i] = CLOSED
        if h >= 0:
            refill(k, s, h)
    for x in range(a.closed.size):
        j = int(a.closed[x])
        resize(k, s, j, 0)
        k.dead[0] += cols.end[j] - cols.first[j]
        cols.end[j] = cols.first[j]
    for x in range(a.resized.size):
        resize(k, s, int(a.resized[x]), int(a.places[x]))
    for x in range(a.opened.size):
        j = int(a.opened[x])
        lay(cols, j, int(a.opened_start[x + 1] - a.opened_start[x]))
        for q in range(a.opened_start[x], a.opened_start[x + 1]):
            i, v = int(a.opened_party[q]), int(a.opened_value[q])
            append(cols, j, i, v)
            insert(rows, i, j, v)
            s.ready[i] = 0
        resize(k, s, j, int(a.opened_places[x]))
    for x in range(a.came.size):
        i = int(a.came[x])
        lay(rows, i, int(a.came_start[x + 1] - a.came_start[x]))
        for q in range(a.came_start[x], a.came_start[x + 1]):
            h, v = int(a.came_home[q]), int(a.came_value[q])
            insert(rows, i, h, v)
            append(cols, h, i, v)
            if k.short[h] != 0:
                make_places(k, s, h)
        s.ready[i] = 0
        seek(k, s, i)
