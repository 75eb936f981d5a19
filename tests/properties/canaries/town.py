"""Invents a town in HEARTH_HOME, and lets its people in: run as a program.

It prints one object: `cookies`, a session of everybody by their key; `token`, of the caseworker on
duty, for a program; `case`, that of RESIDENT.
"""

import json

from hearth.cli.station import prepare_django

HOMES, PARTIES, SEED, PROGRAMME = 20, 8, 1, "host-home-us"
RESIDENT = "resident-0"


def main() -> None:
    """Make it, and say how to come in."""
    prepare_django()
    from django.db import transaction

    from hearth.actions.keys import tokens
    from hearth.cli import demo
    from hearth.cli.clock import now
    from hearth.cli.station import open_station
    from hearth.core.commands import Command
    from hearth.entry import trial
    from hearth.store.models import CaseRow

    station = open_station(Command.DEMO, quiet=True)
    demo.make(station, demo.Asked(HOMES, PARTIES, SEED, PROGRAMME))
    folder, moment = station.folder, now()
    with transaction.atomic():
        keys = [one.key for one in trial.people(folder)]
        people = {key: trial.enter(folder, key, now=moment) for key in keys}
        theirs = people[RESIDENT][0].id
        case = CaseRow.objects.get(party__members__person__principal=theirs).id
        token = tokens.make(acts=True, days=7, by=station.duty, now=moment)
    cookies = {key: cookie for key, (_, cookie) in people.items()}
    print(json.dumps({"cookies": cookies, "token": token, "case": str(case)}))


if __name__ == "__main__":
    main()
