"""Tomorrow's plan: begun from yesterday's, offers already made kept, and as few as can be moved.

The best plan for today's lists, never worth less for anybody's having been somewhere yesterday.
Where several plans are worth the same, one in which most of those who know their home stay.
"""

from dataclasses import dataclass, replace

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.assign import Solve, Start, assign
from hearth.engine.kernels.tomorrow import Priced, find_best, raise_others
from hearth.engine.plan import Plan, Values, must_be_lists
from hearth.engine.tables import Bools, Int32s, Int64s, check_column, must_be, refuse_where, size_of

NONE = -1
Columns = tuple[Int64s, Int32s, Values, Int32s]


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """An earlier plan, and which of its rows today's parties and homes were.

    plan : from `assign`, or an earlier day's. party : int32 (n), row per party of today, -1 for
    one that is new. home : int32 (m), row per home of today, -1 for one that is new.
    No row may be named twice. Raises InvalidValue naming the row that cannot be.
    """

    plan: Plan
    party: Int32s
    home: Int32s

    def __post_init__(self) -> None:
        must_be("plan before", self.plan, Plan)
        at, price = self.plan.home, self.plan.price
        check_column("home of the plan before", at, np.int32, (size_of(at),))
        check_column("price of the plan before", price, np.int64, (size_of(price),))
        wrong = (at < NONE) | (at >= price.size)
        refuse_where(wrong, "home of the plan before", f"-1 to {price.size - 1}")
        for name, rows, end in (("party", self.party, at.size), ("home", self.home, price.size)):
            check_column(f"before {name}", rows, np.int32, (size_of(rows),))
            refuse_where((rows < NONE) | (rows >= end), f"before {name}", f"-1 to {end - 1}")
            first, row = np.zeros(end + 1, np.int64), np.arange(rows.size)
            first[rows[::-1]] = row[::-1]  # the first of equal ones is written last
            again = (rows != NONE) & (first[rows] != row)
            refuse_where(again, f"before {name}", "a row that no other is")

    def wanted(self) -> Int32s:
        """Where each party of today would stay, int32 (n): a home of today, or -1 for nowhere."""
        today = np.full(self.plan.price.size + 1, NONE, np.int32)  # the last is for nowhere
        known = self.home != NONE
        today[self.home[known]] = np.flatnonzero(known)
        at = np.full(self.party.size, NONE, np.int32)
        at[self.party != NONE] = self.plan.home[self.party[self.party != NONE]]
        return today[at]


@dataclass(frozen=True, slots=True, eq=False)
class Tomorrow:
    """A plan for all of today's parties, and what proves it.

    plan : for everybody; no plan that keeps the frozen parties is worth more than its bound.
    moved : int32, parties that had a home before and have another one now, or none.
    rest, rest_plan : lists without frozen parties and their places, and the same plan without
    them: `certify(*rest, rest_plan)` is the proof. Nobody frozen: the lists, and `plan`.
    """

    plan: Plan
    moved: Int32s
    rest: Columns
    rest_plan: Plan


def tomorrow(
    indptr: Int64s,
    home: Int32s,
    value: Values,
    places: Int32s,
    before: Before,
    frozen: Bools | None = None,
    *,
    solve: Solve = assign,
) -> Tomorrow:
    """The best plan for today's lists, begun from an earlier one, that moves as few as can be.

    Lists as for `assign`. frozen : bool (n), parties that stay where they are, whatever that
    is worth; None for nobody. Moved is who had a home and has another or none, also where
    the home has left. solve : what finds the best plan of those who are not frozen.

    Cost: as of `assign` with a good start; where several plans are worth the same, one more
    assignment among the candidates that they use. Raises InvalidValue naming the position of
    what cannot be; for a frozen party that cannot stay, its row.
    Source: complementary slackness: the best plans are the plans that use nothing but
    candidates of best margin, place everybody whose margin is above 0 and fill every home
    whose price is above 0, for any one set of prices that proves any one of them.
    """
    must_be_lists(indptr, home, value, places)
    lists = (indptr, home, value, places)
    must_be("before", before, Before)
    check_column("before party", before.party, np.int32, (indptr.size - 1,))
    check_column("before home", before.home, np.int32, places.shape)
    stuck = np.zeros(indptr.size - 1, np.bool_) if frozen is None else frozen
    check_column("frozen", stuck, np.bool_, (indptr.size - 1,))
    wanted = before.wanted()
    rest, kept = _without(lists, wanted, stuck) if stuck.any() else (lists, 0)
    start = np.where(stuck, NONE, wanted).astype(np.int32)
    found = solve(*rest, Start(start, _prices(rest, before)))
    rest_plan = _fewest_moves(rest, found, start)
    whole = np.where(stuck, wanted, rest_plan.home).astype(np.int32)
    bound = rest_plan.bound + kept
    plan = replace(rest_plan, home=whole, value=rest_plan.value + kept, bound=bound, claimed=bound)
    left = before.party != NONE
    left[left] = before.plan.home[before.party[left]] != NONE
    moved = np.flatnonzero(left & ((wanted == NONE) | (whole != wanted))).astype(np.int32)
    return Tomorrow(plan if stuck.any() else rest_plan, moved, rest, rest_plan)


def _without(lists: Columns, wanted: Int32s, frozen: Bools) -> tuple[Columns, int]:
    """The lists without frozen parties and the places they hold, and what they are worth there."""
    indptr, home, value, places = lists
    owner = np.repeat(np.arange(frozen.size), np.diff(indptr))
    _refuse(frozen & (wanted == NONE), "it has no home to stay in")
    used = frozen[owner] & (home == wanted[owner])
    listed = np.zeros(frozen.size, np.bool_)
    listed[owner[used]] = True
    _refuse(frozen & ~listed, "its home is not among its candidates")
    _refuse(_crowded(wanted, frozen, places), "its home has no place left for it")
    free = ~frozen[owner]
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(free)])[indptr]
    held = np.bincount(wanted[frozen], minlength=places.size)
    rest = (start, home[free], value[free], (places - held).astype(np.int32))
    return rest, int(value[used].sum(dtype=np.int64))


def _crowded(wanted: Int32s, frozen: Bools, places: Int32s) -> Bools:
    """Frozen parties for whom there is no place after those before them."""
    party = np.flatnonzero(frozen)
    order = party[np.argsort(wanted[party], kind="stable")]
    at = wanted[order]
    before = np.arange(order.size) - np.searchsorted(at, at)  # so many come first at that home
    crowded = np.zeros(frozen.size, np.bool_)
    crowded[order[before >= places[at]]] = True
    return crowded


def _refuse(wrong: Bools, why: str) -> None:
    if wrong.any():
        raise InvalidValue(f"party {int(np.argmax(wrong))} cannot stay: {why}")


def _priced(lists: Columns, price: Int64s, counts: Bools) -> Priced:
    """The lists and prices in the one form that the kernels take."""
    indptr, home, value, _ = lists
    return Priced(
        np.require(indptr, np.int64, ["C", "W"]),
        np.require(home, np.int32, ["C", "W"]),
        np.require(value, np.int64, ["C", "W"]),
        np.require(price, np.int64, ["C", "W"]),
        counts.astype(np.uint8),
    )


def _prices(lists: Columns, before: Before) -> Int64s:
    """Yesterday's prices; for a new home the least at which nobody would leave theirs for it."""
    price = np.zeros(before.home.size, np.int64)
    known = before.home != NONE
    price[known] = before.plan.price[before.home[known]] // before.plan.scale
    if not known.all():
        raise_others(_priced(lists, price, known))
    return price


def _fewest_moves(lists: Columns, plan: Plan, wanted: Int32s) -> Plan:
    """Among all plans of this one's value, one in which most parties are where they want to be.

    wanted : int32 (n), -1 for nowhere. Whom every such plan places, and what every such plan
    fills, is worth more here than all wishes to stay together.
    """
    moved = np.flatnonzero((wanted != NONE) & (plan.home != wanted))
    _, start, home, _ = _best_of(_rows(lists, moved), plan.price)
    if not (home == np.repeat(wanted[moved], np.diff(start))).any():
        return plan  # whoever moves has to, in every plan of this value
    margin, start, home, owner = _best_of(lists, plan.price)
    much = np.int64(wanted.size + 1)
    paid = much * (plan.price > 0)
    worth = (home == wanted[owner]) + much * (margin > 0)[owner] + paid[home]
    among = assign(start, home, worth, lists[3], start=Start(plan.home, paid))
    return replace(plan, home=among.home)


def _best_of(lists: Columns, price: Int64s) -> tuple[Int64s, Int64s, Int32s, Int64s]:
    """Margins, and the candidates that have exactly them: start of each row, home, party."""
    n = lists[0].size - 1
    margin, start = np.empty(n, np.int64), np.empty(n + 1, np.int64)
    at = np.empty(lists[1].size, np.int64)  # only what is used of it will ever take memory
    find_best(_priced(lists, price, lists[3] > 0), margin, start, at)
    return margin, start, lists[1][at[: start[n]]], np.repeat(np.arange(n), np.diff(start))


def _rows(lists: Columns, parties: Int64s) -> Columns:
    """The lists of these parties alone."""
    indptr, home, value, places = lists
    start = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.diff(indptr)[parties])])
    at = np.arange(start[-1]) + np.repeat(indptr[parties] - start[:-1], np.diff(start))
    return start, home[at], value[at], places
