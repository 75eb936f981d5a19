"""Stable allocation on three sides: residents, places, and the workers responsible for them.

For a service that lets both sides rank, and where one worker's caseload limits several homes:
residents rank places, each worker ranks residents and is responsible for several places, each
place has its own capacity. The allocation is stable: there is no resident and place who would
both rather leave it for each other. Where wishes are points to be added up, or nobody but the
service weighs, use `assign`: a stable allocation may place fewer.

The student-project allocation problem with workers' preferences over residents (SPA-S):
D. J. Abraham, R. W. Irving, D. F. Manlove, Two algorithms for the student-project allocation
problem, Journal of Discrete Algorithms 5 (2007).
"""

from dataclasses import dataclass

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.kernels.stable import (
    Lined,
    first_repeat,
    ranks,
    residents_ask,
    sort_by,
    workers_offer,
)
from hearth.engine.tables import Int32s, check_rows, check_start, is_plain, size_of

MOST = int(np.iinfo(np.int32).max)  # entries of all lists of one side, and residents of a worker


@dataclass(frozen=True, slots=True, eq=False)
class Rankings:
    """Who ranks whom; n residents, m places, w workers. Any whole-number dtype, kept as int32.

    start : (n+1), entries `start[i]` up to `start[i+1]` of `place` belong to resident i.
    place : (e), 0 to m-1, best first, each place at most once per resident.
    ranked_start : (w+1), cuts `ranked` by worker in the same way.
    ranked : (f), residents, 0 to n-1, best first, each at most once per worker.
    worker : (m), 0 to w-1, who is responsible for the place.
    capacity : (m), residents a place takes, 0 or more.
    caseload : (w), residents a worker takes over all of their places, 0 or more.

    A resident and a place can come together only if the resident ranks the place and its
    worker ranks the resident: not to rank is a no. The columns are copied, so that nobody
    changes them after they were checked. Raises InvalidValue naming the column and the row.
    """

    start: Int32s
    place: Int32s
    ranked_start: Int32s
    ranked: Int32s
    worker: Int32s
    capacity: Int32s
    caseload: Int32s

    def __post_init__(self) -> None:
        m, w = _size("capacity", self.capacity), _size("caseload", self.caseload)
        self._keep("capacity", MOST + 1)
        self._keep("caseload", MOST + 1)
        self._keep("worker", w)
        if self.worker.size != m:
            raise InvalidValue(f"column worker has {self.worker.size} rows, capacity has {m}")
        self._keep("place", m)
        self._keep_start("start", self.place.size)
        n = self.start.size - 1
        self._keep("ranked", n)
        self._keep_start("ranked_start", self.ranked.size)
        if self.ranked_start.size != w + 1:
            rows = self.ranked_start.size
            raise InvalidValue(f"column ranked_start has {rows} rows, it must have {w + 1}")
        _refuse_repeats("place", self.start, self.place, m)
        _refuse_repeats("ranked", self.ranked_start, self.ranked, n)

    def _keep(self, name: str, count: int) -> None:
        if (rows := _size(name, getattr(self, name))) > MOST:
            raise InvalidValue(f"column {name} has {rows} rows, at most {MOST} allowed")
        column = check_rows(name, getattr(self, name), count)
        object.__setattr__(self, name, column.astype(np.int32))

    def _keep_start(self, name: str, entries: int) -> None:
        self._keep(name, MOST + 1)
        check_start(name, getattr(self, name).astype(np.int64), entries)


def _size(name: str, column: object) -> int:
    if not is_plain(column):
        raise InvalidValue(f"column {name} must be an array of whole numbers")
    return size_of(column)


def _refuse_repeats(name: str, start: Int32s, entry: Int32s, count: int) -> None:
    row = first_repeat(start, entry, count)
    if row >= 0:
        raise InvalidValue(f"column {name}, row {row}: must not be in the same list twice")


def best_for_residents(rankings: Rankings) -> Int32s:
    """Place of each resident, int32 (n), -1 for none: the best of all stable allocations.

    Every resident has the best place that any stable allocation gives them, at once. Which
    residents are placed, and how many each worker has, is the same in all of them.
    Cost: linear in the lists of both sides.
    """
    return _places(rankings, residents_ask(_line_up(rankings)))


def best_for_workers(rankings: Rankings) -> Int32s:
    """Place of each resident, int32 (n), -1 for none: the stable allocation best for workers.

    Whoever a worker has here and not in another stable allocation, the worker ranks before
    whoever they have only there. For every resident it is the worst of all stable ones.
    Cost: linear in the lists of both sides.
    """
    return _places(rankings, workers_offer(_line_up(rankings)))


def _line_up(r: Rankings) -> Lined:
    entries = np.arange(r.place.size, dtype=np.int32)
    owner = np.repeat(np.arange(r.start.size - 1, dtype=np.int32), np.diff(r.start))
    of_worker = r.worker[r.place]
    groups = sort_by(of_worker, entries, r.caseload.size)
    rank = ranks(owner, groups, r.ranked_start, r.ranked, r.start.size - 1)
    _, best_first = sort_by(rank, entries, r.ranked.size)
    return Lined(
        r.start,
        r.place,
        owner,
        rank,
        r.worker,
        *sort_by(r.place, best_first, r.capacity.size),
        *sort_by(of_worker, best_first, r.caseload.size),
        r.capacity,
        r.caseload,
    )


def _places(rankings: Rankings, held: Int32s) -> Int32s:
    out = np.full(held.size, -1, np.int32)
    out[held >= 0] = rankings.place[held[held >= 0]]
    return out
