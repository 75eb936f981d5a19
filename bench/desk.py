"""A shortlist from the door to the sealed answer, beside the engine alone and the old way.

python -m bench.desk [HOMES]
"""

import os
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np

from bench.report import asked
from hearth.core.commands import Command

if TYPE_CHECKING:
    from hearth.actions.matching.desk import Desk
    from hearth.cli.station import Station

RUNS = 40
SLOW_RUNS = 3


def quartiles(seconds: list[float]) -> str:
    """Median and 99th percentile in milliseconds."""
    return f"p50 {1000 * median(seconds):8.2f} ms   p99 {1000 * np.quantile(seconds, 0.99):8.2f} ms"


def main(homes: int) -> int:
    """Print the first answer of a process, those after it, and what the engine takes of it."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEARTH_HOME"] = str(Path(folder) / "home")
        from hearth.cli import town

        return town.run(homes, 200, 1, "blank", as_json=False) or _measure()


def _measure() -> int:
    from hearth.actions import shortlist
    from hearth.actions.matching.desk import Desk
    from hearth.cli.clock import now
    from hearth.cli.station import open_station
    from hearth.engine.ready import make_ready
    from hearth.queries.matching.waiting import waiting
    from hearth.store import programmes
    from hearth.store.models import CaseRow

    station, today = open_station(Command.DEMO), now()
    began = perf_counter()
    make_ready()
    print(f"kernels loaded            {perf_counter() - began:8.2f} s")
    cases, desk = waiting(today.date()), Desk(station.service)
    began = perf_counter()
    desk.make_ready({programmes.of(row.programme) for row in CaseRow.objects.all()}, today)
    print(f"desk made ready           {perf_counter() - began:8.2f} s")

    def made(case: UUID, at: Desk | None, on: datetime = today) -> float:
        start = perf_counter()
        shortlist.make(case=case, by=station.duty, now=on, desk=at)
        return perf_counter() - start

    print(f"first at the desk         {1000 * made(cases[0], desk):8.2f} ms")
    print(f"at the desk               {quartiles([made(one, desk) for one in cases[1:RUNS]])}")
    alone = engine_alone(desk, station, cases[1:RUNS], today)
    print(f"  of which the engine     {quartiles(alone)}")
    print(f"without a desk            {quartiles([made(one, None) for one in cases[:SLOW_RUNS]])}")
    return 0


def engine_alone(desk: "Desk", station: "Station", cases: list[UUID], on: datetime) -> list[float]:
    """Seconds that the engine takes for the party of each case, its columns made anew."""
    from django.db import transaction

    from hearth.engine.encode.kept import KeptHomes
    from hearth.store import people, programmes
    from hearth.store.models import CaseRow

    register, row = desk.register(on), CaseRow.objects.get(id=cases[0])
    kept = KeptHomes(
        list(register.homes.values()),
        register.hosts,
        register.ties,
        programme=programmes.of(row.programme),
        on=on.date(),
    )
    ids = CaseRow.objects.filter(id__in=cases).values_list("party_id", flat=True)
    with transaction.atomic():
        told = people.parties(ids, by=station.duty, now=on, purpose="bench")
    seconds = []
    for party in told.values():
        mine = party.from_day(on.date())
        began = perf_counter()
        kept.best(mine, 20)
        seconds.append(perf_counter() - began)
    return seconds


if __name__ == "__main__":
    sys.exit(main(*asked("desk", __doc__, homes=3_000)))
