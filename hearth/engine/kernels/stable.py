"""Both sides' rankings lined up, and the two ways to a stable allocation.

An entry is one line of a resident's list; entries of one resident stand in the order of their
wishes, so a smaller number is a better wish. Every array is int32 and contiguous.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.compiled import kernel

Int32s = NDArray[np.int32]
NO_LIMIT = 2**31 - 1  # of rank: nobody has been turned away yet


class Lined(NamedTuple):
    """Entries seen from all three sides; e entries, n residents, m places, w workers.

    start (n+1), place (e): each resident's entries, best first. owner (e): its resident.
    rank (e): where the place's worker has the resident, smaller is better, -1 for nowhere.
    worker (m): who is responsible for each place.
    by_place, by_worker: entries of rank 0 or more, cut by place_start (m+1) and worker_start
    (w+1), best resident first, and of one resident the best wish first.
    capacity (m), caseload (w): residents at most.
    """

    start: Int32s
    place: Int32s
    owner: Int32s
    rank: Int32s
    worker: Int32s
    place_start: Int32s
    by_place: Int32s
    worker_start: Int32s
    by_worker: Int32s
    capacity: Int32s
    caseload: Int32s


@kernel
def first_repeat(start: Int32s, entry: Int32s, count: int) -> int:
    """Where a list names something a second time; -1 for nowhere. Cost: one pass."""
    named = np.full(count, -1, np.int32)
    for row in range(start.size - 1):
        for x in range(start[row], start[row + 1]):
            if named[entry[x]] == row:
                return x
            named[entry[x]] = row
    return -1


@kernel
def sort_by(key: Int32s, entries: Int32s, count: int) -> tuple[Int32s, Int32s]:
    """`entries` by rising key (0 to count - 1), equal keys as they came; key -1 is left out.

    Returns the cuts (count + 1) and the sorted entries. Cost: two passes and count.
    """
    start = np.zeros(count + 1, np.int32)
    for e in entries:
        if key[e] >= 0:
            start[key[e] + 1] += 1
    for k in range(count):
        start[k + 1] += start[k]
    free = start.copy()
    out = np.empty(start[count], np.int32)
    for e in entries:
        if key[e] >= 0:
            out[free[key[e]]] = e
            free[key[e]] += 1
    return start, out


@kernel
def ranks(
    owner: Int32s, groups: tuple[Int32s, Int32s], ranked_start: Int32s, ranked: Int32s, n: int
) -> Int32s:
    """Per entry, where its worker's list has its resident; -1 for nowhere. Cost: one pass.

    owner: resident of each entry, 0 to n-1. groups: entries by worker, as from `sort_by`.
    ranked: residents, 0 to n-1, cut by ranked_start.
    """
    group_start, group = groups
    rank = np.empty(owner.size, np.int32)
    where = np.full(n, -1, np.int32)
    for k in range(ranked_start.size - 1):
        for g in range(ranked_start[k], ranked_start[k + 1]):
            where[ranked[g]] = g
        for x in range(group_start[k], group_start[k + 1]):
            g = where[owner[group[x]]]
            # what an earlier worker left there is below this worker's first position
            rank[group[x]] = g if g >= ranked_start[k] else -1
    return rank


@kernel
def residents_ask(lists: Lined) -> Int32s:
    """Entry that each resident holds, -1 for none, when residents ask from their best wish down.

    A full place or a full worker lets the last in rank go, and from then on nobody who ranks
    after the last one kept may ask. That last one only ever moves up, so each list is walked
    once. Cost: one pass over all lists.
    """
    owner, place, rank, worker = lists.owner, lists.place, lists.rank, lists.worker
    by_place, by_worker = lists.by_place, lists.by_worker
    at = np.full(lists.start.size - 1, -1, np.int32)
    turn = lists.start[:-1].copy()
    in_place = np.zeros(lists.capacity.size, np.int32)
    in_hand = np.zeros(lists.caseload.size, np.int32)
    place_last, place_limit = lists.place_start[1:].copy(), np.empty_like(in_place)
    worker_last, worker_limit = lists.worker_start[1:].copy(), np.empty_like(in_hand)
    for j in range(in_place.size):
        place_last[j] -= 1
        place_limit[j] = NO_LIMIT if lists.capacity[j] > 0 else -1
    for k in range(in_hand.size):
        worker_last[k] -= 1
        worker_limit[k] = NO_LIMIT if lists.caseload[k] > 0 else -1
    for first in range(at.size):
        i = first
        while i >= 0 and turn[i] < lists.start[i + 1]:
            e = turn[i]
            turn[i] += 1
            j, g = place[e], rank[e]
            k = worker[j]
            if g < 0 or g > place_limit[j] or g > worker_limit[k]:
                continue
            gone = -1
            if in_place[j] == lists.capacity[j]:
                gone = by_place[place_last[j]]
            elif in_hand[k] == lists.caseload[k]:
                gone = by_worker[worker_last[k]]
            at[i] = e
            in_place[j] += 1
            in_hand[k] += 1
            i = -1
            if gone >= 0:  # of the same worker in both cases; this resident asks next
                i = owner[gone]
                at[i] = -1
                in_place[place[gone]] -= 1
                in_hand[k] -= 1
            if in_place[j] == lists.capacity[j]:
                while at[owner[by_place[place_last[j]]]] != by_place[place_last[j]]:
                    place_last[j] -= 1
                place_limit[j] = rank[by_place[place_last[j]]]
            if in_hand[k] == lists.caseload[k]:
                while at[owner[by_worker[worker_last[k]]]] != by_worker[worker_last[k]]:
                    worker_last[k] -= 1
                worker_limit[k] = rank[by_worker[worker_last[k]]]
    return at


@kernel
def workers_offer(lists: Lined) -> Int32s:
    """Entry that each resident holds, -1 for none, when workers offer from their best down.

    A resident keeps the best wish offered so far. A worker goes down the list once (`scan`),
    passing over full places; so whatever was passed over and is still wanted lies in a full
    place. When somebody leaves such a place, its first one passed over comes before all that
    the worker has not yet reached, and gets the offer at once. Cost: one pass over all lists.
    """
    owner, place, worker = lists.owner, lists.place, lists.worker
    by_place, by_worker = lists.by_place, lists.by_worker
    workers = lists.caseload.size
    at = np.full(lists.start.size - 1, -1, np.int32)
    in_place = np.zeros(lists.capacity.size, np.int32)
    in_hand = np.zeros(workers, np.int32)
    scan = lists.worker_start[:-1].copy()
    passed = lists.place_start[:-1].copy()
    position = np.empty(owner.size, np.int32)
    for x in range(by_worker.size):
        position[by_worker[x]] = x
    waiting = np.empty(workers, np.int32)
    waits = np.ones(workers, np.bool_)
    for k in range(workers):
        waiting[k] = k
    top = workers
    while top > 0:
        top -= 1
        k = waiting[top]
        waits[k] = False
        while in_hand[k] < lists.caseload[k] and scan[k] < lists.worker_start[k + 1]:
            e = by_worker[scan[k]]
            scan[k] += 1
            if in_place[place[e]] == lists.capacity[place[e]] or 0 <= at[owner[e]] <= e:
                continue
            while e >= 0:
                i = owner[e]
                left = at[i]
                at[i] = e
                in_place[place[e]] += 1
                in_hand[worker[place[e]]] += 1
                e = -1
                if left < 0:
                    continue
                j = place[left]
                q = worker[j]
                in_place[j] -= 1
                in_hand[q] -= 1
                x = passed[j]
                while x < lists.place_start[j + 1] and 0 <= at[owner[by_place[x]]] <= by_place[x]:
                    x += 1
                passed[j] = x
                if x < lists.place_start[j + 1] and position[by_place[x]] < scan[q]:
                    e = by_place[x]
                elif not waits[q]:
                    waits[q] = True
                    waiting[top] = q
                    top += 1
    return at
