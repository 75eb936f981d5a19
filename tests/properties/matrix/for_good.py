"""A program of the tests: hostile requests to a service in a file of its own, and all is done.

Nothing is taken back, so that what only shows as a transaction ends is seen: what binds rows, what
is done after it, what waits to leave. Run in a HEARTH_HOME of its own, with the blocks to send; it
says what was wrong, a line of JSON for each block, and what was wrong with the service after them.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from hearth.core.gate.outbox import GRACE, Written
from hearth.core.reach import Channel


class Kept:
    """A way out that takes everything."""

    def make_ready(self) -> None: ...

    def send(self, words: Written, id: object) -> None: ...

    def close(self) -> None: ...


def main(home: Path, blocks: list[int]) -> None:
    """Make a town, send the blocks, and look at what is left."""
    from django.conf import settings
    from django.test.utils import setup_test_environment

    from hearth.store import database, events
    from tests.length import NO_WAIT_S
    from tests.properties.matrix import test_fuzzed as fuzzed
    from tests.properties.matrix.world import a_world

    setup_test_environment(debug=False)  # the forms are read as by any test
    settings.REFUSED_EVERY_S = NO_WAIT_S
    database.migrate()
    world = a_world(home)
    targets = fuzzed.targets(world)
    before = events.head()[0]
    for number in blocks:
        say(list(fuzzed.block(world, targets, number, for_good=True)))
    say(sorted(done_since(before)))
    say(left_wrong(world.at))


def done_since(entry: int) -> set[str]:
    """The kinds of act that were done after this entry of the log."""
    from hearth.store.models import EntryRow

    return set(EntryRow.objects.filter(seq__gt=entry).values_list("act", flat=True))


def left_wrong(now: datetime) -> list[str]:
    """What is wrong with the service that was sent all this: its log, its rows, its clockwork."""
    from django.db import connection

    from hearth.actions.daily import daily
    from hearth.entry import running
    from hearth.exchange.ways import Ways
    from hearth.store import events

    way = Kept()
    ways = Ways({Channel.MAIL: way, Channel.TEXT: way})
    day = daily(by=running.current().service, now=now + GRACE, ways=ways)
    with connection.cursor() as cursor:
        unbound = cursor.execute("PRAGMA foreign_key_check").fetchall()
    problems = [one.says for one in events.problems(None, None)]
    return [*day.refused, *problems, *(f"a row that points nowhere: {row}" for row in unbound)]


def say(wrong: list[str]) -> None:
    """One line, at once."""
    sys.stdout.write(json.dumps(wrong) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    from hearth.cli.station import prepare_django

    prepare_django()
    main(Path(sys.argv[1]), [int(word) for word in sys.argv[2:]])
