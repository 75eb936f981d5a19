"""The plan for everybody, its regions solved side by side on processes or machines.

Workers get candidate lists alone, which hold neither names nor places: what urgency is worth
is decided over everybody first. The joined plan is proven as if nothing had been cut.
"""

from collections.abc import Iterable

import numpy as np

from hearth.actions.matching.match_all import Progress, Solver
from hearth.batch.cluster import Workers, plan_with
from hearth.batch.jobs import Job
from hearth.core.place import Place
from hearth.engine.assign import Solve, Start
from hearth.engine.plan import Plan, Values
from hearth.engine.regions.cut import Places, by_places
from hearth.engine.regions.shards import Lists
from hearth.engine.tables import Int32s, Int64s
from hearth.store.hosts import Register
from hearth.store.waiting import Waiting

PARTIES_OF_A_REGION = 100_000  # at most; see docs/why/scale.md


def regions_for(parties: int, workers: int) -> int:
    """So many that every worker has one and none grows too large; 2 at least."""
    return max(2, workers, -(-parties // PARTIES_OF_A_REGION))


def by_region(ready: Workers, progress: Progress) -> Solver:
    """For `match_all`: the plan of the same value, from as many regions as `regions_for` says.

    Raises NotReady where a region ends every worker it meets.
    """

    def solver(waiting: Waiting, register: Register) -> Solve:
        count = regions_for(len(waiting.parties), ready.count)
        near = _places(party.wishes.near for party in waiting.parties)
        at = _places(home.place for home in register.homes.values())
        regions = by_places(near, at, count)

        def solve(
            indptr: Int64s, home: Int32s, value: Values, places: Int32s, _: Start | None
        ) -> Plan:
            job = Job.of_lists(Lists(indptr, home, value, places), regions)
            return plan_with(ready, job, progress).plan

        return solve

    return solver


def _places(some: Iterable[Place | None]) -> Places:
    """Latitudes and longitudes, NaN where a place is not known."""
    here = [(one.latitude, one.longitude) if one else (np.nan, np.nan) for one in some]
    lat, lon = np.array(here, np.float64).reshape(-1, 2).T
    return lat, lon
