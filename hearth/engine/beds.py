"""The best plan where parties of unequal size share the beds of a home.

Generalised assignment, NP-hard: a linear programme gives the bound and its prices, a
search (HiGHS, by way of SciPy) the plan. The prices prove the bound; what the search
knows beyond them is kept as `claimed`.
"""

import math
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, vstack

from hearth.core.errors import InvalidValue
from hearth.engine.plan import MOST_TOTAL, Plan, Values, check_lists, gap_of
from hearth.engine.relax import most_value
from hearth.engine.tables import Floats, Int32s, Int64s, check_column, refuse_where

NONE = -1
PROMISING = 8  # candidates per party that the first search sees, where there are many more
FINEST_SCALE = 1 << 20  # prices are kept to a millionth of a value where int64 allows


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """Candidates that fit a home by themselves: owner, home, value, needed int64 (f);
    beds, parties_max int64 (m); n parties; scale of the prices."""

    owner: Int64s
    home: Int64s
    value: Int64s
    needed: Int64s
    beds: Int64s
    parties_max: Int64s
    n: int
    scale: int


def scale_for(parties: int, most_value: int) -> int:
    """The finest power of two (at most 2**20) whose sums stay inside int64."""
    room = (MOST_TOTAL >> 2) // max(1, parties * most_value)
    return min(FINEST_SCALE, 1 << max(0, room.bit_length() - 1))


def needed_per_candidate(beds_needed: Int32s, owner: Int64s, parties: int) -> Int64s:
    """Beds per candidate, int64 (e), from beds per party (n) or per candidate (e).

    Where there are exactly as many candidates as parties it is read per candidate.
    Raises InvalidValue for any other length, a dtype that is not int32 or a negative
    number.
    """
    per_party = np.size(beds_needed) == parties != owner.size
    size = parties if per_party else owner.size
    check_column("beds_needed", beds_needed, np.int32, (size,))
    refuse_where(beds_needed < 0, "beds_needed", "0 or more")
    return (beds_needed[owner] if per_party else beds_needed).astype(np.int64)


def _rows(job: _Job) -> tuple[Any, Floats]:
    """Left side (sparse) and limits: one home per party, beds and parties per home."""
    count, m = job.owner.size, job.beds.size
    column, ones = np.arange(count), np.ones(count)
    once = coo_array((ones, (job.owner, column)), shape=(job.n, count))
    beds = coo_array((job.needed.astype(np.float64), (job.home, column)), shape=(m, count))
    heads = coo_array((ones, (job.home, column)), shape=(m, count))
    limit = np.concatenate([np.ones(job.n), job.beds, job.parties_max]).astype(np.float64)
    return vstack([once, beds, heads], format="csc"), limit


def _relaxed(job: _Job) -> tuple[Floats, Int64s, Int64s]:
    """Share of each candidate and the scaled prices of beds and of parties."""
    rows, limit = _rows(job)
    answer, m = most_value(job.value.astype(np.float64), rows, limit), job.beds.size
    if answer is None:  # then no price at all: a poor bound, and still a true one
        return np.zeros(job.owner.size), np.zeros(m, np.int64), np.zeros(m, np.int64)
    share, dual = answer
    price = np.rint(dual * job.scale).astype(np.int64)
    return share, price[job.n : job.n + m], price[job.n + m :]


def _bound(job: _Job, price: Int64s, party_price: Int64s) -> tuple[int, Int64s]:
    """Scaled: what no plan exceeds (every bed paid for, every party at its best margin),
    and by how much less than that each candidate leaves at most, int64 (f)."""
    margin = job.value * job.scale - job.needed * price[job.home] - party_price[job.home]
    best = np.zeros(job.n, np.int64)
    np.maximum.at(best, job.owner, margin)
    paid = (job.beds * price).sum() + (job.parties_max * party_price).sum()
    return int(paid + best.sum()), best[job.owner] - margin


def _fill(job: _Job, share: Floats) -> Int64s:
    """A plan by taking candidates while they fit, surest first, then of most value a bed."""
    density = job.value / np.maximum(job.needed, 1)
    chosen = np.full(job.n, NONE, np.int64)
    beds, heads = job.beds.tolist(), job.parties_max.tolist()
    order = np.lexsort((np.arange(share.size), -density, -np.rint(share * 1e6)))
    for edge in order.tolist():
        i, h, needed = int(job.owner[edge]), int(job.home[edge]), int(job.needed[edge])
        if chosen[i] == NONE and beds[h] >= needed and heads[h] >= 1:
            chosen[i] = edge
            beds[h], heads[h] = beds[h] - needed, heads[h] - 1
    return chosen


def _only(job: _Job, kept: Int64s) -> _Job:
    columns = {name: getattr(job, name)[kept] for name in ("owner", "home", "value", "needed")}
    return replace(job, **columns)


def _search(job: _Job, kept: Int64s, gap: float, seconds: float) -> tuple[Int64s, float]:
    """The best plan of the `kept` candidates found in time, and the bound claimed (or inf)."""
    part = _only(job, kept)
    rows, limit = _rows(part)
    answer = milp(
        -part.value.astype(np.float64),
        integrality=np.ones(kept.size, np.int64),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(rows, -np.inf, limit),
        options={"time_limit": seconds, "mip_rel_gap": gap},
    )
    chosen = np.full(job.n, NONE, np.int64)
    if answer.x is not None:
        taken = kept[answer.x > 0.5]
        chosen[job.owner[taken]] = taken
    dual = answer.mip_dual_bound
    return chosen, math.inf if dual is None else -float(dual)


def _worth(job: _Job, chosen: Int64s) -> int:
    return int(job.value[chosen[chosen != NONE]].sum())


def _fits(job: _Job, chosen: Int64s) -> bool:
    edges = chosen[chosen != NONE]
    beds, heads = np.zeros_like(job.beds), np.zeros_like(job.beds)
    np.add.at(beds, job.home[edges], job.needed[edges])
    np.add.at(heads, job.home[edges], 1)
    return bool((beds <= job.beds).all() and (heads <= job.parties_max).all())


def _improved(
    job: _Job, chosen: Int64s, kept: Int64s, gap: float, seconds: float
) -> tuple[Int64s, int]:
    """The better of `chosen` and the search among `kept`, and the bound claimed for these."""
    found, said = _search(job, kept, gap, seconds)
    if _fits(job, found) and _worth(job, found) > _worth(job, chosen):
        chosen = found
    return chosen, math.floor(said * (1 + 1e-9) + 1e-6) if math.isfinite(said) else MOST_TOTAL


def _better(
    job: _Job, start: Int64s, left: Int64s, gap: float, seconds: float
) -> tuple[Int64s, int]:
    """A plan at least as good as `start` by searching, and a claimed bound (unscaled).

    left : int64 (f), scaled, the most that a plan with this candidate can be worth. The
    most promising of many candidates are searched first, with half of the time; the plan
    found there rules out nearly all others, for none of them can be part of a better one.
    """
    many = left.size > 4 * PROMISING * job.n
    seconds = seconds / 2 if many else seconds
    promising = np.sort(np.argsort(-left, kind="stable")[: PROMISING * job.n if many else None])
    chosen, claimed = _improved(job, start, promising, gap, seconds)
    kept = np.flatnonzero(left >= (_worth(job, chosen) + 1) * job.scale)
    if np.isin(kept, promising).all():
        return chosen, max(claimed, _worth(job, chosen))
    top = int(left.max()) // job.scale
    if gap_of(_worth(job, chosen), top) <= gap:
        return chosen, top
    chosen, claimed = _improved(job, chosen, kept, gap, seconds)
    return chosen, max(claimed, _worth(job, chosen))


def _solve(job: _Job, gap: float, seconds: float) -> Plan:
    share, price, party_price = _relaxed(job)
    scaled, loss = _bound(job, price, party_price)
    bound = claimed = scaled // job.scale
    chosen = _fill(job, share)
    if gap_of(_worth(job, chosen), bound) > gap:
        chosen, said = _better(job, chosen, scaled - loss, gap, seconds)
        claimed = min(bound, said)
    home = np.full(job.n, NONE, np.int32)
    home[chosen != NONE] = job.home[chosen[chosen != NONE]]
    value = _worth(job, chosen)
    proven = partial(Plan, home, price, value, bound, gap_of(value, bound))
    return proven(party_price, job.scale, max(claimed, value))


def assign_beds(  # noqa: PLR0917  lists first, then limits, as in `assign`
    indptr: Int64s,
    home: Int32s,
    value: Values,
    beds_needed: Int32s,
    beds: Int32s,
    parties_max: Int32s | None = None,
    gap: float = 0.0,
    seconds: float = 60.0,
) -> Plan:
    """A most valuable plan where each party takes so many of a home's beds.

    indptr, home, value : candidate lists as for `assign`.
    beds_needed : int32 per party (n) or per candidate (e, also where e is n).
    beds : int32 (m).
    parties_max : int32 (m), parties a home takes at most; None = as many as beds allow.
    gap : stop searching at (bound - value) / bound <= gap. seconds : search no longer.

    `value` is a feasible plan's; `bound` and `gap` hold by the prices alone; `claimed` is
    the bound of the search (equal to `value`: it says the plan is optimal).
    The answer is the same for the same input while the search ends before `seconds`.
    Raises InvalidValue naming the position of what cannot be.
    Source: S. Martello, P. Toth, Knapsack Problems (1990), chapter 7.
    """
    owner = check_lists(indptr, home, value, beds)
    n = indptr.size - 1
    needed = needed_per_candidate(beds_needed, owner, n)
    most = np.full(beds.size, n, np.int32) if parties_max is None else parties_max
    check_column("parties_max", most, np.int32, (beds.size,))
    refuse_where(most < 0, "parties_max", "0 or more")
    if not (gap >= 0 and seconds > 0):
        raise InvalidValue(f"gap must be 0 or more and seconds above 0, got {gap} and {seconds}")
    kept = np.flatnonzero((needed <= beds[home]) & (most[home] > 0))
    scale = scale_for(n, int(value.max(initial=0)))
    lists = (owner[kept], home[kept].astype(np.int64), value[kept].astype(np.int64), needed[kept])
    job = _Job(*lists, beds.astype(np.int64), most.astype(np.int64), n, scale)
    return _solve(job, gap, seconds) if kept.size else _nothing(n, beds.size)


def _nothing(n: int, m: int) -> Plan:
    nobody, free = np.full(n, NONE, np.int32), np.zeros(m, np.int64)
    return Plan(nobody, free, 0, 0, 0.0, free.copy(), 1, 0)
