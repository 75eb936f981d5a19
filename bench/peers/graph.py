"""A plan for everyone by NetworkX."""

from pathlib import Path

import networkx as nx
import numpy as np

from bench.apart import Work
from bench.peers.plan import NOBODY, job_of, owner_of


def networkx_flow(folder: Path) -> Work:
    """NetworkX network_simplex, the same flow as for OR-Tools."""
    one = job_of(folder)

    def work() -> dict[str, object]:
        owner, n, sink = owner_of(one), one.parties, -1
        graph = nx.DiGraph()
        graph.add_nodes_from(range(n), demand=-1)
        graph.add_node(sink, demand=n)
        pairs = zip(owner.tolist(), (one.home + n).tolist(), (-one.value).tolist(), strict=True)
        graph.add_edges_from((i, j, {"capacity": 1, "weight": cost}) for i, j, cost in pairs)
        graph.add_edges_from(
            (n + j, sink, {"capacity": count}) for j, count in enumerate(one.places.tolist())
        )
        graph.add_edges_from((i, sink, {"capacity": 1}) for i in range(n))
        _, flow = nx.network_simplex(graph)
        home = [
            next((j - n for j, on in flow[i].items() if on and j >= n), NOBODY) for i in range(n)
        ]
        return {"home": np.array(home, np.int32)}

    return work
