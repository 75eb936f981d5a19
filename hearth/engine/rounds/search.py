"""The search for routes: PyVRP's local search, led by record-to-record travel.

A step is taken where it is better than the last, or worse than the best so far by less than a
slack, and the slack shrinks to nothing as the time runs out. Source: docs/sources.md, "rounds of
visits".
"""

from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pyvrp import (
        CostEvaluator,
        PenaltyManager,
        ProblemData,
        RandomNumberGenerator,
        Solution,
    )
    from pyvrp.search import LocalSearch

NEIGHBOURS = 20  # PyVRP begins with 50; its seconds are minutes
SLACK = 3.0  # so many ways from one visit to the next may a step be worse than the best, at first


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
    terms = PenaltyParams()
    return search, PenaltyManager(terms.midpoint_penalties(data), terms)


def _worst(best: "Solution", here: "Solution", cost: "CostEvaluator", ways: float) -> float:
    """What a step must cost less than. Where nothing feasible is known, less than the last did."""
    now = float(cost.penalised_cost(here))
    if not best.is_feasible():
        return now
    way = best.distance_cost() / max(1, best.num_clients())
    return max(now, cost.cost(best) + ways * way)
