"""A program of the tests: enters the homes that `recruit` described, and plans for everybody again.

Reads what `hearth recruit --json` said on stdin; looks into the service of HEARTH_HOME with its
own keys; prints how many parties the plan places: now, with each home alone, with all of them.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any

from hearth.cli.clock import now
from hearth.cli.station import open_station, prepare_django
from hearth.core.commands import Command


def solved_again(homes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """How many have a home in the plan of `hearth match` with these homes in the register."""
    from django.db import transaction

    from hearth.actions.matching.match_all import plan_for
    from hearth.core.host import asked_before
    from hearth.core.programme import Before
    from hearth.queries.matching.described import Description, centres, home_of
    from hearth.store import hosts
    from hearth.store.hosts import Register
    from hearth.store.waiting import Waiting

    by, moment = open_station(Command.DEMO).duty, now()
    with transaction.atomic():
        register = hosts.register(by=by, now=moment, purpose="test")
        waiting = Waiting.load(by=by, now=moment, purpose="test")
    asked = asked_before(Before.OFFER, waiting.programmes[0].requirements)

    def placed(*some: dict[str, Any]) -> int:
        more = [home_of(_description(Description, one), at, asked, moment.date()) for one in some]
        every = {**register.homes, **{home.id: home for home, _ in more}}
        known = {**register.hosts, **{host.id: host for _, host in more}}
        whole = Register(every, known, register.ties)
        return len(plan_for(waiting, whole).placed)

    at = centres(register.homes.values())
    homes = list(homes)
    return {"now": placed(), "alone": [placed(one) for one in homes], "all": placed(*homes)}


def _description(kind: Any, one: dict[str, Any]) -> Any:
    return kind(
        one["area"] or "",
        tuple(one["beds"]),
        tuple(one["has"]),
        tuple(one["without"]),
        tuple(one["languages"]),
        tuple(one["accepts"]),
    )


if __name__ == "__main__":
    prepare_django()
    json.dump(solved_again(json.load(sys.stdin)["homes"]), sys.stdout)
