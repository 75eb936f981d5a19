"""Linear and whole-number programmes of shared beds, solved by HiGHS by way of SciPy.

SciPy is the heaviest of all that a plan could load, and plans without beds do without it: so
this module is imported where it is called, and not before.
"""

from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array, csc_array, vstack

from hearth.engine.kernels.beds import Market
from hearth.engine.kernels.ways import Ways
from hearth.engine.tables import Floats, Int64s

ANY = 2**31 - 1  # branches: as many as it takes


def relaxed(market: Market, scale: int, seconds: float) -> tuple[Floats, Floats] | None:
    """Prices of beds and of parties, each float64 (m), of the linear programme.

    Exact where values differ by many powers of ten. Scaled. None where HiGHS gives up, or
    has not ended after `seconds`.
    """
    n, m = market.start.size - 1, market.beds.size
    rows, limit = _rows(market, market.owner, market.home, n, (market.beds, market.heads))
    solve: Any = linprog  # its annotations do not know that rows may be sparse
    options = {"time_limit": max(0.0, seconds)}
    answer = solve(-(market.value // scale).astype(np.float64), rows, limit, options=options)
    if answer.status != 0:
        return None
    price = np.maximum(0.0, -answer.ineqlin.marginals) * scale
    return price[n : n + m], price[n + m :]


def _rows(
    market: Market, owner: Int64s, home: Int64s, n: int, limits: tuple[Int64s, Int64s]
) -> tuple[Any, Floats]:
    """A party once, a home's beds, a home's parties: the rows and their limits."""
    count, m = owner.size, limits[0].size
    column, ones = np.arange(count), np.ones(count)
    once = coo_array((ones, (owner, column)), shape=(n, count))
    beds = coo_array((market.needed.astype(np.float64), (home, column)), shape=(m, count))
    heads = coo_array((ones, (home, column)), shape=(m, count))
    limit = np.concatenate([np.ones(n), *limits]).astype(np.float64)
    return vstack([once, beds, heads], format="csc"), limit


def best_of(
    part: Market, scale: int, gap: float, seconds: float, *, nodes: int = ANY
) -> tuple[Int64s, int | None]:
    """The best plan HiGHS finds, candidate or -1 per party, and what no plan exceeds, scaled.

    gap : it may stop at. nodes : branches at most. None where it says nothing.
    """
    parties, owner = np.unique(part.owner, return_inverse=True)
    homes, home = np.unique(part.home, return_inverse=True)
    limits = part.beds[homes], part.heads[homes]
    rows, limit = _rows(part, owner, home, parties.size, limits)
    worth = part.value // scale
    taken, said = _most(
        worth, rows, limit, {"time_limit": seconds, "mip_rel_gap": gap, "node_limit": nodes}
    )
    chosen = np.full(part.start.size - 1, -1, np.int64)
    chosen[part.owner[taken]] = taken
    return chosen, None if said is None else said * scale


def best_ways(
    market: Market, ways: Ways, scale: int, gap: float, seconds: float
) -> tuple[Int64s, int | None]:
    """The same, each home filled in one of its `ways` or not at all.

    Source: C. Barnhart and others, "Branch-and-price: column generation for solving huge
    integer programs", Operations Research 46 (1998).
    """
    n, m, count = market.start.size - 1, market.beds.size, ways.home.size
    party = market.owner[ways.edge]
    once = csc_array((np.ones(party.size), party, ways.start), shape=(n, count))
    one = csc_array((np.ones(count), ways.home, np.arange(count + 1)), shape=(m, count))
    worth: Int64s = np.add.reduceat(market.value[ways.edge] // scale, ways.start[:-1])
    rows = vstack([once, one], format="csc")
    taken, said = _most(worth, rows, np.ones(n + m), {"time_limit": seconds, "mip_rel_gap": gap})
    chosen = np.full(n, -1, np.int64)
    for k in taken.tolist():
        some = ways.edge[ways.start[k] : ways.start[k + 1]]
        chosen[market.owner[some]] = some
    return chosen, None if said is None else said * scale


def _most(
    worth: Int64s, rows: Any, limit: Floats, options: dict[str, Any]
) -> tuple[Int64s, int | None]:
    """The columns that are taken for the most worth, and what no choice of them exceeds."""
    if not worth.size:
        return np.empty(0, np.int64), 0
    solve: Any = milp  # its annotations know no branches
    answer = solve(
        -worth.astype(np.float64),
        integrality=np.ones(worth.size, np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, -np.inf, limit),
        options=options,
    )
    taken = np.empty(0, np.int64) if answer.x is None else np.flatnonzero(answer.x > 0.5)
    said = answer.mip_dual_bound
    # HiGHS reckons in floating point: a little is added to what it says.
    if said is None or not np.isfinite(said):
        return taken, None
    return taken, int(-said * (1 + 1e-9) + 1e-6)
