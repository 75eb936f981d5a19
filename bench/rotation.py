"""Somebody leaves: a circle's key is changed and every grant moved under the new one.

python -m bench.rotation [GRANTS]
"""

import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from bench.report import asked
from hearth.core.commands import Command

if TYPE_CHECKING:
    from hearth.cli.station import Station
    from hearth.store.access import SignedIn

AIM_S = 60  # for 100,000 grants of one circle
PART = 5_000  # facts sealed at a time
TRIED = 2_000  # of them opened before and after, with both keys
SAID = "Nothing is wrong. " * 8


def main(grants: int) -> int:
    """Print the seconds, and what is lost to who stays or open to who left; 1 where any is."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEARTH_HOME"] = str(Path(folder) / "home")
        from hearth.cli.station import open_station

        return _measure(grants, open_station(Command.DEMO, quiet=True))


def _measure(grants: int, station: "Station") -> int:
    from django.db import transaction

    from hearth.actions.keys import rotation
    from hearth.cli.clock import now
    from hearth.core.compartments import OFFICE
    from hearth.store import events, principals

    duty = principals.with_key(station.duty.id, station.duty.key_of(station.duty.id))
    leaver = principals.with_key(station.duty.id, station.duty.key_of(station.duty.id))
    items = _sealed(grants, station)
    began, worked = perf_counter(), process_time()
    with transaction.atomic():
        rotation.begin(OFFICE, by=duty, now=now())
    at_once = perf_counter() - began
    left = rotation.go_on(by=duty, clock=now)
    seconds, worked = perf_counter() - began, process_time() - worked
    some = items[:: max(1, len(items) // TRIED)]
    lost, open_ = _not_open(some, duty), len(some) - _not_open(some, leaver)
    began = perf_counter()
    problems = len(events.problems(None, None))
    print(
        f"{grants:,} grants of one circle: the leaver shut out after {at_once * 1000:.0f} ms, all "
        f"moved in {seconds:.1f} s ({worked:.1f} s of one core; aim {AIM_S} s for 100,000)\n"
        f"  keys left {left}; of {len(some):,} tried {lost} lost to who stays, {open_} open to who "
        f"left; problems in the log {problems} (read in {perf_counter() - began:.1f} s)"
    )
    return int(bool(left or lost or open_ or problems))


def _sealed(grants: int, station: "Station") -> list[UUID]:
    from django.db import transaction

    from hearth.cli.clock import now
    from hearth.core.compartments import OFFICE, Compartment
    from hearth.store import facts
    from hearth.store.facts import NewFact
    from hearth.store.principals import circle

    office, items = circle(OFFICE), []
    for first in range(0, grants, PART):
        new = [
            NewFact(
                subject=uuid4(),
                compartment=Compartment.CASEWORK,
                kind="note",
                value=SAID,
                to=(office,),
            )
            for _ in range(min(PART, grants - first))
        ]
        with transaction.atomic():
            items += facts.put_many(new, by=station.duty, now=now(), about=office, purpose="bench")
    return items


def _not_open(items: list[UUID], by: "SignedIn") -> int:
    from hearth.store import facts

    return sum(not facts.can_open(item, by) for item in items)


if __name__ == "__main__":
    sys.exit(main(*asked("rotation", __doc__, grants=100_000)))
