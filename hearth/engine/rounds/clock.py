"""When each visit of one visitor's day begins, with the break in it."""

from collections.abc import Sequence
from itertools import pairwise

from hearth.engine.rounds.week import CLOSED, Ints, Week


def timed(
    week: Week, opens: Ints, closes: Ints, who: tuple[int, int], route: Sequence[int]
) -> list[int] | None:
    """The earliest beginning of each visit in this order; None where they do not fit the shift.

    Parameters
    ----------
    opens, closes
        As in `Week`, perhaps narrower.
    who
        The visitor and the day.

    Notes
    -----
    The break is tried in each gap, the base before and after included, and taken where the day
    ends soonest. Within a gap it may be before, after, or on the way. Cost: O(n^2) for n visits.
    """
    visitor = who[0]
    if int(week.begins[who]) == CLOSED or len(route) > int(week.most[visitor]):
        return None
    if not route:
        return []
    if int(week.rest[visitor, 0]) == 0:
        return _with_break_at(week, opens, closes, who, route, gap=-1)
    found = (
        _with_break_at(week, opens, closes, who, route, gap=gap) for gap in range(len(route) + 1)
    )
    fits = [one for one in found if one is not None]
    return min(fits, key=lambda starts: (starts[-1], starts), default=None)


def _with_break_at(
    week: Week, opens: Ints, closes: Ints, who: tuple[int, int], route: Sequence[int], *, gap: int
) -> list[int] | None:
    visitor, day = who
    base = int(week.base[visitor])
    rest, rest_from, rest_to = (int(one) for one in week.rest[visitor])
    stops = [base, *(int(week.place[v]) for v in route), base]
    starts: list[int] = []
    now = int(week.begins[who])
    for at, (here, there) in enumerate(pairwise(stops)):
        ready = now + int(week.travel[here, there])
        if at == gap:
            rested = max(now, rest_from)
            if rested > rest_to:
                return None
            ready = max(ready + rest, rested + rest)
        if at == len(route):
            return starts if ready <= int(week.ends[who]) else None
        visit = route[at]
        first = int(opens[visit, day])
        start = max(ready, first)
        if first == CLOSED or start > int(closes[visit, day]):
            return None
        starts.append(start)
        now = start + int(week.minutes[visit])
    return starts
