"""A plan kept the best while parties and homes come and go.

First all lists are changed, then the plan is mended with the searches of `kernels/repair.py`, and
what changed is counted: the worth of the plan from the placements that are other than they were,
the bound from prices and margins. Both are sums of whole numbers, each counted without the
other, so that they prove one another afterwards.

Every kind of act has its kernel, called once for all of that kind: a call costs more than most
acts do, because State and Kept are some sixty arrays.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.lists import sort_row
from hearth.engine.kernels.repair import State, place, settle
from hearth.engine.kernels.shelf import Shelf, join, lay, needed

CLOSED = 1 << 62  # price of a home without places, margin of a party that left


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
def room_for(k: Kept, s: State, a: Acts) -> tuple[tuple[int, int], tuple[int, int], int]:
    """Of rows, of cols and of slots: what is `needed` for these acts.

    A home that moves to other slots takes at most twice as many as list it, and 2.
    """
    rows = needed(k.rows, a.came_start, a.opened_party, k.before)
    cols = needed(k.cols, a.opened_start, a.came_home, s.done)
    slots = 0
    for x in range(a.resized.size):
        j = a.resized[x]
        if a.places[x] > s.places[j]:
            slots += min(a.places[x], 2 * (k.cols.end[j] - k.cols.first[j] + 1))
            k.short[j] = 1
    for x in range(a.opened.size):
        most = 2 * (a.opened_start[x + 1] - a.opened_start[x] + 1)
        slots += min(a.opened_places[x], 2 * most)
        k.short[a.opened[x]] = a.opened_places[x] > most
    for j in a.came_home:
        if k.short[j] != 0 and s.done[j] < 0:
            slots += 2 * (k.cols.end[j] - k.cols.first[j] - s.done[j] + 1)
            s.done[j] = 0
    return rows, cols, slots


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
    s.margin[i] = CLOSED  # until it is placed, no price need be high enough for it


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
    places = min(k.real[j], 2 * (listed + 1))
    k.sums[1] += (places - s.places[j]) * s.price[j]
    s.first[j], s.places[j] = a, places
    k.slots[0] = a + places
    k.short[j] = places < k.real[j]


@kernel
def resize(k: Kept, s: State, j: int, places: int) -> None:
    """Home `j` has so many places from now on; 0 closes it, and it stays in the lists.

    Whoever has no place any more is unplaced and among those who moved, the last it took first.
    """
    if k.real[j] == 0:  # the least price at which nobody gains by moving here
        s.price[j] = 0
        for q in range(k.cols.first[j], k.cols.end[j]):
            s.price[j] = max(s.price[j], k.cols.worth[q] - s.margin[k.cols.who[q]])
    fewer = min(s.places[j], places)
    k.sums[1] -= (s.places[j] - fewer) * s.price[j]
    k.real[j], s.places[j] = places, fewer
    make_places(k, s, j)
    while s.taken[j] > s.places[j]:
        vacate(k, s, int(s.slot[s.first[j] + s.taken[j] - 1]))
    if places == 0:
        s.price[j] = CLOSED


@kernel
def leave(k: Kept, s: State, parties: NDArray[np.int32], dear: NDArray[np.int32]) -> int:
    """These parties leave; `dear` receives their homes, of which the number is returned."""
    rows, free = k.rows, 0
    for i in parties:
        k.dead[0] += rows.end[i] - rows.first[i]
        rows.end[i] = rows.first[i]
        if s.held[i] >= 0:
            dear[free] = s.held[i]
            free += 1
            vacate(k, s, int(i))
        s.margin[i] = CLOSED
    return free


@kernel
def resize_all(k: Kept, s: State, homes: NDArray[np.int32], places: NDArray[np.int64]) -> None:
    """`resize` one home after another."""
    for x in range(homes.size):
        resize(k, s, int(homes[x]), int(places[x]))


@kernel
def come(k: Kept, s: State, a: Acts) -> None:
    """Parties come into the lists, none of them placed."""
    lay(k.rows, a.came, a.came_start, a.came_home, a.came_value)
    join(k.cols, a.came, a.came_start, a.came_home, a.came_value, s.ready[:0])
    for h in a.came_home:
        if k.short[h] != 0:
            make_places(k, s, int(h))
    for i in a.came:
        sort_row(s.home, s.value, s.start[i], s.stop[i])


@kernel
def seek_all(k: Kept, s: State, parties: NDArray[np.int32]) -> None:
    """`seek` for one party after another."""
    for i in parties:
        seek(k, s, int(i))


@kernel
def refill_all(k: Kept, s: State, homes: NDArray[np.int32]) -> None:
    """`refill` homes that may have free places; some may be there twice. `homes` is used up."""
    price, spare = np.empty(homes.size, np.int64), np.empty(homes.size, np.int64)
    found = 0
    s.clock[0] += 1
    for j in homes:
        if s.price[j] > 0 and s.taken[j] < s.places[j] and s.stamp[j] != s.clock[0]:
            s.stamp[j] = s.clock[0]
            homes[found], price[found] = j, s.price[j]
            spare[found] = s.places[j] - s.taken[j]
            found += 1
    for x in range(found):  # lowered for another before its turn: its spare places cost less
        j = int(homes[x])
        k.sums[1] -= spare[x] * (price[x] - s.price[j])
        refill(k, s, j)


@kernel
def act(k: Kept, s: State, a: Acts) -> None:
    """Do all of it; the plan is the best afterwards.

    New rows are empty and unplaced, new homes closed. There is space behind every tail.
    Places are looked for when all lists are as they will be: whoever comes takes what others
    have left, at its price, and only what is free and still has a price then is settled.
    Cost: one search for each party that comes or loses its place and each place that is free.
    """
    k.act[0] += 1
    k.moves[0] = 0
    dear = np.empty(a.left.size + a.resized.size + a.opened.size, np.int32)
    count = leave(k, s, a.left, dear)
    first = k.moves[0]
    resize_all(k, s, a.closed, np.zeros(a.closed.size, np.int64))
    for j in a.closed:
        k.dead[0] += k.cols.end[j] - k.cols.first[j]
        k.cols.end[j] = k.cols.first[j]
    resize_all(k, s, a.resized, a.places)
    lay(k.cols, a.opened, a.opened_start, a.opened_party, a.opened_value)
    join(k.rows, a.opened, a.opened_start, a.opened_party, a.opened_value, s.ready)
    resize_all(k, s, a.opened, a.opened_places)
    come(k, s, a)
    seek_all(k, s, k.moved[first : k.moves[0]].copy())
    seek_all(k, s, a.came)
    dear[count : count + a.resized.size] = a.resized
    count += a.resized.size
    dear[count : count + a.opened.size] = a.opened
    refill_all(k, s, dear[: count + a.opened.size])
