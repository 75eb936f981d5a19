"""The search for routes: PyVRP's local search, led by record-to-record travel.

A step is taken where it is better than the last, or worse than the best so far by less than a
slack, and the slack shrinks to nothing as the time runs out. Source: docs/sources.md, "rounds of
visits".
"""

from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pyvrp import (
        CostEvaluator,
        PenaltyManager,
        ProblemData,
        RandomNumberGenerator,
        Solution,
    )
    from pyvrp.search import LocalSearch

NEAR = 10  # places that count as near, for what a way usually is
NEIGHBOURS = 20  # PyVRP begins with 50; its seconds are minutes
SLACK = 3.0  # so many ways from one visit to the next may a step be worse than the best, at first
# What it costs at first to be late or to carry too much, in ways for the time of a way or a load;
# and how that is changed, after so many steps, until so large a part of them breaks nothing.
# PyVRP's own begin so high that a short search never goes by way of what is not allowed.
PRICE, STEPS, DEARER, CHEAPER, FEASIBLE = 10.0, 50, 1.3, 0.9, 0.43


class Span(NamedTuple):
    """Some of the time of a whole search. `begins`, `ends`: how much of it has gone, 0 to 1."""

    seconds: float
    begins: float
    ends: float


def travelled(data: "ProblemData", start: "Solution | None", span: Span, seed: int) -> "Solution":
    """The best routes found from a start, or from chance; at least as good as a feasible start.

    Cost: about half a millisecond a step, for tens of visits as for a thousand.
    """
    from pyvrp import RandomNumberGenerator, Solution

    began, rng = perf_counter(), RandomNumberGenerator(seed)
    search, penalties = _tools(data, rng)
    best = start
    if best is None:
        best = search(Solution.make_random(data, rng), penalties.max_cost_evaluator(), True)
    here = best
    while (now := perf_counter()) < began + span.seconds:
        cost = penalties.cost_evaluator()
        step = search(here, cost, False)
        penalties.register(step)
        if cost.cost(step) < cost.cost(best):
            closer = search(step, cost, True)
            step = best = closer if closer.is_feasible() else step
        gone = (now - began) / span.seconds
        left = 1 - (span.begins + (span.ends - span.begins) * gone)
        if cost.penalised_cost(step) < _worst(best, here, cost, SLACK * left):
            here = step
    return best


def _tools(
    data: "ProblemData", rng: "RandomNumberGenerator"
) -> tuple["LocalSearch", "PenaltyManager"]:
    """The parts of PyVRP's own search, put together as it does."""
    from pyvrp import PenaltyManager, PenaltyParams
    from pyvrp.search import OPERATORS, LocalSearch, NeighbourhoodParams, compute_neighbours

    near = compute_neighbours(data, NeighbourhoodParams(num_neighbours=NEIGHBOURS))
    search = LocalSearch(data, rng, near)
    for operator in OPERATORS:
        if operator.supports(data):
            search.add_operator(operator(data))
    terms = PenaltyParams(
        solutions_between_updates=STEPS,
        penalty_increase=DEARER,
        penalty_decrease=CHEAPER,
        target_feasible=FEASIBLE,
        max_penalty=max(PenaltyParams().max_penalty, float(sum(c.prize for c in data.clients()))),
    )
    return search, PenaltyManager(_prices(data), terms)


def _prices(data: "ProblemData") -> tuple[list[float], float, float]:
    """What a unit too much costs at first: of each load, of time, of distance."""
    way = _usual(np.minimum.reduce(data.distance_matrices()))
    late = PRICE * way / _usual(np.minimum.reduce(data.duration_matrices()))
    loads = np.array([client.delivery for client in data.clients()], float)
    mean = loads.reshape(len(loads), data.num_load_dimensions).mean(axis=0)
    return [PRICE * way / max(1.0, load) for load in mean.tolist()], late, PRICE


def _usual(ways: NDArray[np.int64]) -> float:
    """What it usually is from one place to those near it, 1 at least."""
    near = np.sort(ways, axis=1)[:, 1 : 1 + NEAR]
    return max(1.0, float(np.median(near)))


def _worst(best: "Solution", here: "Solution", cost: "CostEvaluator", ways: float) -> float:
    """What a step must cost less than. Where nothing feasible is known, less than the last did."""
    now = float(cost.penalised_cost(here))
    if not best.is_feasible():
        return now
    way = best.distance_cost() / max(1, best.num_clients())
    return max(now, cost.cost(best) + ways * way)
