"""Candidate lists brought into the order in which a plan is searched: by value, and by home."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel

HEAD = 8  # candidates that every row has in order from the start; the rest waits until read
NEXT = 24  # so many more are brought into order when a row is first read beyond its HEAD
HEAD_ALONE, ALL, MORE = 0, 1, 2  # what of a row is in order; MORE : HEAD and NEXT
SHORT = 20  # rows up to this long are sorted by insertion


class Given(NamedTuple):
    """Candidate lists as they came, or a run of parties of them.

    indptr : int64 (n+1), begins wherever the run does. home : int32 (e), value : int32 or
    int64 (e), both from candidate `indptr[0]` on. useful : uint8 (m), 1 for a home with a place.
    """

    indptr: NDArray[np.int64]
    home: NDArray[np.int32]
    value: NDArray[np.int32] | NDArray[np.int64]
    useful: NDArray[np.uint8]


@kernel
def count(given: Given, size: NDArray[np.int64]) -> tuple[int, int]:
    """Candidates that matter, per party, into `size`.

    A value of 0 and a home without a place matter to no plan. Returns the sum over parties of
    what the greatest value of a row is above its least, and the greatest value of all.
    Cost: O(e).
    """
    indptr, home, value, useful = given.indptr, given.home, given.value, given.useful
    base, wide, greatest = indptr[0], 0, 0
    for i in range(indptr.size - 1):
        found, least, most = 0, 0, 0
        for e in range(indptr[i] - base, indptr[i + 1] - base):
            v = value[e]
            if v > 0 and useful[home[e]] != 0:
                least = v if found == 0 else min(least, v)
                most = max(most, v)
                found += 1
        size[i] = found
        wide += most - least
        greatest = max(greatest, most)
    return wide, greatest


@kernel
def sort_row(home: NDArray[np.int32], value: NDArray[np.int64], low: int, high: int) -> None:
    """Sort candidates `low` up to `high` in place: highest value first, then lowest home.

    Quicksort by hand, because two columns move together. The larger part waits on the stack,
    which therefore never holds more than 64. Cost: O(k log k) in the mean.
    """
    waiting = np.empty((64, 2), np.int64)
    top, last = 0, high - 1
    while True:
        while last - low > SHORT:
            pivot, pivot_home = value[(low + last) >> 1], home[(low + last) >> 1]
            x, y = low, last
            while x <= y:
                while value[x] > pivot or (value[x] == pivot and home[x] < pivot_home):
                    x += 1
                while value[y] < pivot or (value[y] == pivot and home[y] > pivot_home):
                    y -= 1
                if x <= y:
                    value[x], value[y] = value[y], value[x]
                    home[x], home[y] = home[y], home[x]
                    x, y = x + 1, y - 1
            if y - low < last - x:
                waiting[top, 0], waiting[top, 1] = x, last
                last = y
            else:
                waiting[top, 0], waiting[top, 1] = low, y
                low = x
            top += 1
        for x in range(low + 1, last + 1):
            v, h, y = value[x], home[x], x - 1
            while y >= low and (value[y] < v or (value[y] == v and home[y] > h)):
                value[y + 1], home[y + 1] = value[y], home[y]
                y -= 1
            value[y + 1], home[y + 1] = v, h
        if top == 0:
            return
        top -= 1
        low, last = waiting[top, 0], waiting[top, 1]


@kernel
def sort_next(home: NDArray[np.int32], value: NDArray[np.int64], low: int, high: int) -> None:
    """Bring the NEXT best of the candidates `low` up to `high` to the front, in order.

    Order: highest value first, then lowest home. Cost: O(k log k) in the mean, and where `high`
    is far off mostly one comparison for each candidate.
    """
    last = min(high, low + NEXT) - 1
    for t in range(low + 1, high):
        v, h, y = value[t], home[t], t
        if t > last:
            if value[last] > v or (value[last] == v and home[last] < h):
                continue
            value[t], home[t] = value[last], home[last]
            y = last
        while y > low and (value[y - 1] < v or (value[y - 1] == v and home[y - 1] > h)):
            value[y], home[y] = value[y - 1], home[y - 1]
            y -= 1
        value[y], home[y] = v, h


@kernel
def sorted_to(ready: int, start: int, stop: int) -> int:
    """Up to where a row is in order that begins at `start` and ends at `stop`."""
    if ready == ALL:
        return stop
    return min(stop, start + (HEAD + NEXT if ready == MORE else HEAD))


@kernel
def pack(
    given: Given, start: NDArray[np.int64], home: NDArray[np.int32], value: NDArray[np.int64]
) -> None:
    """Copy what matters, row after row from `start`, the HEAD best of each row first in order.

    Order: highest value first, then lowest home. What follows the HEAD has any order and is
    never better than it. Cost: O(e).
    """
    came, worth, useful = given.home, given.value, given.useful
    base = given.indptr[0]
    for i in range(given.indptr.size - 1):
        a = start[i]
        t = a
        for e in range(given.indptr[i] - base, given.indptr[i + 1] - base):
            v, h = worth[e], came[e]
            if v <= 0 or useful[h] == 0:
                continue
            y = t
            if t >= a + HEAD:
                y = a + HEAD - 1
                if value[y] > v or (value[y] == v and home[y] < h):
                    value[t], home[t] = v, h
                    t += 1
                    continue
                value[t], home[t] = value[y], home[y]
            while y > a and (value[y - 1] < v or (value[y - 1] == v and home[y - 1] > h)):
                value[y], home[y] = value[y - 1], home[y - 1]
                y -= 1
            value[y], home[y] = v, h
            t += 1
