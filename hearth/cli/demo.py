"""`hearth demo`: an invented town in the middle of its work, in the browser."""

import os
import sys
from typing import NamedTuple

from hearth.cli.progress import Progress, beside
from hearth.cli.station import Station, open_station
from hearth.core.commands import Command
from hearth.core.errors import RuleBroken

DEMO_FOLDER = "hearth-demo"
TRANSLATE = (
    "import pyvrp, scipy.stats; from hearth.cli import serve; "
    "from hearth.cli.station import prepare_django; prepare_django(); "
    "from hearth.actions import daily; from hearth.entry import running; "
    "from django.urls import reverse; reverse('front:begin')"
)
"""Everything that is loaded after the town is made: Python keeps what it has translated once."""


class Asked(NamedTuple):
    """The town to invent."""

    homes: int
    parties: int
    seed: int
    programme: str


def run(asked: Asked, port: int, *, browser: bool) -> int:
    """Make the town the first time; serve its pages each time, until told to stop."""
    use_own_folder()
    progress = Progress()
    progress.show("opening its folder and its database")
    station = open_station(Command.DEMO, quiet=True)
    progress.end()
    made = make(station, asked)
    from hearth.cli import serve as served

    print(_told(asked, made=made), file=sys.stderr)
    return served.serve(station, served.Asked(port, browser=browser), demo=True)


def make(station: Station, asked: Asked) -> bool:
    """Whether the town had to be made. Raises RuleBroken where other people are in the folder."""
    from hearth.actions.keys import service
    from hearth.entry import trial
    from hearth.queries.register import holds_others, homes_entered

    if service.is_in_use():
        raise RuleBroken("this service is in use: a demo wants a folder of its own")
    if trial.is_one(station.folder):
        return False
    if holds_others() or homes_entered():
        raise RuleBroken("other people are in this folder; a demo wants one of its own")
    from django.db import transaction

    from hearth.cli.clock import now
    from hearth.cli.trial.enter import enter
    from hearth.core.programme_file import in_force
    from hearth.store import database, folder

    translating = None if sys.dont_write_bytecode else beside(TRANSLATE)
    progress = Progress()
    progress.show(f"inventing a town of {asked.homes:,} homes")
    programme = in_force(asked.programme, now().date())
    with (
        folder.only_writer(station.folder, doing="entering a town"),
        database.in_one_sentence(),
        transaction.atomic(),
    ):
        enter(
            station,
            homes=asked.homes,
            parties=asked.parties,
            seed=asked.seed,
            programme=programme,
            progress=progress.show,
        )
    progress.end()
    if translating is not None:
        translating.wait()
    return True


def use_own_folder() -> None:
    """A demo never lies beside real people: on the embedded database, in a folder of its own."""
    os.environ.pop("HEARTH_DATABASE", None)
    if os.environ.get("HEARTH_HOME"):
        return
    from hearth.store import folder

    usual = folder.chosen(os.environ).path
    os.environ["HEARTH_HOME"] = str(usual.with_name(DEMO_FOLDER))


def _told(asked: Asked, *, made: bool) -> str:
    if not made:
        return "The invented town is there already."
    return (
        f"An invented town: {asked.homes:,} homes, and {asked.parties:,} parties who cannot go "
        f"home, some of them placed already, under {asked.programme}."
    )
