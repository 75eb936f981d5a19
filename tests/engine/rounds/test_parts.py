"""A large job is cut and joined: nobody is lost or visited twice, and no plan grows worse."""

from collections import Counter
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyvrp import (
    Client,
    ClientGroup,
    CostEvaluator,
    Depot,
    Location,
    ProblemData,
    Route,
    Solution,
    VehicleType,
)

from hearth.engine.rounds import solve
from hearth.engine.rounds.parts import Cut, part_of
from hearth.engine.rounds.search import Span, travelled
from hearth.engine.rounds.solve import NONE_YET, Found, Leg, best_of, searched

seeds = st.integers(0, 2**32 - 1)
COST = CostEvaluator([0.0], 0.0, 0.0)
Routes = list[tuple[int, list[int]]]


def a_job(seed: int) -> tuple[ProblemData, Routes]:
    """A small job with prizes and groups, and routes of some of it."""
    rng = np.random.default_rng(seed)
    clients, kinds = int(rng.integers(6, 14)), int(rng.integers(2, 5))
    spots = rng.integers(0, 1_000, (clients + 1, 2))
    ways = np.abs(spots[:, None] - spots[None]).sum(axis=2).astype(np.int64)
    group = [ClientGroup([0, 1], required=False), ClientGroup([2, 3, 4], required=False)]
    group_of = {0: 0, 1: 0, 2: 1, 3: 1, 4: 1}
    data = ProblemData(
        locations=[Location(x=0, y=0) for _ in spots],
        clients=[
            Client(at + 1, delivery=[1], prize=500, required=False, group=group_of.get(at))
            for at in range(clients)
        ],
        depots=[Depot(location=0)],
        vehicle_types=[VehicleType(int(rng.integers(1, 4)), capacity=[4]) for _ in range(kinds)],
        distance_matrices=[ways],
        duration_matrices=[ways],
        groups=group,
    )
    served = [0, *rng.permutation(np.arange(4, clients))[: int(rng.integers(2, clients - 3))]]
    routes = [(at % kinds, [int(one)]) for at, one in enumerate(served[: 2 * kinds])]
    used = Counter(kind for kind, _ in routes)
    there = [one.num_available for one in data.vehicle_types()]
    return data, [one for one in routes if used[one[0]] <= there[one[0]]] or [(0, [0])]


@given(seed=seeds, around=st.integers(0, 20), of=st.integers(2, 3))
def test_every_client_and_every_vehicle_is_in_one_part_alone(
    seed: int, around: int, of: int
) -> None:
    data, routes = a_job(seed)
    of = min(of, len(routes))

    parts = [part_of(data, routes, Cut(around, part, of)) for part in range(of)]

    clients = [client for part in parts for client in part.clients]
    assert sorted(clients) == list(range(data.num_clients))
    vehicles: Counter[int] = Counter()
    for part in parts:
        for place, kind in enumerate(part.kinds):
            vehicles[kind] += part.data.vehicle_type(place).num_available
    assert vehicles == Counter(
        {kind: one.num_available for kind, one in enumerate(data.vehicle_types())}
    )
    again = [route for part in parts for route in part.back(part.routes)]
    assert sorted(again) == sorted(routes)
    whole_groups = [set(group.clients) for group in data.groups()]
    assert all(
        group <= set(part.clients) or not group & set(part.clients)
        for group in whole_groups
        for part in parts
    )


@given(seed=seeds)
def test_parts_searched_and_joined_cost_what_the_whole_does_and_no_more_than_before(
    seed: int,
) -> None:
    data, routes = a_job(seed)
    of = min(2, len(routes))
    before = COST.cost(Solution(data, [Route(data, one, kind) for kind, one in routes]))
    span, found = Span(0.002, 0.5, 1), []

    for at in range(of):
        part = part_of(data, routes, Cut(seed % 7, at, of))
        start = Solution(part.data, [Route(part.data, one, kind) for kind, one in part.routes])
        best = travelled(part.data, start, span, seed % 1_000)
        made = [
            (one.vehicle_type(), [stop.idx for stop in one.schedule() if stop.is_client()])
            for one in best.routes()
        ]
        found.append((COST.cost(best), part.back(made)))

    joined = [route for _, one in found for route in one]
    whole = Solution(data, [Route(data, one, kind) for kind, one in joined])
    assert whole.is_feasible()
    assert COST.cost(whole) == sum(cost for cost, _ in found)
    assert COST.cost(whole) <= before


def test_a_search_whose_time_is_over_before_it_begins_gives_back_its_start() -> None:
    data, routes = a_job(1)
    start = Solution(data, [Route(data, one, kind) for kind, one in routes])

    assert travelled(data, start, Span(-1.0, 0, 1), 1) == start


def a_search(seconds: float, leg: Leg) -> Found:
    """One leg of a job that is large enough to be cut here."""
    return searched(a_job(3)[0], leg._replace(span=leg.span._replace(seconds=seconds)), 0.0)


@pytest.mark.parametrize("cost", [5, NONE_YET])
def test_what_was_found_before_is_kept_where_the_parts_together_are_no_better(cost: int) -> None:
    kept = Found(9, [(0, [1])])

    joined = solve._joined(kept, [Found(5, [(0, [1])], True), Found(cost, [(1, [2])], True)])

    assert joined == kept


def test_the_best_of_several_that_searched_the_whole_is_taken() -> None:
    found = [Found(7, [(0, [1])]), Found(5, [(0, [2])])]

    assert solve._joined(Found(NONE_YET, []), found).cost == 5


def test_one_seed_alone_is_followed_in_this_process() -> None:
    found = best_of(partial(a_search, 0.0), 1.0, (4,))

    assert not found.is_part
