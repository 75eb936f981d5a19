"""A plan that is being made: days of visitors as ordered lists, filled up visit by visit."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from hearth.engine.rounds.clock import timed
from hearth.engine.rounds.week import CLOSED, NOBODY, Ints, Rounds, Week, metres_of_route

Day = tuple[int, int]  # a visitor and a day
SLOT_MIN = 15  # beginnings that are tried for two visitors at once


class Place(NamedTuple):
    """Where a visit would go: what it costs, in whose day, at which position."""

    cost: int
    day: Day
    at: int


@dataclass(slots=True)
class Draft:
    """Days being filled. `opens` and `closes` are the week's, narrowed as visits are settled."""

    week: Week
    opens: Ints
    closes: Ints
    routes: dict[Day, list[int]] = field(default_factory=dict)
    day_of: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, week: Week) -> "Draft":
        """An empty one."""
        return cls(week, week.opens.copy(), week.closes.copy())

    def fits(self, day: Day, route: Sequence[int]) -> bool:
        """Whether these visits in this order fit the visitor's day."""
        return timed(self.week, self.opens, self.closes, day, route) is not None

    def at_odds(self, visit: int, day: int) -> bool:
        """Whether a visit that may not share a day with this one is planned on it."""
        odds = self.week.odds
        others = [*odds[odds[:, 0] == visit, 1].tolist(), *odds[odds[:, 1] == visit, 0].tolist()]
        return any(self.day_of.get(one) == day for one in others)

    def put(self, visit: int, place: Place) -> None:
        """Add a visit where `places` said that it fits."""
        self.routes.setdefault(place.day, []).insert(place.at, visit)
        self.day_of[visit] = place.day[1]

    def take_out(self, visit: int) -> None:
        """Leave a visit out again, with all its visitors."""
        for route in self.routes.values():
            if visit in route:
                route.remove(visit)
        self.day_of.pop(visit, None)
        if int(self.week.needed[visit]) > 1:
            self.opens[visit], self.closes[visit] = self.week.opens[visit], self.week.closes[visit]

    def places(self, visit: int) -> Iterator[Place]:
        """Everywhere a visit of one visitor fits, the cheapest first of each day."""
        week = self.week
        days = [
            day
            for day in range(week.days)
            if int(self.opens[visit, day]) != CLOSED and not self.at_odds(visit, day)
        ]
        for visitor in np.flatnonzero(week.allowed[visit]).tolist():
            for day in days:
                found = self.place_in(visit, (visitor, day))
                if found is not None:
                    yield found

    def place_in(self, visit: int, day: Day) -> Place | None:
        """The cheapest position in one visitor's day, or None."""
        week, route = self.week, self.routes.get(day, [])
        if int(week.begins[day]) == CLOSED or len(route) >= int(week.most[day[0]]):
            return None
        before = metres_of_route(week, day[0], route)
        options = []
        for at in range(len(route) + 1):
            longer = [*route[:at], visit, *route[at:]]
            more = metres_of_route(week, day[0], longer) - before
            options.append(Place(more + int(week.cost[visit, day[0]]), day, at))
        for place in sorted(options):
            if self.fits(day, [*route[: place.at], visit, *route[place.at :]]):
                return place
        return None

    def add(self, visit: int) -> bool:
        """Put a visit where it costs least. False where it fits nowhere; nothing changes then."""
        if int(self.week.needed[visit]) > 1:
            return self._add_for_two(visit)
        best = min(self.places(visit), default=None)
        if best is not None:
            self.put(visit, best)
        return best is not None

    def _add_for_two(self, visit: int) -> bool:
        """Two visitors at one time: the first day and quarter of an hour that suit two of them."""
        week = self.week
        allowed = np.flatnonzero(week.allowed[visit]).tolist()
        for day in range(week.days):
            first, last = int(week.opens[visit, day]), int(week.closes[visit, day])
            if first == CLOSED or self.at_odds(visit, day):
                continue
            for start in range(first, last + 1, SLOT_MIN):
                self.opens[visit], self.opens[visit, day] = CLOSED, start
                self.closes[visit, day] = start
                found = sorted(filter(None, (self.place_in(visit, (w, day)) for w in allowed)))[:2]
                if len(found) == 2:
                    for place in found:
                        self.put(visit, place)
                    return True
        self.opens[visit], self.closes[visit] = week.opens[visit], week.closes[visit]
        return False

    def fill(self, visits: Iterable[int]) -> list[int]:
        """Add these visits, the heaviest first, then those with the fewest choices.

        Returns those that fit nowhere. Cost: each tries every position of every open day.
        """
        choices = self.week.allowed.sum(axis=1)
        order = sorted(visits, key=lambda v: (-int(self.week.weight[v]), int(choices[v]), v))
        return [visit for visit in order if not self.add(visit)]

    def rounds(self) -> Rounds:
        """The plan as it stands, each visit as early as its day lets it begin.

        A day that no longer fits, or a visit of two whose other half is missing, is left out.
        """
        found = Rounds.empty(self.week.visits)
        for day, route in self.routes.items():
            starts = timed(self.week, self.opens, self.closes, day, route)
            for visit, start in zip(route, starts or [], strict=False):
                found.day[visit], found.start[visit] = day[1], start
                found.who[visit, 0 if found.who[visit, 0] == NOBODY else 1] = day[0]
        short = (found.day >= 0) & ((found.who >= 0).sum(axis=1) < self.week.needed)
        found.day[short] = found.start[short] = NOBODY
        found.who[short] = NOBODY
        return found
