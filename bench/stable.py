"""Stable allocation beside the package `matching`: same lists, same allocation, seconds.

python -m bench.stable [RESIDENTS]

Both start from the same Python lists. The peer's building of its model and Hearth's packing and
checking count; Hearth's compilation does not.
"""

import sys
import threading
import warnings
from itertools import chain
from time import perf_counter
from typing import NamedTuple

import numpy as np
from matching.exceptions import PlayerExcludedWarning
from matching.games import StudentAllocation

from bench.report import asked
from hearth.engine.stable import Rankings, best_for_residents, best_for_workers
from hearth.engine.tables import Int32s

RESIDENTS, CHOICES, RUNS = 2_000, 8, 3
Lists = list[list[int]]


class Lists3(NamedTuple):
    """What both engines are given: places per resident, residents per worker, and limits."""

    wishes: Lists
    ranked: Lists
    worker: list[int]
    capacity: list[int]
    caseload: list[int]


def invent(residents: int, seed: int = 1) -> Lists3:
    """Five homes for each worker, one to four places each, a little more than half as caseload.

    Some homes are wished for far more than others. A worker ranks just those who wished for one
    of their homes, and takes at least as many as the largest home: the peer asks for both.
    """
    rng = np.random.default_rng(seed)
    workers = max(1, residents // 8)
    places = 5 * workers
    worker = np.repeat(np.arange(workers), 5)
    capacity = rng.integers(1, 5, places)
    caseload = capacity.reshape(workers, 5).sum(axis=1) * 6 // 10
    caseload = np.maximum(caseload, capacity.reshape(workers, 5).max(axis=1))
    wanted = rng.permutation(places)[
        (places * rng.random((residents, 2 * CHOICES)) ** 2).astype(np.int64)
    ]
    wishes = [list(dict.fromkeys(one))[:CHOICES] for one in wanted.tolist()]
    knows: list[set[int]] = [set() for _ in range(workers)]
    for i, wished in enumerate(wishes):
        for j in wished:
            knows[j // 5].add(i)
    ranked = [rng.permutation(sorted(one)).tolist() for one in knows]
    return Lists3(wishes, ranked, worker.tolist(), capacity.tolist(), caseload.tolist())


def peer(given: Lists3, optimal: str) -> list[int]:
    """Place of each resident by `matching`, its model built first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PlayerExcludedWarning)  # an empty home stays in
        game = StudentAllocation.create_from_dictionaries(*(dict(enumerate(one)) for one in given))
    found = [-1] * len(given.wishes)
    for place, inside in game.solve(optimal=optimal).items():
        for resident in inside:
            found[resident.name] = place.name
    return found


def flat(lists: Lists) -> tuple[Int32s, Int32s]:
    """Cuts and entries of a list of lists."""
    start = np.zeros(len(lists) + 1, np.int32)
    np.cumsum([len(one) for one in lists], out=start[1:])
    return start, np.fromiter(chain.from_iterable(lists), np.int32)


def ours(given: Lists3, optimal: str) -> list[int]:
    """Place of each resident by Hearth, packed and checked first."""
    limits = [np.array(column, np.int32) for column in given[2:]]
    rankings = Rankings(*flat(given.wishes), *flat(given.ranked), *limits)
    best = best_for_residents if optimal == "student" else best_for_workers
    found: list[int] = best(rankings).tolist()
    return found


def main() -> int:
    """Print both ways; 1 if an allocation is not the peer's."""
    (residents,) = asked("stable", __doc__, residents=RESIDENTS)
    given, missed = invent(residents), 0
    ours(invent(20), "student"), ours(invent(20), "supervisor")  # compiled here
    for optimal, says in (("student", "best for residents"), ("supervisor", "best for workers")):
        hearth_s, found = min((timed_ours(given, optimal) for _ in range(RUNS)), key=lambda x: x[0])
        start = perf_counter()
        theirs = peer(given, optimal)
        peer_s = perf_counter() - start
        same = found == theirs
        missed += not same
        placed = sum(p >= 0 for p in found)
        ratio = f"ratio {peer_s / hearth_s:,.0f}" if same else "NOT THE SAME, no ratio"
        print(
            f"{residents} residents, {says}: {placed} placed; "
            f"hearth {hearth_s * 1000:.1f} ms, matching {peer_s:.1f} s; {ratio}",
            flush=True,
        )
    return 1 if missed else 0


def timed_ours(given: Lists3, optimal: str) -> tuple[float, list[int]]:
    """Seconds and allocation of one run."""
    start = perf_counter()
    found = ours(given, optimal)
    return perf_counter() - start, found


def with_room_to_recurse() -> int:
    """`main` on a large stack: the peer copies its players by following who knows whom."""
    sys.setrecursionlimit(10_000_000)
    threading.stack_size(1 << 30)
    outcome: list[int] = []
    thread = threading.Thread(target=lambda: outcome.append(main()))
    thread.start()
    thread.join()
    return outcome[0] if outcome else 1


if __name__ == "__main__":
    sys.exit(with_room_to_recurse())
