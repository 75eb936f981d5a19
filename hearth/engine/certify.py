"""Checks a plan from its prices alone; shares nothing with what made it.

Weak duality: let every home's places (beds) be paid for at its price, used or not, and
every party take its best margin (value minus price, or 0). No plan can be worth more
than the sum. With shared beds a plan may hold a margin for every party instead: then let
every party be paid for at its margin, and every home take whom it earns most with (value
minus margin), whoever else wants them. Again no plan can be worth more than the sum.
Whole numbers only, one pass. Sources: any text on linear programming duality, for instance
V. Chvátal, Linear Programming (1983), chapter 5; for margins M. L. Fisher, "The Lagrangian
relaxation method", Management Science 27 (1981).
"""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.engine.kernels.proof import (
    BELOW,
    NEEDS_BELOW,
    OUTSIDE,
    SOUND,
    TOO_GREAT,
    TWICE,
    Claim,
    Number,
    fill,
    look,
)
from hearth.engine.plain.proof import fill_plain, look_plain
from hearth.engine.plan import FILLED_EXACTLY, Plan, Values, gap_of
from hearth.engine.tables import (
    Bools,
    Int32s,
    Int64s,
    check_column,
    check_start,
    is_plain,
    refuse_where,
    size_of,
)

SAFE = 1 << 61  # sums and products of the compiled pass stay below it
ONE_BLOCK = 1 << 20  # candidates up to which a second thread costs more than it gains

_FAULTS = {
    OUTSIDE: "a candidate names a home that is not there",
    BELOW: "candidate {at} has a value below 0",
    NEEDS_BELOW: "candidate {at} needs fewer than 0 beds",
    TWICE: "a party has the same home twice among its candidates",
}


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
class _Lists:
    """What the plan is for, as it was given: nothing of it is believed.

    needed : None = every party takes one place. heads : None = no limit of parties.
    """

    indptr: Int64s
    home: Int32s
    value: Values
    needed: Int32s | None
    beds: Int32s
    heads: Int32s | None


def _first(wrong: Bools) -> int:
    return int(np.argmax(wrong))


def _refuse_lists(lists: _Lists) -> None:
    """Raise InvalidValue where the lists have the wrong shape or a limit is below 0."""
    check_column("home", lists.home, np.int32, (size_of(lists.home),))
    check_start("indptr", lists.indptr, lists.home.size)
    # Compared, not subtracted: the difference of two hostile numbers can wrap around.
    refuse_where(lists.indptr[1:] < lists.indptr[:-1], "indptr", "no less than the row before")
    dtype = np.int32 if np.asarray(lists.value).dtype == np.int32 else np.int64
    check_column("value", lists.value, dtype, (lists.home.size,))
    name = "places" if lists.needed is None else "beds"
    check_column(name, lists.beds, np.int32, (size_of(lists.beds),))
    refuse_where(lists.beds < 0, name, "0 or more")
    if lists.heads is not None:
        check_column("parties_max", lists.heads, np.int32, (lists.beds.size,))
        refuse_where(lists.heads < 0, "parties_max", "0 or more")
    if lists.needed is not None:
        sizes = (lists.indptr.size - 1, lists.home.size)
        rows = size_of(lists.needed)
        check_column("beds_needed", lists.needed, np.int32, (rows if rows in sizes else sizes[0],))


def _shape_problems(n: int, m: int, plan: Plan) -> list[str]:
    columns: list[tuple[str, Any, type, int]] = [
        ("home", plan.home, np.int32, n),
        ("price", plan.price, np.int64, m),
        ("party_price", plan.party_price, np.int64, m),
        ("margin", np.zeros(n, np.int64) if plan.margin is None else plan.margin, np.int64, n),
    ]
    found = [
        f"the plan's {name} must hold {rows} whole numbers of {np.dtype(dtype)}"
        for name, column, dtype, rows in columns
        if not is_plain(column) or (column.dtype, column.shape) != (dtype, (rows,))
    ]
    return found or _sign_problems(m, plan)


def _sign_problems(m: int, plan: Plan) -> list[str]:
    found = []
    if not isinstance(plan.scale, int) or plan.scale < 1:
        found.append("the plan's scale must be 1 or more")
    outside = (plan.home < -1) | (plan.home >= m)
    if outside.any():
        found.append(f"party {_first(outside)} is sent to a home that is not there")
    for name, price in (("price", plan.price), ("price per party", plan.party_price)):
        if (price < 0).any():
            found.append(f"home {_first(price < 0)} has a {name} below 0")
    if plan.margin is not None and (plan.margin < 0).any():
        found.append(f"party {_first(plan.margin < 0)} has a margin below 0")
    return found


def _own(column: NDArray[Any]) -> NDArray[Any]:
    """The column in the one form that the compiled pass knows."""
    return np.require(column, requirements=["C", "W"])


def _claim(lists: _Lists, plan: Plan) -> Claim:
    n, e = lists.indptr.size - 1, lists.home.size
    needed = np.ones(1, np.int32) if lists.needed is None else _own(lists.needed)
    told = lists.needed is not None
    per_candidate = told and needed.size == e  # also where e is n
    taking = np.ones(lists.beds.size, np.bool_) if lists.heads is None else lists.heads > 0
    return Claim(
        _own(lists.indptr),
        _own(lists.home),
        _own(lists.value),
        needed,
        int(per_candidate),
        int(told and not per_candidate),
        np.stack([np.where(taking, lists.beds, -1), plan.price, plan.party_price], axis=1),
        _toll(lists, plan),
        _own(plan.home),
        plan.scale,
        SAFE // max(1, n * plan.scale),
    )


def _toll(lists: _Lists, plan: Plan) -> Values:
    """What one place of each home costs, so that one number a home need be read; see `Claim`.

    Whatever is more than the greatest value costs as good as that: nobody gains by it.
    """
    dtype = lists.value.dtype
    if lists.needed is not None or lists.heads is not None or plan.scale != 1:
        return np.empty(0, dtype)
    most = np.iinfo(dtype).max
    cost = np.minimum(plan.price, most - np.minimum(plan.party_price, most)) + plan.party_price
    return cast(Values, np.where(lists.beds > 0, np.minimum(cost, most), most).astype(dtype))


def _is_small(claim: Claim) -> bool:
    """Whether no price, times all beds of its home, comes near the end of int64."""
    beds, price, party_price = claim.desk.T
    top = int(party_price.max(initial=0)) < SAFE and claim.scale < SAFE
    return top and bool((price <= SAFE // np.maximum(beds, 1)).all())


def _look(claim: Claim) -> tuple[int, Number, int, int, Int64s]:
    """Fault or SOUND, where, sums of best margins and of values used, the candidate per party."""
    n, e = claim.indptr.size - 1, claim.home.size
    used = np.empty(n, np.int64)
    at: Number = -1
    fault, total, value = TOO_GREAT, 0, 0
    if _is_small(claim):
        blocks = min(2, os.cpu_count() or 1) if e > ONE_BLOCK else 1
        cuts = np.searchsorted(claim.indptr, [e * k // blocks for k in range(1, blocks)])
        edges = [0, *(min(n, int(cut)) for cut in cuts), n]
        fault, at, total, value = _in_blocks(claim, edges, used)
    if fault == TOO_GREAT:  # Python's own integers have no end
        fault, at, total, value = look_plain(claim, used)
    return fault, at, total, value, used


def _in_blocks(claim: Claim, edges: list[int], used: Int64s) -> tuple[int, Number, int, int]:
    """One thread a block; the first fault in the order of the lists is the one told."""
    if len(edges) == 2:
        return look(claim, 0, edges[1], used)  # no thread for the small ones
    with ThreadPoolExecutor(len(edges) - 1) as pool:
        work = [pool.submit(look, claim, a, b, used) for a, b in pairwise(edges)]
        seen = [one.result() for one in work]
    faulty = [one for one in seen if one[0] != SOUND]
    return faulty[0] if faulty else (SOUND, -1, sum(s[2] for s in seen), sum(s[3] for s in seen))


def _sum(values: NDArray[Any]) -> int:
    """Exactly, also where int64 could not hold it."""
    if int(np.abs(values).max(initial=0)) * values.size < SAFE:
        return int(values.sum())
    return sum(values.tolist())


def _paid(limit: NDArray[Any], price: Int64s) -> int:
    """Sum of limit times price, exactly."""
    if int(limit.max(initial=0)) * int(price.max(initial=0)) * price.size < SAFE:
        return int((limit * price).sum())
    return sum(count * each for count, each in zip(limit.tolist(), price.tolist(), strict=True))


def _counted(lists: _Lists, heads: Int64s) -> Int64s:
    """Parties to count beside beds when a home is filled, -1 where that is too much work.

    Beds limit the parties too, unless somebody needs none.
    """
    n, is_free = lists.indptr.size - 1, lists.needed is None or bool((lists.needed == 0).any())
    wide = np.where(heads < (n if is_free else lists.beds), heads, 0)
    states = FILLED_EXACTLY // (wide + 1)
    return np.where(lists.beds.astype(np.int64) + 1 > states, np.int64(-1), wide)


def _filled(lists: _Lists, claim: Claim, heads: Int64s, margin: Int64s) -> int:
    """Scaled: all margins, and what every home earns beyond them at most."""
    wide = _counted(lists, heads)
    top = int(claim.value.max(initial=0)) <= claim.most and int(margin.max(initial=0)) < SAFE
    if top and _is_small(claim):
        by_home = np.empty(wide.size, np.int64)
        fill(claim, _own(margin), wide, by_home)
        earned = _sum(by_home)
    else:
        earned = sum(fill_plain(claim, margin, wide))
    beds, price, party_price = claim.desk[wide < 0].T
    return (
        _sum(margin)
        + earned
        + _paid(np.maximum(beds, 0), price)
        + _paid(heads[wide < 0], party_price)
    )


def _broken(lists: _Lists, claim: Claim, used: Int64s) -> list[str]:
    """Parties sent where they may not go, and homes with more than they can take."""
    found, m = [], lists.beds.size
    forbidden = (claim.chosen >= 0) & (used < 0)
    if forbidden.any():
        who = _first(forbidden)
        found.append(f"party {who} is sent to a home that is not among its candidates")
    party = np.flatnonzero(used >= 0)
    at = claim.chosen[party]
    heads = taken = np.bincount(at, minlength=m)
    if lists.needed is not None:
        row = used[party] * claim.per_candidate + party * claim.per_party
        taken = np.zeros(m, np.int64)
        np.add.at(taken, at, claim.needed[row])
    if (taken > lists.beds).any():
        home = _first(taken > lists.beds)
        found.append(f"home {home} is overfull: {taken[home]} taken, {lists.beds[home]} there")
    if lists.heads is not None and (heads > lists.heads).any():
        home = _first(heads > lists.heads)
        found.append(f"home {home} has {heads[home]} parties, at most {lists.heads[home]} allowed")
    return found


def _word_problems(plan: Plan, value: int, bound: int) -> list[str]:
    found = []
    if plan.value != value:
        found.append(f"the plan says it is worth {plan.value}, it is worth {value}")
    if plan.bound != bound:
        found.append(f"the plan says its bound is {plan.bound}, its prices prove {bound}")
    if plan.gap != gap_of(value, bound):
        found.append(f"the plan says its gap is {plan.gap}, it is {gap_of(value, bound)}")
    return found


def _refuse_plan(plan: Plan) -> None:
    """Raise InvalidValue for what is no plan, or a plan whose numbers are something else."""
    if not isinstance(plan, Plan):
        raise InvalidValue(f"plan must be a Plan, as `assign` gives it, not {type(plan).__name__}")
    for name in ("value", "bound", "gap"):  # of a wrong scale the proof tells
        number = getattr(plan, name)
        if not isinstance(number, int | float | np.number):
            raise InvalidValue(f"the plan's {name} must be one number, not {type(number).__name__}")


def _weigh(lists: _Lists, plan: Plan) -> Proof:
    _refuse_plan(plan)
    try:
        _refuse_lists(lists)
    except InvalidValue as why:
        return _nothing_proven(str(why))
    n, m = lists.indptr.size - 1, lists.beds.size
    if shapes := _shape_problems(n, m, plan):
        return _nothing_proven(*shapes)
    claim = _claim(lists, plan)
    fault, at, margins, value, used = _look(claim)
    if fault != SOUND:
        return _nothing_proven(_FAULTS[fault].format(at=at))
    heads = np.full(m, n, np.int64) if lists.heads is None else lists.heads.astype(np.int64)
    paid = _paid(lists.beds, plan.price) + _paid(heads, plan.party_price) + margins
    if plan.margin is not None:
        paid = _filled(lists, claim, heads, plan.margin)
    bound = paid // plan.scale
    broken, words = _broken(lists, claim, used), _word_problems(plan, value, bound)
    return Proof(not broken, value, bound, gap_of(value, bound), (*broken, *words))


def _nothing_proven(*problems: str) -> Proof:
    return Proof(False, 0, 0, 1.0, problems)


def certify(indptr: Int64s, home: Int32s, value: Values, places: Int32s, plan: Plan) -> Proof:
    """Whether the plan is feasible and most valuable, from its prices alone.

    Lists as for `assign`; lists that cannot be are a problem, never an error. A plan that is
    not proven best is a problem, and named. Cost: O(e) time, O(n + m) memory beside the lists.
    Raises InvalidValue where `plan` is no plan, or its numbers are no numbers.
    """
    proof = _weigh(_Lists(indptr, home, value, None, places, None), plan)
    if proof == _nothing_proven(*proof.problems):
        return proof
    if plan.party_price.any() or plan.scale != 1 or plan.margin is not None:
        problem = "a plan without beds has prices of places alone, in whole values"
        return replace(proof, feasible=False, problems=(*proof.problems, problem))
    if proof.bound == proof.value:
        return proof
    problem = f"the plan is worth {proof.value}, and its prices prove no more than {proof.bound}"
    return replace(proof, problems=(*proof.problems, problem))


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

    Lists as for `assign_beds`; lists that cannot be are a problem, never an error. A gap is no
    problem; a gap other than the plan says is one. Cost: as of `certify`; where the plan has
    margins, O(e * beds) time and O(m * beds) memory for homes up to FILLED_EXACTLY.
    Raises InvalidValue where `plan` is no plan, or its numbers are no numbers.
    """
    return _weigh(_Lists(indptr, home, value, beds_needed, beds, parties_max), plan)
