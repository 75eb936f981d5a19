"""What a routing solver cannot say is settled before it: days apart, and two at once.

Visits at odds get days that no other of theirs has; a visit of two gets its pair, its day and its
minute. The solver then plans around both, and `check` looks at the whole.
"""

import numpy as np

from hearth.engine.rounds.draft import Draft
from hearth.engine.rounds.week import CLOSED, Week


def settled(week: Week) -> Draft:
    """A draft in which every visit for two has its time, and no two at odds share an open day."""
    draft = Draft.of(week)
    for_two = np.flatnonzero(week.needed > 1).tolist()
    draft.fill(for_two)
    _apart(draft)
    return draft


def _apart(draft: Draft) -> None:
    """Leave each visit at odds with others one day alone, where those others are not.

    The one with the fewest days chooses first, and takes the day on which most visitors who may
    go are there. One for whom no day is left is left out, for the draft to try again at the end.
    """
    week = draft.week
    involved = sorted(
        set(week.odds.ravel().tolist()) - set(draft.day_of),
        key=lambda v: (int((draft.opens[v] != CLOSED).sum()), -int(week.weight[v]), v),
    )
    chosen: dict[int, int] = dict(draft.day_of)
    there = week.begins != CLOSED
    load = np.zeros(week.days, np.int64)
    for visit in involved:
        taken = {chosen.get(one, CLOSED) for one in _others(week, visit)}
        free = [
            day
            for day in range(week.days)
            if int(draft.opens[visit, day]) != CLOSED and day not in taken
        ]
        if not free:
            draft.opens[visit] = CLOSED
            continue
        able = (week.allowed[visit][:, None] & there).sum(axis=0)
        day = max(free, key=lambda d: (int(able[d]) - int(load[d]), -d))
        kept = int(draft.opens[visit, day])
        draft.opens[visit] = CLOSED
        draft.opens[visit, day] = kept
        chosen[visit] = day
        load[day] += 1


def _others(week: Week, visit: int) -> list[int]:
    odds = week.odds
    return [*odds[odds[:, 0] == visit, 1].tolist(), *odds[odds[:, 1] == visit, 0].tolist()]
