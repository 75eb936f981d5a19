"""The standing plan: urgency first, then as many as can be, then what fits best.

Homes take whole parties wherever that loses nothing; where parties that need unequal
numbers of rooms compete for a home's rooms, they share them as far as that can be solved.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.assign import Plan, Solve, Start, assign, assign_beds
from hearth.engine.candidates import Candidates
from hearth.engine.plan import must_be_lists
from hearth.engine.tables import Bools, Int16s, Int32s, Int64s, check_column, must_be, refuse_where
from hearth.engine.tiers import with_tiers
from hearth.engine.tomorrow import Before, tomorrow

SHARED_ROOMS_EXACT_UP_TO = 60_000  # pairs; above it each home is kept for whole parties


@dataclass(frozen=True, slots=True, eq=False)
class Everybody:
    """All who wait and all homes, as a job for a plan.

    lists : candidates with their points. needed : int32 (e), rooms kept for the party there.
    places : int32 (m), parties still welcome. rooms : int32 (m), free rooms.
    tier : int16 (n), 0 the most urgent. size : int32 (n), people.

    Raises InvalidValue for columns that do not fit together.
    """

    lists: Candidates
    needed: Int32s
    places: Int32s
    rooms: Int32s
    tier: Int16s
    size: Int32s

    def __post_init__(self) -> None:
        must_be("lists", self.lists, Candidates)
        parties, homes = self.lists.indptr.size - 1, np.size(self.places)
        must_be_lists(self.lists.indptr, self.lists.home, self.lists.value, self.places)
        check_column("needed", self.needed, np.int32, self.lists.home.shape)
        refuse_where(self.needed < 0, "needed", "0 or more")
        check_column("places", self.places, np.int32, (homes,))
        check_column("rooms", self.rooms, np.int32, (homes,))
        check_column("tier", self.tier, np.int16, (parties,))
        check_column("size", self.size, np.int32, (parties,))

    @property
    def owner(self) -> Int64s:
        """The party of each candidate, int64 (e)."""
        return np.repeat(np.arange(self.tier.size), np.diff(self.lists.indptr))

    def only(self, kept: Bools) -> Self:
        """The same with these candidates alone. kept : bool (e)."""
        counts = np.bincount(self.owner[kept], minlength=self.tier.size)
        indptr = np.cumsum([0, *counts]).astype(np.int64)
        lists = Candidates(indptr, self.lists.home[kept], self.lists.value[kept])
        return replace(self, lists=lists, needed=self.needed[kept])


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """A plan for everybody; value : int64 (e), what it was solved with; cost : int64 (e),
    the price of each candidate in values times the plan's `scale`. shared : whether parties
    share the rooms of a home; else each takes one of its whole places. kept_whole : that
    they do not, though they could, because it would be too large to solve: then the bound
    is of this stricter question, and a plan that shares rooms might place more."""

    plan: Plan
    value: Int64s
    cost: Int64s
    shared: bool
    kept_whole: bool = False

    def net(self) -> Int64s:
        """Value less price of each candidate, int64 (e), in values times the plan's `scale`."""
        return self.value * self.plan.scale - self.cost


def shares_rooms(every: Everybody) -> bool:
    """Whether parties who need unequal numbers of rooms compete for them, in a job that is
    small enough to be solved so."""
    if every.needed.size > SHARED_ROOMS_EXACT_UP_TO:
        return False
    return (
        _could_share(every, whole_places(every))
        and _exact_values(every, every.lists.value) is not None
    )


def _could_share(every: Everybody, whole: Int32s) -> bool:
    """Whether a home might take more parties than its whole places: by its rooms, and by how
    many parties its programmes and its host let come."""
    return bool((np.minimum(every.places, every.rooms) > whole).any())


def whole_places(every: Everybody) -> Int32s:
    """Places per home, int32 (m), such that whichever of its candidates come, all have rooms."""
    most = np.ones(every.rooms.size, np.int32)
    np.maximum.at(most, every.lists.home, every.needed)
    whole: Int32s = np.minimum(every.places, every.rooms // most).astype(np.int32)
    return whole


def standing(
    every: Everybody,
    points: Int32s | None = None,
    shared: bool | None = None,
    start: Plan | Before | None = None,
    seconds: float = 60.0,
    solve: Solve = assign,
) -> Standing:
    """The best plan for everybody, with the prices that show what each home is worth.

    points : int32 (e), at least 0, in place of those of the lists. shared : whether rooms
    are shared; None = where `shares_rooms` says so. start : an earlier plan of the same
    parties and homes, however stale: it changes the time, never what the plan is worth. Or
    the plan of an earlier day: then of all plans that are worth the same, one in which most
    stay where that plan had them; rooms that are shared are planned without it.
    seconds : where rooms are shared, search no longer; `claimed` says what was left open.
    solve : what finds the best plan where each party takes one of a home's whole places.
    Raises InvalidValue naming the position of what cannot be.
    """
    worth = every.lists.value if points is None else points
    lists, home = every.lists, every.lists.home
    value = (
        _exact_values(every, worth) if shared or (shared is None and shares_rooms(every)) else None
    )
    if value is not None:
        plan = assign_beds(
            lists.indptr, home, value, every.needed, every.rooms, every.places, 0.0, seconds
        )
        rooms = every.needed.astype(np.int64)
        return Standing(plan, value, plan.price[home] * rooms + plan.party_price[home], shared=True)
    value = with_tiers(worth, lists.indptr, every.tier)
    whole = whole_places(every)
    job = (lists.indptr, home, value, whole)
    if isinstance(start, Before):
        plan = tomorrow(*job, start, solve=solve).plan
    else:
        plan = solve(*job, None if start is None else Start(start.home, start.price))
    kept_whole = _could_share(every, whole)
    return Standing(plan, value, plan.price[home], shared=False, kept_whole=kept_whole)


def _exact_values(every: Everybody, points: Int32s) -> Int64s | None:
    """Values that keep urgency first where rooms are shared; None where they grow too large."""
    try:
        return with_tiers(points, every.lists.indptr, every.tier, shared_beds=True)
    except InvalidValue:
        return None
