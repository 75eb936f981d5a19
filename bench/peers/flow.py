"""A plan for everyone by OR-Tools."""

from pathlib import Path

import numpy as np

from bench.apart import NotHere, Work
from bench.peers.plan import homes_of, job_of, owner_of


def ortools_flow(folder: Path) -> Work:
    """OR-Tools SimpleMinCostFlow: a unit from each party to a home, or past all of them."""
    from ortools.graph.python import min_cost_flow  # not there where no peer is measured

    one = job_of(folder)

    def work() -> dict[str, object]:
        n, m, owner = one.parties, one.places.size, owner_of(one)
        sink, party, home = n + m, np.arange(n), np.arange(n, n + m)
        flow = min_cost_flow.SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(
            owner, n + one.home.astype(np.int64), np.ones(owner.size, np.int64), -one.value
        )
        flow.add_arcs_with_capacity_and_unit_cost(
            home, np.full(m, sink), one.places, np.zeros(m, np.int64)
        )
        flow.add_arcs_with_capacity_and_unit_cost(
            party, np.full(n, sink), np.ones(n, np.int64), np.zeros(n, np.int64)
        )
        flow.set_nodes_supplies(np.append(party, sink), np.append(np.ones(n, np.int64), -n))
        status = flow.solve()
        if status != flow.OPTIMAL:
            raise NotHere(f"no plan: {status.name}")
        return {"home": homes_of(one, owner, flow.flows(arcs) > 0)}

    return work
