"""A plan for everyone by SciPy, and by HiGHS within it."""

from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment, linprog
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from bench.apart import Work
from bench.peers.plan import NOBODY, homes_of, job_of, owner_of
from hearth.engine.tables import Floats


def scipy_sparse(folder: Path) -> Work:
    """SciPy min_weight_full_bipartite_matching: a column per place, and one to stay behind."""
    one = job_of(folder)

    def work() -> dict[str, object]:
        n, owner = one.parties, owner_of(one)
        first = np.concatenate([[0], np.cumsum(one.places, dtype=np.int64)])
        many = one.places[one.home]
        entry = np.repeat(np.arange(one.home.size), many)
        place = np.arange(entry.size) - np.repeat(np.cumsum(many) - many, many)
        column = np.append(first[one.home[entry]] + place, first[-1] + np.arange(n))
        # Costs above 0, because an entry of 0 is no entry.
        top = int(one.value.max(initial=0)) + 1
        cost = np.append(top - one.value[entry], np.full(n, top)).astype(np.float64)
        row = np.append(owner[entry], np.arange(n))
        graph = csr_array((cost, (row, column)), shape=(n, int(first[-1]) + n))
        rows, columns = min_weight_full_bipartite_matching(graph)
        taken = columns < first[-1]
        home = np.full(n, NOBODY, np.int32)
        home[rows[taken]] = np.searchsorted(first, columns[taken], side="right") - 1
        return {"home": home}

    return work


def scipy_dense(folder: Path) -> Work:
    """SciPy linear_sum_assignment: all pairs, 0 where somebody is no candidate."""
    one = job_of(folder)

    def work() -> dict[str, object]:
        owner, slot = owner_of(one), np.repeat(np.arange(one.places.size), one.places)
        first = np.cumsum(one.places, dtype=np.int64) - one.places
        worth = np.zeros((one.parties, slot.size))
        for place in range(int(one.places.max(initial=0))):
            has = one.places[one.home] > place
            worth[owner[has], first[one.home[has]] + place] = one.value[has]
        rows, columns = linear_sum_assignment(worth, maximize=True)
        real = worth[rows, columns] > 0
        home = np.full(one.parties, NOBODY, np.int32)
        home[rows[real]] = slot[columns[real]]
        return {"home": home}

    return work


def highs_lp(folder: Path) -> Work:
    """HiGHS, dual simplex, by SciPy linprog: the relaxation, whose corners are whole."""
    one = job_of(folder)

    def work() -> dict[str, object]:
        owner, e = owner_of(one), np.arange(one.home.size)
        rows = np.append(owner, one.parties + one.home).astype(np.int64)
        shape = (one.parties + one.places.size, e.size)
        limits: Any = coo_array((np.ones(2 * e.size), (rows, np.append(e, e))), shape=shape)
        most: Floats = np.append(np.ones(one.parties), one.places).astype(np.float64)
        cost = -one.value.astype(np.float64)
        found: Any = linprog(cost, A_ub=limits.tocsr(), b_ub=most, method="highs-ds")
        return {"home": homes_of(one, owner, found.x > 0.5)}

    return work
