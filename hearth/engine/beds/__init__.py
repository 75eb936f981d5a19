"""The best plan where parties of unequal size share the beds of a home.

Generalised assignment, NP-hard. Prices and margins give a bound that anybody can check
(`bound`), a search the plan (`search`); what the search knows beyond the bound
is kept as `claimed`.
"""

from time import perf_counter

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.beds.bound import Bound, heads_counted, is_small, priced, refined
from hearth.engine.beds.search import FIRST, HEAT, NONE, ROUNDS, Search, runs
from hearth.engine.kernels.beds import Market
from hearth.engine.plan import MOST_TOTAL, Plan, Values, check_lists, gap_of
from hearth.engine.tables import Int32s, Int64s, check_column, must_be, refuse_where, size_of

FINEST_SCALE = 1 << 20  # prices are kept to a millionth of a value where int64 allows


def scale_for(candidates: int, most_value: int) -> int:
    """The finest power of two (at most 2**20) whose sums stay inside int64."""
    room = (MOST_TOTAL >> 2) // max(1, candidates * most_value)
    return min(FINEST_SCALE, 1 << max(0, room.bit_length() - 1))


def needed_per_candidate(beds_needed: Int32s, owner: Int64s, parties: int) -> Int64s:
    """Beds per candidate, int64 (e), from beds per party (n) or per candidate (e).

    Where there are exactly as many candidates as parties it is read per candidate.
    Raises InvalidValue for any other length, a dtype that is not int32 or a negative
    number.
    """
    per_party = size_of(beds_needed) == parties != owner.size
    size = parties if per_party else owner.size
    check_column("beds_needed", beds_needed, np.int32, (size,))
    refuse_where(beds_needed < 0, "beds_needed", "0 or more")
    return (beds_needed[owner] if per_party else beds_needed).astype(np.int64)


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

    `value` is a feasible plan's; `bound` and `gap` hold by prices or margins alone; `claimed` is
    the bound of the search (equal to `value`: it says the plan is optimal).
    The answer is the same for the same input while the search ends before `seconds`.
    Raises InvalidValue naming the position of what cannot be.
    Cost: O(candidates * beds of a home) a round; the search takes most of the time it is given.
    Source: S. Martello, P. Toth, Knapsack Problems (1990), chapter 7.
    """
    owner = check_lists(indptr, home, value, beds)
    n = indptr.size - 1
    needed = needed_per_candidate(beds_needed, owner, n)
    most = np.full(beds.size, n, np.int32) if parties_max is None else parties_max
    check_column("parties_max", most, np.int32, (beds.size,))
    refuse_where(most < 0, "parties_max", "0 or more")
    for name, number in (("gap", gap), ("seconds", seconds)):
        must_be(name, number, int, float, np.integer, np.floating)
    if not (gap >= 0 and seconds > 0):
        raise InvalidValue(f"gap must be 0 or more and seconds above 0, got {gap} and {seconds}")
    kept = np.flatnonzero((needed <= beds[home]) & (most[home] > 0))
    if not kept.size:
        return _nothing(n, beds.size)
    scale = scale_for(kept.size, int(value.max()))
    is_free = bool((beds_needed == 0).any())
    lists = owner[kept], home[kept].astype(np.int64), value[kept].astype(np.int64), needed[kept]
    market = _market(*lists, (beds.astype(np.int64), most.astype(np.int64)), n, scale, is_free)
    return _solve(market, scale, gap, perf_counter() + seconds)


def _market(  # noqa: PLR0917  columns as they lie
    owner: Int64s,
    home: Int64s,
    value: Int64s,
    needed: Int64s,
    limits: tuple[Int64s, Int64s],
    n: int,
    scale: int,
    is_free: bool,
) -> Market:
    beds, heads = limits
    return Market(
        runs(owner, n),
        home,
        owner,
        value * scale,
        needed,
        runs(home, beds.size),
        np.argsort(home, kind="stable").astype(np.int64),
        beds,
        heads,
        heads_counted(beds, heads, n, is_free),
    )


def _solve(market: Market, scale: int, gap: float, until: float) -> Plan:
    now = perf_counter()
    bound = priced(market, scale, now + (until - now) / 2)  # half is for a plan
    search = Search(market, until, lambda worth: _gap(worth, bound, scale) <= gap)
    search.walk(bound.hope, bound.left, FIRST, HEAT)
    claimed = search.exactly(bound.left, scale, gap) if is_small(market) else None
    if not search.is_over:
        bound = refined(market, bound, search.worth, until)
    while not search.is_over and claimed is None:
        search.walk(bound.hope, bound.left, ROUNDS, HEAT)
        bound = refined(market, bound, search.worth, until)
        claimed = search.fill(bound, scale, gap)
        if claimed is not None or search.is_over:
            break
        search.mend(bound.left, scale)
        if not search.is_over:
            bound = refined(market, bound, search.worth, until)
            claimed = search.exactly(bound.left, scale, gap)
    return _plan(market, search, bound, claimed, scale)


def _gap(worth: int, bound: Bound, scale: int) -> float:
    return gap_of(worth // scale, bound.worth // scale)


def _plan(market: Market, search: Search, bound: Bound, claimed: int | None, scale: int) -> Plan:
    placed = search.chosen != NONE
    home = np.full(placed.size, NONE, np.int32)
    home[placed] = market.home[search.chosen[placed]]
    value, top = search.worth // scale, bound.worth // scale
    said = top if claimed is None else min(top, claimed // scale)
    proven = (value, top, gap_of(value, top), bound.party_price, scale, max(said, value))
    return Plan(home, bound.price, *proven, bound.margin)


def _nothing(n: int, m: int) -> Plan:
    nobody, free = np.full(n, NONE, np.int32), np.zeros(m, np.int64)
    return Plan(nobody, free, 0, 0, 0.0, free.copy(), 1, 0)
