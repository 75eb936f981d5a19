"""A program of the tests: looks into the service of HEARTH_HOME with its own keys.

`facts` prints every fact, its random ids made the same for every service; `plan` looks at each
pair of a plan (JSON on stdin) by the plain rules alone.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from hearth.cli.clock import now
from hearth.cli.station import open_station, prepare_django
from hearth.core.commands import Command

ID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}")


def facts() -> list[str]:
    """Every fact of the office, sorted; an id is called after the sender's key for it."""
    from django.db import transaction

    from hearth.store import facts as store
    from hearth.store import records
    from hearth.store.models import CaseRow, ItemRow
    from hearth.store.records import HMIS_PERSON, HmisPerson

    station = open_station(Command.DEMO)
    with transaction.atomic():
        told = records.all_of(HmisPerson, HMIS_PERSON, by=station.duty, now=now(), purpose="test")
        rows = list(ItemRow.objects.all())
        keys = store._keys(rows, station.duty)
    names: dict[str, str] = {}
    for (person, _), record in told.items():
        names[person.hex] = f"person {record.person.key}"
        names |= {id.hex: f"party {key}" for key, id in record.parties.items()}

    def named(text: str) -> str:
        return ID.sub(lambda at: names.get(at.group().replace("-", ""), "?"), text)

    lines = [
        f"{row.compartment} {row.kind} {row.subject} " + _sorted(named(_body(row, keys[row.id])))
        for row in rows
        if row.kind != "hmis_source"  # names the version of its export
    ]
    lines += [f"case {case.party_id} {case.state}" for case in CaseRow.objects.all()]
    return sorted(map(named, lines))


def _body(row: Any, key: bytes) -> str:
    from hearth.seal import item as seal_item
    from hearth.store import facts as store

    return seal_item.open_body(bytes(row.body), key, store.where(row)).decode()


def _sorted(raw: str) -> str:
    """JSON in which nothing hangs on the order that files and sets happen to have."""

    def canonical(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: canonical(one) for key, one in sorted(value.items())}
        if isinstance(value, list):
            return sorted((canonical(one) for one in value), key=json.dumps)
        return value

    return json.dumps(canonical(json.loads(raw)))


def plan(chosen: Iterable[dict[str, str]]) -> dict[str, Any]:
    """Every rule that speaks against a pair, and every home in which not all can sleep."""
    from django.db import transaction

    from hearth.core.programme import RoomRule
    from hearth.core.rules import may_host
    from hearth.store import hosts, people, programmes
    from hearth.store.models import CaseRow
    from tests.actions.matching.test_match_all import can_all_sleep

    station, moment = open_station(Command.DEMO), now()
    pairs = [(UUID(one["party"]), UUID(one["home"])) for one in chosen]
    with transaction.atomic():
        register = hosts.register(by=station.duty, now=moment, purpose="test")
        parties = people.parties(
            (party for party, _ in pairs), by=station.duty, now=moment, purpose="test"
        )
    cases = {case.party_id: case.programme for case in CaseRow.objects.all()}
    against, guests = [], defaultdict(list)
    for id, home in pairs:
        party = next(p for p in parties.values() if p.id == id).from_day(moment.date())
        programme = programmes.of(cases[id])
        pair = register.pair(party, home, programme, moment.date())
        against += [reason.code for reason in may_host(pair, programme).against]
        guests[register.home(home).id].append(party)
    crowded = [
        str(home)
        for home, there in guests.items()
        if not can_all_sleep(there, register.homes[home], programme.rule(RoomRule).standard)
    ]
    return {"pairs": len(pairs), "against": against, "crowded": crowded}


if __name__ == "__main__":
    prepare_django()
    found = facts() if sys.argv[1] == "facts" else plan(json.load(sys.stdin))
    json.dump(found, sys.stdout)
