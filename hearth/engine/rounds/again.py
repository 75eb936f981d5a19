"""Planned again because something changed, with as few changes as can be.

What still holds stays as it is, to the minute. What does not is put where nothing else moves; only
then may the hours of others move, and only then may one other visit give way.
"""

from dataclasses import dataclass

import numpy as np

from hearth.engine.rounds.draft import Draft
from hearth.engine.rounds.plan import Planned, reason
from hearth.engine.rounds.week import CLOSED, NOBODY, Rounds, Week


@dataclass(frozen=True, slots=True)
class Again:
    """The new plan and what changed: visits that have another day or visitor, other hours alone,
    and those left out now that were in the plan before.

    least : how many had to change whatever one does, for their visitor is away or may not go.
    """

    plan: Planned
    changed: tuple[int, ...]
    shifted: tuple[int, ...]
    lost: tuple[int, ...]
    least: int


def planned_again(week: Week, before: Rounds) -> Again:
    """A plan of `week` that keeps what it can of `before`, a plan of the same visits and visitors.

    Visits that `before` has left out are tried once more, where there is room.

    Cost: what is to be placed anew, times every position of every open day; where a visit gives
    way, once more for each that could.
    """
    draft, orphans = _kept(week, before)
    _hold_hours(draft, before)
    had = [visit for visit in orphans if int(before.day[visit]) != NOBODY]
    left = draft.fill(had)
    if left:
        _let_hours_move(draft, before)
        left = draft.fill(left)
    for visit in left:
        _make_way(draft, visit)
    draft.fill(visit for visit in orphans if int(before.day[visit]) == NOBODY)
    rounds = _true_hours(draft, before)
    out = np.flatnonzero(rounds.day < 0).tolist()
    return _told(before, Planned(rounds, {v: reason(week, v) for v in out}), len(had))


def _kept(week: Week, before: Rounds) -> tuple[Draft, list[int]]:
    """A draft of what still holds, and the visits that have to go somewhere else."""
    draft = Draft.of(week)
    for visit in np.flatnonzero(before.day >= 0).tolist():
        if int(week.needed[visit]) > 1:
            _fix(draft, visit, before)
    for visitor in range(week.visitors):
        for day in range(week.days):
            kept: list[int] = []
            for visit in before.route(visitor, day):
                may = week.allowed[visit, visitor] and not draft.at_odds(visit, day)
                if may and draft.fits((visitor, day), [*kept, visit]):
                    kept.append(visit)
                    draft.day_of[visit] = day
            draft.routes[visitor, day] = kept
    halves = np.zeros(week.visits, np.int32)
    for route in draft.routes.values():
        halves[route] += 1
    for visit in np.flatnonzero((halves > 0) & (halves < week.needed)).tolist():
        draft.take_out(visit)
        halves[visit] = 0
    orphans = np.flatnonzero(halves == 0).tolist()
    for visit in orphans:
        draft.day_of.pop(visit, None)
        draft.opens[visit], draft.closes[visit] = week.opens[visit], week.closes[visit]
    return draft, orphans


def _fix(draft: Draft, visit: int, before: Rounds) -> None:
    """Leave a visit its day and minute alone, where it is still open then."""
    day, start = int(before.day[visit]), int(before.start[visit])
    opens, closes = int(draft.week.opens[visit, day]), int(draft.week.closes[visit, day])
    draft.opens[visit] = CLOSED
    if opens != CLOSED and opens <= start <= closes:
        draft.opens[visit, day] = draft.closes[visit, day] = start


def _hold_hours(draft: Draft, before: Rounds) -> None:
    for day, route in draft.routes.items():
        wide = {visit: (draft.opens[visit].copy(), draft.closes[visit].copy()) for visit in route}
        for visit in route:
            _fix(draft, visit, before)
        if not draft.fits(day, route):
            for visit, (opens, closes) in wide.items():
                draft.opens[visit], draft.closes[visit] = opens, closes


def _let_hours_move(draft: Draft, before: Rounds) -> None:
    week = draft.week
    for visit in draft.day_of:
        if int(week.needed[visit]) == 1 and int(before.day[visit]) != NOBODY:
            draft.opens[visit], draft.closes[visit] = week.opens[visit], week.closes[visit]


def _make_way(draft: Draft, visit: int) -> bool:
    """Put a visit in the place of one other, where that one fits somewhere else."""
    week = draft.week
    if int(week.needed[visit]) > 1:
        return False
    for day, route in list(draft.routes.items()):
        if not week.allowed[visit, day[0]] or int(week.opens[visit, day[1]]) == CLOSED:
            continue
        for other in [one for one in route if int(week.needed[one]) == 1]:
            if _swapped(draft, visit, other, day):
                return True
    return False


def _swapped(draft: Draft, visit: int, other: int, day: tuple[int, int]) -> bool:
    at = draft.routes[day].index(other)
    draft.take_out(other)
    place = None if draft.at_odds(visit, day[1]) else draft.place_in(visit, day)
    if place is not None:
        draft.put(visit, place)
        if draft.add(other):
            return True
        draft.take_out(visit)
    draft.routes[day].insert(at, other)
    draft.day_of[other] = day[1]
    return False


def _true_hours(draft: Draft, before: Rounds) -> Rounds:
    """The plan, in which a day nobody touched keeps its hours to the minute."""
    for day, route in draft.routes.items():
        if route and route == before.route(*day):
            narrow = (draft.opens.copy(), draft.closes.copy())
            for visit in route:
                _fix(draft, visit, before)
            if not draft.fits(day, route):
                draft.opens[:], draft.closes[:] = narrow
    return draft.rounds()


def _told(before: Rounds, plan: Planned, least: int) -> Again:
    was = np.flatnonzero(before.day >= 0)
    now = plan.rounds
    there = now.day[was] >= 0
    same_who = (np.sort(now.who[was], axis=1) == np.sort(before.who[was], axis=1)).all(axis=1)
    same = (now.day[was] == before.day[was]) & same_who
    later = same & (now.start[was] != before.start[was])
    return Again(
        plan=plan,
        changed=tuple(was[there & ~same].tolist()),
        shifted=tuple(was[later].tolist()),
        lost=tuple(was[~there].tolist()),
        least=least,
    )
