"""A program of the tests: does real acts, one after another, and says so once each is confirmed.

It is begun once and makes a copy of itself for each word on its input, so that what is killed is a
whole process with a connection of its own, and nobody waits for Python to start a thousand times.
The copy says `began PID`, then the number of entries in the log after each act.
"""

import os
import sys

from hearth.core.commands import Command


def nursery() -> None:
    """Ready to write; a copy for each line that comes in."""
    from hearth.cli.station import open_station

    station = open_station(Command.DEMO, quiet=True)
    by = station.duty
    from django.db import connection

    connection.close()  # a connection is never shared between two processes
    if connection.vendor == "postgresql":
        connection.close_pool()
    say("ready")
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            say(f"began {os.getpid()}")
            write_for_ever(by)
        os.waitpid(child, 0)
        say("ended")


def write_for_ever(by: object) -> None:
    """One case after another, opened, told, confirmed; a line after each act."""
    from datetime import UTC, date, datetime

    from django.db import transaction

    from hearth.actions import intake
    from hearth.core.identity import PersonIdentity
    from hearth.core.units import Period
    from hearth.store import events, people

    now = datetime.now(UTC)
    who = PersonIdentity(name="Robin Vale", born_on=date(now.year - 19, 1, 1))
    stay = Period.of_days(now.date(), 90)
    while True:
        opened = intake.open_case(
            identity=who, programme="blank", stay=stay, secret=None, by=by, now=now
        )
        say(events.head()[0])
        with transaction.atomic():
            party = people.party(opened.party, by=opened.resident, now=now, purpose="test")
        say(events.head()[0])
        intake.tell(case=opened.case, party=party, by=opened.resident, now=now)
        say(events.head()[0])
        intake.confirm(case=opened.case, by=opened.resident, now=now)
        say(events.head()[0])


def say(word: object) -> None:
    """One line, at once."""
    os.write(1, f"{word}\n".encode())


if __name__ == "__main__":
    nursery()
