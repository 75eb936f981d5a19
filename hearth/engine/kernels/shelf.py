"""Rows of pairs that can grow, by party and by home, and what is asked before they do."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.ahead import fetch
from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.lists import ALL, HEAD, HEAD_ALONE, sort_row

FAR, NEAR = 24, 12  # pairs ahead: where their rows are is asked for from memory, then the rows
RIGHT, OUTSIDE, GONE, AGAIN = range(4)  # why a row cannot be


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


class Sight(NamedTuple):
    """Rows that are there, and what is noted of them while others are looked through.

    there : bool, `given` rows and room for more. seen : int64, scratch of all these and
    of those that come; clock : int64 (1), nothing seen is later. gone : int32, rows that leave.
    """

    there: NDArray[np.bool_]
    given: int
    seen: NDArray[np.int64]
    clock: NDArray[np.int64]
    gone: NDArray[np.int32]


@kernel
def first_wrong(
    side: Sight, end: int, start: NDArray[np.int64], rows: NDArray[np.int32]
) -> tuple[int, int]:
    """The first of `rows`, lists from start[k] up to start[k+1], that cannot be, and why.

    -1 and RIGHT where all can: from 0 to `end`, there or coming, once in a list. Cost: O(rows).
    """
    there, seen, clock = side.there, side.seen, side.clock
    clock[0] += 1
    gone = clock[0]
    for r in side.gone:
        seen[r] = gone
    for x in range(start.size - 1):
        clock[0] += 1
        now = clock[0]
        for q in range(start[x], start[x + 1]):
            r = rows[q]
            if r < 0 or r >= end:
                return q, OUTSIDE
            if seen[r] == gone or (r < side.given and not there[r]):
                return q, GONE
            if seen[r] == now:
                return q, AGAIN
            seen[r] = now
    return -1, RIGHT


@kernel
def needed(
    shelf: Shelf, own: NDArray[np.int64], who: NDArray[np.int32], more: NDArray[np.int32]
) -> tuple[int, int]:
    """Entries behind the tail that could be taken: as rows are now, and if all of them were full.

    own : int64 (k+1), starts of the pairs of new rows. who : int32, rows that get a pair each.
    more : int32, scratch per row; for rows in `who` afterwards how many they get, below 0.
    A row that is full moves behind the tail and takes twice the room that it needs, so all
    its moves together take at most four times what it needs in the end. Where the shelf is
    widened first, what rows have to spare is taken away.
    """
    now = 4 * own[own.size - 1]
    wide = now
    for r in who:
        more[r] = 0
    for r in who:
        more[r] += 1
    for r in who:
        if more[r] > 0:
            size = shelf.end[r] - shelf.first[r] + more[r]
            wide += 4 * size
            if size > shelf.limit[r] - shelf.first[r]:
                now += 4 * size
            more[r] = -more[r]
    return now, wide


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
            ready[r] = ALL


@kernel
def lay(
    shelf: Shelf,
    rows: NDArray[np.int32],
    start: NDArray[np.int64],
    who: NDArray[np.int32],
    worth: NDArray[np.int64],
) -> None:
    """Write new rows behind the tail as they came, each with a quarter more room than it needs.

    rows : of the newcomers; the pairs of the x-th are start[x] up to start[x+1] of who and worth.
    """
    first, end, limit, into, value = shelf.first, shelf.end, shelf.limit, shelf.who, shelf.worth
    t = shelf.tail[0]
    for x in range(rows.size):
        r = rows[x]
        first[r] = t
        for q in range(start[x], start[x + 1]):
            into[t], value[t] = who[q], worth[q]
            t += 1
        end[r] = t
        t += (start[x + 1] - start[x]) // 4
        limit[r] = t
    shelf.tail[0] = t


# size: one loop over scattered rows; a call for each pair would cost more than the pair
@kernel
def join(
    shelf: Shelf,
    rows: NDArray[np.int32],
    start: NDArray[np.int64],
    who: NDArray[np.int32],
    worth: NDArray[np.int64],
    ready: NDArray[np.uint8],
) -> None:
    """Write the same pairs into the rows of the others. There is space behind the tail.

    shelf : of the others. ready : as of the State, for rows of which the HEAD best stay in order
    and the rest is in no order afterwards; empty for rows that have none.
    """
    first, end, limit, into, value = shelf.first, shelf.end, shelf.limit, shelf.who, shelf.worth
    tail, ordered = shelf.tail[0], ready.size > 0
    for n in range(rows.size):
        w = rows[n]
        for q in range(start[n], start[n + 1]):
            if q + FAR < who.size:
                fetch(end, who[q + FAR])
                fetch(limit, who[q + FAR])
                if ordered:
                    fetch(first, who[q + FAR])
                    fetch(ready, who[q + FAR])
            if q + NEAR < who.size:
                r = who[q + NEAR]
                fetch(into, end[r])
                fetch(value, end[r])
                if ordered:
                    fetch(into, first[r])
                    fetch(into, first[r] + HEAD - 1)
                    fetch(value, first[r])
                    fetch(value, first[r] + HEAD - 1)
            r, v = who[q], worth[q]
            x = end[r]
            if x == limit[r]:
                a = first[r]
                for y in range(x - a):
                    into[tail + y], value[tail + y] = into[a + y], value[a + y]
                first[r], x = tail, tail + x - a
                tail = x + x - tail + 2
                limit[r] = tail
            end[r] = x + 1
            if ordered:
                ready[r] = HEAD_ALONE
                a = first[r]
                y = a + HEAD - 1
                if x > y:
                    if value[y] > v or (value[y] == v and into[y] < w):
                        into[x], value[x] = w, v
                        continue
                    into[x], value[x] = into[y], value[y]
                    x = y
                while x > a and (value[x - 1] < v or (value[x - 1] == v and into[x - 1] > w)):
                    into[x], value[x] = into[x - 1], value[x - 1]
                    x -= 1
            into[x], value[x] = w, v
    shelf.tail[0] = tail


@kernel
def write_lists(
    cols: Shelf,
    rows: Shelf,
    start: NDArray[np.int64],
    home: NDArray[np.int32],
    value: NDArray[np.int64],
) -> int:
    """Lists by party, each with its homes rising, from the lists by home; returns how many pairs.

    start : int64 (n+1), 0; receives where each list begins. home, value : with room for all
    pairs of `cols`. Pairs with somebody whose row in `rows` is empty are left out.
    Cost: O(pairs), twice read.
    """
    first, end, who, worth = cols.first, cols.end, cols.who, cols.worth
    for j in range(first.size):
        for q in range(first[j], end[j]):
            i = who[q]
            if rows.end[i] > rows.first[i]:
                start[i + 1] += 1
    for i in range(1, start.size):
        start[i] += start[i - 1]
    at = start[:-1].copy()
    for j in range(first.size):
        for q in range(first[j], end[j]):
            i = who[q]
            if rows.end[i] > rows.first[i]:
                home[at[i]], value[at[i]] = j, worth[q]
                at[i] += 1
    return int(start[-1])
