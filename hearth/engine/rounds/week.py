"""The days to plan, as columns, and the plan that answers them."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

CLOSED = -1  # in `opens`: not on this day; in `begins`: away that day
NOBODY = -1
DAY_MIN = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """v visits, w visitors, d days, l places. Times are minutes of their day, roads metres.

    Parameters
    ----------
    minutes : int32 (v,)
        How long a visit lasts, both talks and the way between them included.
    opens, closes : int32 (v, d)
        A visit may begin from the one to the other, both included; CLOSED in `opens`, or the
        other before the one: not that day.
    place : int32 (v,)
        Row of its place in `metres`.
    needed : int32 (v,)
        Visitors at once, 1 or 2.
    allowed : bool (v, w)
        False: never.
    cost : int32 (v, w)
        What this visitor with this visit is worth less, in metres one would rather drive.
    weight : int32 (v,)
        Metres that one would drive to have it in the plan.
    odds : int32 (k, 2)
        Pairs of visits that may never be on one day.
    base : int32 (w,)
        Row of the place where a visitor's days begin and end.
    begins, ends : int32 (w, d)
        The shift, from leaving to being back; CLOSED in `begins`: away.
    rest : int32 (w, 3)
        A break of so many minutes that begins between two times; 0 minutes: none.
    most : int32 (w,)
        Visits on one day at most.
    metres, travel : int32 (l, l)
        From row to column, and the minutes it takes.
    """

    minutes: Ints
    opens: Ints
    closes: Ints
    place: Ints
    needed: Ints
    allowed: Bools
    cost: Ints
    weight: Ints
    odds: Ints
    base: Ints
    begins: Ints
    ends: Ints
    rest: Ints
    most: Ints
    metres: Ints
    travel: Ints

    def __post_init__(self) -> None:
        v, w, d, roads = self.visits, self.visitors, self.days, len(self.metres)
        asked = {
            "opens": (v, d),
            "closes": (v, d),
            "place": (v,),
            "needed": (v,),
            "allowed": (v, w),
            "cost": (v, w),
            "weight": (v,),
            "odds": (len(self.odds), 2),
            "begins": (w, d),
            "ends": (w, d),
            "rest": (w, 3),
            "most": (w,),
            "metres": (roads, roads),
            "travel": (roads, roads),
        }
        for name, shape in asked.items():
            if getattr(self, name).shape != shape:
                raise InvalidValue(f"{name} has shape {getattr(self, name).shape}, not {shape}")
        if v and not ((self.needed >= 1) & (self.needed <= 2)).all():
            raise InvalidValue("a visit needs one visitor or two")
        if (self.cost < 0).any() or (self.weight < 0).any() or (self.minutes < 0).any():
            raise InvalidValue("costs, weights and durations are 0 or more")

    @property
    def visits(self) -> int:
        return len(self.minutes)

    @property
    def visitors(self) -> int:
        return len(self.base)

    @property
    def days(self) -> int:
        return int(self.begins.shape[1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """A plan. Per visit its day, its visitors and when it begins; -1 where it is left out.

    day, start : int32 (v,). who : int32 (v, 2), the second -1 unless two are needed.
    """

    day: Ints
    who: Ints
    start: Ints

    @classmethod
    def empty(cls, visits: int) -> "Rounds":
        """Nothing planned."""
        none = np.full(visits, NOBODY, np.int32)
        return cls(day=none, who=np.full((visits, 2), NOBODY, np.int32), start=none.copy())

    @property
    def planned(self) -> int:
        """How many visits are in the plan."""
        return int((self.day >= 0).sum())

    def route(self, visitor: int, day: int) -> list[int]:
        """The visits of one visitor on one day, in order of time."""
        theirs = np.flatnonzero((self.day == day) & (self.who == visitor).any(axis=1))
        return sorted(theirs.tolist(), key=lambda v: (int(self.start[v]), v))


def metres_of(week: Week, rounds: Rounds) -> int:
    """Metres that all visitors travel together, from their bases and back. Cost: O(v + w d)."""
    total = 0
    for visitor in range(week.visitors):
        for day in range(week.days):
            total += metres_of_route(week, visitor, rounds.route(visitor, day))
    return total


def metres_of_route(week: Week, visitor: int, route: list[int]) -> int:
    """Metres of one visitor's day. 0 for a day without a visit."""
    if not route:
        return 0
    base = int(week.base[visitor])
    stops = [base, *(int(week.place[v]) for v in route), base]
    return sum(int(week.metres[a, b]) for a, b in pairwise(stops))
