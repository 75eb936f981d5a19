"""A draft handed to PyVRP, and its routes handed back. Only `search` and `parts` know it as well.

One vehicle is one visitor on one day; all days lie on one clock, so that a visit that may be made
on several days is one client with one long window, or a group of clients of which one is chosen.
Who may visit whom, and what it is worth, is the visitor's own matrix of roads.
Source: docs/sources.md, "rounds of visits".
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.rounds.draft import Day, Draft
from hearth.engine.rounds.parts import Cut, Route, part_of
from hearth.engine.rounds.search import Span, travelled
from hearth.engine.rounds.week import CLOSED, DAY_MIN, Week

if TYPE_CHECKING:
    from pyvrp import ProblemData

FORBIDDEN = 1 << 30  # metres and minutes of a way that nobody may take
Routes = dict[Day, list[int]]
Row = NDArray[np.int32]
Roads = np.ndarray[Any, np.dtype[Any]]
FIRST, CUTS = 0.3, 7  # of the time, each searches the whole; the rest goes by so many cuts
CUT_FROM = 200  # clients: less is searched whole
NONE_YET = 1 << 62  # what it costs where nothing feasible was found


class Found(NamedTuple):
    """Routes and what they cost, by the solver's own sum; no routes where none was feasible.

    is_part : these are the routes of one part of a cut.
    """

    cost: int
    routes: list[Route]
    is_part: bool = False


class Leg(NamedTuple):
    """Some of the search, for one process: how long, from which routes, in which part of a cut."""

    span: Span
    seed: int
    start: list[Route]
    cut: Cut | None


@dataclass(frozen=True, slots=True)
class Stop:
    """One client of the solver: a visit, its first and last beginning on the clock of all days.

    only : the visitor whose half of a visit of two this is, -1 where anybody allowed may go.
    """

    visit: int
    early: int
    late: int
    only: int = -1


def routes_of(draft: Draft, *, seconds: float, seeds: Sequence[int] = (1,)) -> Routes:
    """The best routes that were found, as visits in order. One process for each seed.

    What does not fit is not in a route.
    """
    stops, days = list(_stops(draft)), _days(draft.week)
    if not (stops and days):
        return {}
    found = best_of(partial(_solved, draft), seconds, seeds)
    return {days[kind]: [stops[at].visit for at in clients] for kind, clients in found.routes}


def best_of(solved: Callable[[Leg], Found], seconds: float, seeds: Sequence[int]) -> Found:
    """The best that several processes find together, one for each seed.

    Each searches the whole for some of the time; from the best of these on, a large job is cut in
    as many parts, each process searches one, and they are joined and cut elsewhere. One seed alone
    is followed in this process.
    """
    if len(seeds) == 1:
        return solved(Leg(Span(seconds, 0, 1), seeds[0], [], None))
    ends, best = perf_counter() + seconds, Found(NONE_YET, [])
    step = (1 - FIRST) / CUTS
    with ProcessPoolExecutor(len(seeds), mp_context=get_context("spawn")) as several:
        for leg in range(CUTS + 1):
            begins = FIRST + (leg - 1) * step if leg else 0
            share = (step if leg else FIRST) / (1 - begins)
            span = Span(max(0, ends - perf_counter()) * share, begins, begins + share)
            ours = [
                several.submit(solved, Leg(span, seed + leg * len(seeds), best.routes, cut))
                for seed, cut in zip(seeds, _cuts(best, leg, seeds), strict=True)
            ]
            best = _joined(best, [one.result() for one in ours])
    return best


def _cuts(best: Found, leg: int, seeds: Sequence[int]) -> list[Cut | None]:
    """One part for each process, around another route each time; none where routes are too few."""
    if len(best.routes) < len(seeds):
        return [None] * len(seeds)
    around = Random(seeds[0] * (CUTS + 1) + leg).randrange(len(best.routes))
    return [Cut(around, part, len(seeds)) for part in range(len(seeds))]


def _joined(best: Found, found: Sequence[Found]) -> Found:
    """The best of what was found in the whole, or all parts together."""
    if not all(one.is_part for one in found):
        return min([best, *found], key=lambda one: one.cost)
    together = [route for one in found for route in one.routes]
    return min(best, Found(sum(one.cost for one in found), together), key=lambda one: one.cost)


def _solved(draft: Draft, leg: Leg) -> Found:
    began = perf_counter()
    return searched(_data(draft, list(_stops(draft)), _days(draft.week)), leg, began)


def searched(data: "ProblemData", leg: Leg, began: float) -> Found:
    """The best routes of one leg. `began`: since when (`perf_counter`) its time is running."""
    from pyvrp import CostEvaluator, Solution
    from pyvrp import Route as Trip

    cut = leg.cut if data.num_clients >= CUT_FROM else None
    part = part_of(data, leg.start, cut) if cut is not None else None
    job, routes = (part.data, part.routes) if part is not None else (data, leg.start)
    start = Solution(job, [Trip(job, one, kind) for kind, one in routes]) if routes else None
    left = leg.span._replace(seconds=leg.span.seconds - (perf_counter() - began))
    best = travelled(job, start, left, leg.seed)
    if not best.is_feasible():
        return Found(NONE_YET, [], part is not None)
    found = [
        (route.vehicle_type(), [stop.idx for stop in route.schedule() if stop.is_client()])
        for route in best.routes()
    ]
    cost = CostEvaluator([0.0] * data.num_load_dimensions, 0.0, 0.0).cost(best)
    return Found(int(cost), part.back(found) if part is not None else found, part is not None)


def _days(week: Week) -> list[Day]:
    """Visitors and days that there is a shift for, in the order of the vehicles."""
    return [(int(w), int(d)) for w, d in np.argwhere(week.begins != CLOSED)]


def _stops(draft: Draft) -> Iterator[Stop]:
    """Clients: one for each run of days on which a visit may begin at any time of the shifts."""
    week = draft.week
    settled: dict[int, list[int]] = {visit: [] for visit in draft.day_of}
    for (visitor, _), route in draft.routes.items():
        for visit in route:
            settled[visit].append(visitor)
    there = week.begins != CLOSED
    first = np.where(there, week.begins, DAY_MIN).min(axis=0)
    last = np.where(there, week.ends, 0).max(axis=0)
    for visit in range(week.visits):
        if visit in settled:
            for visitor in settled[visit]:
                yield from _runs(draft, visit, first, last, visitor)
        elif int(week.needed[visit]) == 1:
            yield from _runs(draft, visit, first, last, -1)


def _runs(draft: Draft, visit: int, first: Row, last: Row, only: int) -> Iterator[Stop]:
    run: Stop | None = None
    for day in range(draft.week.days):
        opens, closes = int(draft.opens[visit, day]), int(draft.closes[visit, day])
        if opens == CLOSED or closes < opens:
            continue
        zero = day * DAY_MIN
        goes_on = (
            run is not None
            and run.late >= (day - 1) * DAY_MIN + int(last[day - 1])
            and opens <= int(first[day])
        )
        if run is not None and goes_on:
            run = Stop(visit, run.early, zero + closes, only)
            continue
        if run is not None:
            yield run
        run = Stop(visit, zero + opens, zero + closes, only)
    if run is not None:
        yield run


def _data(draft: Draft, stops: Sequence[Stop], days: Sequence[Day]) -> "ProblemData":
    from pyvrp import Client, ClientGroup, Depot, Location, ProblemData, VehicleType

    week, bases = draft.week, draft.week.visitors
    members: dict[tuple[int, int], list[int]] = {}
    for at, stop in enumerate(stops):
        members.setdefault((stop.visit, stop.only), []).append(at)
    groups = [ClientGroup(one, required=False) for one in members.values() if len(one) > 1]
    group_of = {at: number for number, one in enumerate(groups) for at in one}
    clients = [
        Client(
            location=bases + at,
            delivery=[1],
            service_duration=int(week.minutes[stop.visit]),
            tw_early=stop.early,
            tw_late=stop.late,
            prize=max(1, int(week.weight[stop.visit])),
            required=False,
            group=group_of.get(at),
        )
        for at, stop in enumerate(stops)
    ]
    vehicles = [
        VehicleType(
            capacity=[int(week.most[visitor])],
            start_depot=visitor,
            end_depot=visitor,
            tw_early=day * DAY_MIN + int(week.begins[visitor, day]),
            tw_late=day * DAY_MIN + int(week.ends[visitor, day]),
            shift_duration=max(
                0,
                int(week.ends[visitor, day] - week.begins[visitor, day] - week.rest[visitor, 0]),
            ),
            profile=visitor,
        )
        for visitor, day in days
    ]
    metres, minutes = _roads(week, stops)
    return ProblemData(
        locations=[Location(x=0, y=0) for _ in range(bases + len(stops))],
        clients=clients,
        depots=[Depot(location=visitor) for visitor in range(bases)],
        vehicle_types=vehicles,
        distance_matrices=metres,
        duration_matrices=minutes,
        groups=groups,
    )


def _roads(week: Week, stops: Sequence[Stop]) -> tuple[list[Roads], list[Roads]]:
    """For each visitor the metres, with what a visit costs on the way to it, and the minutes."""
    visits = np.array([stop.visit for stop in stops], np.int64)
    only = np.array([stop.only for stop in stops], np.int64)
    rows = np.concatenate([week.base, week.place[visits]])
    metres = week.metres[np.ix_(rows, rows)].astype(np.int64)
    minutes = week.travel[np.ix_(rows, rows)].astype(np.int64)
    every_metres, every_minutes = [], []
    for visitor in range(week.visitors):
        barred = ~week.allowed[visits, visitor] | ((only >= 0) & (only != visitor))
        shut = np.concatenate([np.zeros(week.visitors, np.bool_), barred])
        far, long = metres.copy(), minutes.copy()
        far[:, week.visitors :] += week.cost[visits, visitor][None, :]
        for matrix in (far, long):
            matrix[:, shut] = FORBIDDEN
            matrix[shut, :] = FORBIDDEN
            np.fill_diagonal(matrix, 0)
        every_metres.append(far)
        every_minutes.append(long)
    return every_metres, every_minutes
