"""The plain plan to compare with: each visitor, day by day, goes to the nearest that is open.

As somebody with a list and a map would do it. It keeps every rule, for it asks the same clock, and
makes a visit of two where two happen to be free; it looks no step ahead.
"""

import numpy as np

from hearth.engine.rounds.draft import Draft, Place
from hearth.engine.rounds.week import CLOSED, Rounds, Week


def nearest_first(week: Week) -> Rounds:
    """A plan, visit after visit. Cost: O(v^2 w d) at worst."""
    draft = Draft.of(week)
    draft.fill(np.flatnonzero(week.needed > 1).tolist())
    waiting = {v for v in range(week.visits) if v not in draft.day_of and week.needed[v] == 1}
    for day in range(week.days):
        for visitor in range(week.visitors):
            if int(week.begins[visitor, day]) != CLOSED:
                _one_day(draft, waiting, (visitor, day))
    return draft.rounds()


def _one_day(draft: Draft, waiting: set[int], day: tuple[int, int]) -> None:
    week, visitor = draft.week, day[0]
    while True:
        route = draft.routes.get(day, [])
        here = int(week.place[route[-1]]) if route else int(week.base[visitor])
        near = sorted(waiting, key=lambda v: (int(week.metres[here, int(week.place[v])]), v))
        for visit in near:
            may = week.allowed[visit, visitor] and int(week.opens[visit, day[1]]) != CLOSED
            if not may or draft.at_odds(visit, day[1]):
                continue
            if draft.fits(day, [*route, visit]):
                draft.put(visit, Place(0, day, len(route)))
                waiting.discard(visit)
                break
        else:
            return
