"""A large job cut into parts by region, each searched by a process of its own, and joined again.

Routes that lie together are one part, with all that they serve: what stays within a part can be
mended there as in the whole, and so several processes mend at once. The next cut lies elsewhere.
Source: docs/sources.md, "rounds of visits".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from pyvrp import ProblemData

Route = tuple[int, list[int]]  # a kind of vehicle, and its clients in order


class Cut(NamedTuple):
    """Which part of how many, of the cut that lies around a route (its place in the list)."""

    around: int
    part: int
    of: int


@dataclass(frozen=True, slots=True)
class Part:
    """A job of its own. `clients` and `kinds` say what each of its numbers is in the whole."""

    data: "ProblemData"
    routes: list[Route]
    clients: list[int]
    kinds: list[int]

    def back(self, routes: Sequence[Route]) -> list[Route]:
        """Routes of the part, in the numbers of the whole."""
        return [(self.kinds[kind], [self.clients[at] for at in one]) for kind, one in routes]


def part_of(data: "ProblemData", routes: Sequence[Route], cut: Cut) -> Part:
    """One part of these routes, with its share of the clients that are in none.

    There are at least as many routes as parts.
    """
    whose = _parts(data, routes, cut)
    mine = [one for one, part in zip(routes, whose, strict=True) if part == cut.part]
    clients = sorted(_clients(data, routes, whose, cut))
    kinds = _vehicles(data, routes, whose, cut)
    at = {client: place for place, client in enumerate(clients)}
    kind_at = {kind: place for place, kind in enumerate(kinds)}
    return Part(
        _job(data, clients, kinds),
        [(kind_at[kind], [at[client] for client in one]) for kind, one in mine],
        clients,
        list(kinds),
    )


def _parts(data: "ProblemData", routes: Sequence[Route], cut: Cut) -> list[int]:
    """The part of each route: near the one the cut lies around first, far from it last."""
    ways = np.minimum.reduce(data.distance_matrices())
    places = [[data.client(client).location for client in one] for _, one in routes]
    middle = places[cut.around % len(routes)]
    far = [float(ways[np.ix_(middle, one)].mean()) for one in places]
    other = places[int(np.argmax(far))]
    lean = [
        away - float(ways[np.ix_(other, one)].mean()) for away, one in zip(far, places, strict=True)
    ]
    order = np.argsort(lean, kind="stable").tolist()
    part = {at: cut.of * rank // len(routes) for rank, at in enumerate(order)}
    return [part[at] for at in range(len(routes))]


def _clients(
    data: "ProblemData", routes: Sequence[Route], whose: Sequence[int], cut: Cut
) -> set[int]:
    """What the part's routes serve; of what is in no route its share, groups in one piece."""
    served = {client: part for (_, one), part in zip(routes, whose, strict=True) for client in one}
    groups = [tuple(group.clients) for group in data.groups()]
    alone = set(range(data.num_clients)) - {client for group in groups for client in group}
    mine: set[int] = set()
    for number, together in enumerate([*groups, *((client,) for client in sorted(alone))]):
        parts = [served[client] for client in together if client in served]
        if (parts[0] if parts else number % cut.of) == cut.part:
            mine.update(together)
    return mine


def _vehicles(
    data: "ProblemData", routes: Sequence[Route], whose: Sequence[int], cut: Cut
) -> dict[int, int]:
    """How many of each kind the part has: those that it uses, and its share of those nobody does.

    The first part takes what cannot be shared evenly.
    """
    used = np.zeros((cut.of, data.num_vehicle_types), np.int64)
    for (kind, _), part in zip(routes, whose, strict=True):
        used[part, kind] += 1
    there = np.array([kind.num_available for kind in data.vehicle_types()])
    spare = there - used.sum(axis=0)
    turn = (cut.part - cut.around) % cut.of
    mine = used[cut.part] + (spare + cut.of - 1 - turn) // cut.of
    return {int(kind): int(mine[kind]) for kind in np.flatnonzero(mine)}


def _job(data: "ProblemData", clients: Sequence[int], kinds: dict[int, int]) -> "ProblemData":
    from pyvrp import Client, ClientGroup

    at = {client: place for place, client in enumerate(clients)}
    groups = [
        (number, group) for number, group in enumerate(data.groups()) if group.clients[0] in at
    ]
    group_at = {number: place for place, (number, _) in enumerate(groups)}

    def moved(client: Client) -> Client:
        return Client(
            location=client.location,
            delivery=client.delivery,
            pickup=client.pickup,
            service_duration=client.service_duration,
            tw_early=client.tw_early,
            tw_late=client.tw_late,
            release_time=client.release_time,
            prize=client.prize,
            required=client.required,
            group=None if client.group is None else group_at[client.group],
        )

    vehicles = data.vehicle_types()
    return data.replace(
        clients=[moved(data.client(client)) for client in clients],
        vehicle_types=[vehicles[kind].replace(num_available=many) for kind, many in kinds.items()],
        groups=[
            ClientGroup([at[client] for client in group.clients], required=group.required)
            for _, group in groups
        ],
    )
