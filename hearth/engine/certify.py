"""Checks a plan from its prices alone; shares nothing with what made it.

Weak duality: let every home's places (beds) be paid for at its price, used or not, and
every party take its best margin (value minus price, or 0). No plan can be worth more
than the sum. Whole numbers only, one pass. Source: any text on linear programming
duality, for instance V. Chvátal, Linear Programming (1983), chapter 5.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearth.engine.plan import Plan, Values, gap_of
from hearth.engine.tables import Bools, Int32s, Int64s

SAFE = 1 << 62


@dataclass(frozen=True, slots=True)
class Proof:
    """What a plan really is. `problems` are sentences; none = everything it says is true.

    value, bound : recomputed, not believed. gap : (bound - value) / bound.
    """

    feasible: bool
    value: int
    bound: int
    gap: float
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Claim:
    """Lists and plan side by side: owner, home, value, needed (e); beds, heads (m)."""

    owner: Int64s
    home: Int32s
    value: Int64s
    needed: Int64s
    beds: Int64s
    heads: Int64s
    plan: Plan


def _first(wrong: Bools) -> int:
    return int(np.argmax(wrong))


def _shape_problems(n: int, m: int, plan: Plan) -> list[str]:
    columns: list[tuple[str, NDArray[Any], type, int]] = [
        ("home", plan.home, np.int32, n),
        ("price", plan.price, np.int64, m),
        ("party_price", plan.party_price, np.int64, m),
    ]
    found = [
        f"the plan's {name} must hold {rows} whole numbers of {np.dtype(dtype)}"
        for name, column, dtype, rows in columns
        if column.dtype != dtype or column.shape != (rows,)
    ]
    return found or _sign_problems(m, plan)


def _sign_problems(m: int, plan: Plan) -> list[str]:
    found = []
    if plan.scale < 1:
        found.append("the plan's scale must be 1 or more")
    outside = (plan.home < -1) | (plan.home >= m)
    if outside.any():
        found.append(f"party {_first(outside)} is sent to a home that is not there")
    for name, price in (("price", plan.price), ("price per party", plan.party_price)):
        if (price < 0).any():
            found.append(f"home {_first(price < 0)} has a {name} below 0")
    return found


def _list_problems(indptr: Int64s, owner: Int64s, home: Int32s, value: Values, m: int) -> list[str]:
    """What is wrong with the candidate lists themselves."""
    if ((home < 0) | (home >= m)).any():
        return ["a candidate names a home that is not there"]
    if (value < 0).any():
        return [f"candidate {_first(value < 0)} has a value below 0"]
    keys = np.sort(owner * m + home)
    if (keys[1:] == keys[:-1]).any():
        return ["a party has the same home twice among its candidates"]
    return []


def _chosen(claim: _Claim) -> Bools:
    """Candidates (e) that the plan uses."""
    used: Bools = claim.plan.home[claim.owner] == claim.home
    return used


def _placement_problems(claim: _Claim, used: Bools) -> list[str]:
    reached = np.zeros(claim.plan.home.size, np.bool_)
    reached[claim.owner[used]] = True
    forbidden = (claim.plan.home >= 0) & ~reached
    if not forbidden.any():
        return []
    return [f"party {_first(forbidden)} is sent to a home that is not among its candidates"]


def _fill_problems(claim: _Claim, used: Bools) -> list[str]:
    m, at = claim.beds.size, claim.home[used]
    beds = _times(np.ones(1, np.int64), claim.needed[used])
    taken = np.zeros(m, beds.dtype)
    np.add.at(taken, at, beds)
    heads = np.bincount(at, minlength=m)
    found = []
    if (taken > claim.beds).any():
        home = _first(taken > claim.beds)
        found.append(f"home {home} is overfull: {taken[home]} taken, {claim.beds[home]} there")
    if (heads > claim.heads).any():
        home = _first(heads > claim.heads)
        found.append(f"home {home} has {heads[home]} parties, at most {claim.heads[home]} allowed")
    return found


def _times(a: Int64s, b: Int64s) -> NDArray[Any]:
    """a * b exactly: in int64 where all sums of it stay inside, else in Python's integers."""
    most = int(np.abs(a).max(initial=0)) * int(np.abs(b).max(initial=0))
    if most * max(a.size, b.size, 1) < SAFE >> 3:
        return a * b
    exact: NDArray[Any] = a.astype(object) * b.astype(object)
    return exact


def _bound(claim: _Claim) -> int:
    """The least whole number that the prices prove no plan to exceed.

    Candidates that do not fit their home even alone are no part of any plan.
    """
    plan, n = claim.plan, claim.plan.home.size
    fits = (claim.needed <= claim.beds[claim.home]) & (claim.heads[claim.home] > 0)
    at, owner = claim.home[fits], claim.owner[fits]
    worth = _times(claim.value[fits], np.array([plan.scale]))
    cost = _times(claim.needed[fits], plan.price[at])
    heads = _times(np.ones(1, np.int64), plan.party_price[at])
    best = np.zeros(n, np.result_type(worth, cost, heads))
    np.maximum.at(best, owner, worth - cost - heads)
    beds = int(_times(claim.beds, plan.price).sum())
    parties = int(_times(claim.heads, plan.party_price).sum())
    return (beds + parties + int(best.sum())) // plan.scale


def _word_problems(plan: Plan, value: int, bound: int) -> list[str]:
    found = []
    if plan.value != value:
        found.append(f"the plan says it is worth {plan.value}, it is worth {value}")
    if plan.bound != bound:
        found.append(f"the plan says its bound is {plan.bound}, its prices prove {bound}")
    if plan.gap != gap_of(value, bound):
        found.append(f"the plan says its gap is {plan.gap}, it is {gap_of(value, bound)}")
    return found


def _weigh(indptr: Int64s, claim: _Claim) -> Proof:
    plan, n, m = claim.plan, indptr.size - 1, claim.beds.size
    problems = _list_problems(indptr, claim.owner, claim.home, claim.value, m)
    if (claim.needed < 0).any():
        problems.append(f"candidate {_first(claim.needed < 0)} needs fewer than 0 beds")
    problems += _shape_problems(n, m, plan)
    if problems:
        return Proof(False, 0, 0, 1.0, tuple(problems))
    used = _chosen(claim)
    broken = _placement_problems(claim, used) + _fill_problems(claim, used)
    value = int(_times(np.ones(1, np.int64), claim.value[used]).sum())
    bound = _bound(claim)
    words = _word_problems(plan, value, bound)
    return Proof(not broken, value, bound, gap_of(value, bound), tuple(broken + words))


def _owner(indptr: Int64s) -> Int64s:
    return np.repeat(np.arange(indptr.size - 1, dtype=np.int64), np.diff(indptr))


def certify(indptr: Int64s, home: Int32s, value: Values, places: Int32s, plan: Plan) -> Proof:
    """Whether the plan is feasible and most valuable, from its prices alone.

    Lists as for `assign`. A plan that is not proven best is a problem, and named. Cost:
    O(e log e) (the sort looks for a home listed twice), O(n + m) memory beside the lists.
    """
    heads = np.full(places.size, max(1, indptr.size - 1), np.int64)
    owner, need = _owner(indptr), np.ones(home.size, np.int64)
    claim = _Claim(owner, home, value.astype(np.int64), need, places.astype(np.int64), heads, plan)
    proof = _weigh(indptr, claim)
    if plan.party_price.any() or plan.scale != 1:
        problem = "a plan without beds has prices of places alone, in whole values"
        return Proof(False, proof.value, proof.bound, proof.gap, (*proof.problems, problem))
    if proof.bound == proof.value:
        return proof
    problem = f"the plan is worth {proof.value}, and its prices prove no more than {proof.bound}"
    return Proof(proof.feasible, proof.value, proof.bound, proof.gap, (*proof.problems, problem))


def certify_beds(
    indptr: Int64s,
    home: Int32s,
    value: Values,
    beds_needed: Int32s,
    beds: Int32s,
    plan: Plan,
    *,
    parties_max: Int32s | None = None,
) -> Proof:
    """Whether the plan is feasible, and what gap its prices prove.

    Lists as for `assign_beds`. A gap is no problem; a gap other than the plan says is one.
    """
    owner, n = _owner(indptr), indptr.size - 1
    per_party = beds_needed.size == n != owner.size
    needed = (beds_needed[owner] if per_party else beds_needed).astype(np.int64)
    heads = np.full(beds.size, n, np.int64) if parties_max is None else parties_max
    limits = (beds.astype(np.int64), heads.astype(np.int64))
    claim = _Claim(owner, home, value.astype(np.int64), needed, *limits, plan)
    return _weigh(indptr, claim)
