"""A week planned: settled, routed, mended, filled up, and the reason of whoever is left."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hearth.engine.rounds.draft import Draft
from hearth.engine.rounds.settle import settled
from hearth.engine.rounds.solve import Routes, routes_of
from hearth.engine.rounds.week import CLOSED, Rounds, Week

NO_VISITOR = "no_visitor"  # nobody may go, whatever the day
NOBODY_THERE = "nobody_there"  # those who may go are away on every day it is open
NO_DAY = "no_day"  # it is open on no day of these
NO_ROOM = "no_room"  # their days are full


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and why each visit that is not in it is not: visit to code."""

    rounds: Rounds
    left: dict[int, str]


def planned(week: Week, *, seconds: float = 10.0, seeds: Sequence[int] = (1,)) -> Planned:
    """The best plan of these days that was found in about that time.

    Parameters
    ----------
    seconds
        For the solver; making the draft and filling it up come on top.
    seeds
        One process each where there are several; the best is kept.

    Notes
    -----
    Not proven best: a heuristic. That it breaks no rule does not rest on it, but on `check`.
    """
    draft = settled(week)
    found = routes_of(draft, seconds=seconds, seeds=seeds) if seconds > 0 else {}
    return finished(_mended(draft, found))


def _mended(draft: Draft, routes: Routes) -> Draft:
    """A draft of the solver's routes, without what the clock, the break or a rule refuses."""
    mended = Draft.of(draft.week)
    for visit in draft.day_of:
        mended.opens[visit], mended.closes[visit] = draft.opens[visit], draft.closes[visit]
    for day, route in sorted(routes.items()):
        kept: list[int] = []
        for visit in route:
            allowed = bool(draft.week.allowed[visit, day[0]])
            if allowed and not mended.at_odds(visit, day[1]) and mended.fits(day, [*kept, visit]):
                kept.append(visit)
                mended.day_of[visit] = day[1]
        mended.routes[day] = kept
    _whole(mended)
    return mended


def _whole(draft: Draft) -> None:
    """Take out every visit of two of which one visitor's half is missing."""
    halves = np.zeros(draft.week.visits, np.int32)
    for route in draft.routes.values():
        for visit in route:
            halves[visit] += 1
    for visit in np.flatnonzero((halves > 0) & (halves < draft.week.needed)).tolist():
        draft.take_out(visit)


def finished(draft: Draft) -> Planned:
    """Fill up what a draft has left out, and say why of what stays out."""
    week = draft.week
    missing = [visit for visit in range(week.visits) if visit not in draft.day_of]
    for visit in missing:
        draft.opens[visit], draft.closes[visit] = week.opens[visit], week.closes[visit]
    draft.fill(missing)
    rounds = draft.rounds()
    left = np.flatnonzero(rounds.day < 0).tolist()
    return Planned(rounds, {visit: reason(week, visit) for visit in left})


def reason(week: Week, visit: int) -> str:
    """Why a visit is in no plan, the hardest reason first."""
    allowed, open_days = week.allowed[visit], week.opens[visit] != CLOSED
    if int(allowed.sum()) < int(week.needed[visit]):
        return NO_VISITOR
    if not open_days.any():
        return NO_DAY
    there = (week.begins[allowed] != CLOSED)[:, open_days].sum(axis=0)
    return NOBODY_THERE if int(there.max(initial=0)) < int(week.needed[visit]) else NO_ROOM
