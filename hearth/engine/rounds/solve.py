"""A draft handed to PyVRP, and its routes handed back. Nothing else here knows that solver.

One vehicle is one visitor on one day; all days lie on one clock, so that a visit that may be made
on several days is one client with one long window, or a group of clients of which one is chosen.
Who may visit whom, and what it is worth, is the visitor's own matrix of roads.
Source: docs/sources.md, "rounds of visits".
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hearth.engine.rounds.draft import Day, Draft
from hearth.engine.rounds.week import CLOSED, DAY_MIN, Week

if TYPE_CHECKING:
    from pyvrp import ProblemData, SolveParams

FORBIDDEN = 1 << 30  # metres and minutes of a way that nobody may take
Routes = dict[Day, list[int]]
Row = NDArray[np.int32]
Roads = np.ndarray[Any, np.dtype[Any]]
HISTORY, NEIGHBOURS, KICKS = 100, 20, (5, 40)  # PyVRP begins with 300, 50 and (1, 25)


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
    """The best routes that were found, one process for each seed, as visits in order.

    Raises nothing for a week that cannot be planned whole: what does not fit is not in a route.
    """
    if not _days(draft.week) or not any(True for _ in _stops(draft)):
        return {}
    if len(seeds) == 1:
        return _solved(draft, seconds, seeds[0])[1]
    with ProcessPoolExecutor(len(seeds), mp_context=get_context("spawn")) as several:
        found = list(several.map(partial(_solved, draft, seconds), seeds))
    return min(found, key=lambda one: one[0])[1]


def _solved(draft: Draft, seconds: float, seed: int) -> tuple[int, Routes]:
    """What it costs and which visits, by the solver's own sum."""
    from pyvrp import solve
    from pyvrp.stop import MaxRuntime

    stops = list(_stops(draft))
    days = _days(draft.week)
    data = _data(draft, stops, days)
    found = solve(data, MaxRuntime(seconds), seed=seed, collect_stats=False, params=params()).best
    routes = {
        days[route.vehicle_type()]: [
            stops[stop.idx].visit for stop in route.schedule() if stop.is_client()
        ]
        for route in found.routes()
        if route.is_feasible()
    }
    lost = sum(int(draft.week.weight[stops[one.idx].visit]) for one in found.unplanned())
    return found.distance_cost() + lost, routes


def params() -> "SolveParams":
    """How PyVRP searches here: few neighbours and a short memory, for the seconds are few, and
    larger kicks than its own, so that it does not stay where it began."""
    from pyvrp import IteratedLocalSearchParams, SolveParams
    from pyvrp.search import NeighbourhoodParams, PerturbationParams

    return SolveParams(
        ils=IteratedLocalSearchParams(history_length=HISTORY),
        neighbourhood=NeighbourhoodParams(num_neighbours=NEIGHBOURS),
        perturbation=PerturbationParams(*KICKS),
    )


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
