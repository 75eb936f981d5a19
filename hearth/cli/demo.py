"""`hearth demo`: an invented town, everyone who waits placed, and how to go on."""

import os
import shlex
from collections.abc import Iterable, Mapping
from typing import Any

from hearth.cli import say
from hearth.cli.matching import plan
from hearth.cli.station import open_station
from hearth.cli.town import enter
from hearth.core.errors import RuleBroken

DEMO_FOLDER = "hearth-demo"
GO_ON = (
    ("shortlist", "the homes for whoever has waited longest, and why"),
    ("match --json", "the whole plan, with everybody's reasons"),
    ("audit verify", "what was opened and written, and that nobody changed it"),
    ("doctor", "what is wrong with this installation"),
    ("walk", "one person's way through all ten stages"),
)


def run(homes: int, parties: int, seed: int, programme: str, *, as_json: bool) -> int:
    """Make the town the first time; place everyone who waits each time."""
    _use_own_folder()
    station = open_station(make=True)
    from hearth.queries.register import holds_others, homes_entered

    if holds_others():
        raise RuleBroken("other people are in this folder; a demo wants one of its own")
    made = None
    if homes_entered() == 0:
        made = enter(station, homes, parties, seed, programme)
    found, value = plan(station)
    value |= {"town": made, "home": str(station.folder.path)}
    say.answer(value, as_json=as_json, lines=_told(value))
    return say.FAILED if found.broken else say.DONE


def _use_own_folder() -> None:
    """A demo never lies beside real people: on the embedded database, in a folder of its own."""
    os.environ.pop("HEARTH_DATABASE", None)
    if os.environ.get("HEARTH_HOME"):
        return
    from hearth.store import folder

    usual = folder.chosen(os.environ).path
    os.environ["HEARTH_HOME"] = str(usual.with_name(DEMO_FOLDER))


def _told(value: Mapping[str, Any]) -> Iterable[str]:
    town = value["town"]
    if town:
        yield (
            f"An invented town: {town['hosts']:,} hosts with {town['homes']:,} homes, and "
            f"{town['parties']:,} parties who cannot go home, under {town['programme']}."
        )
    else:
        yield "The invented town is there already."
    yield (
        f"A home for {value['placed']:,} of {value['parties']:,} of them, in one plan that is "
        f"proven: none is better by more than {value['gap']:.2%}."
    )
    if value["unplaced"]:
        yield f"{len(value['unplaced']):,} have none yet, and each has the reasons."
    yield f"{len(value['rules_broken'])} hard rules broken, looked at twice."
    yield ""
    yield "To go on in this town, first type:"
    yield f"  export HEARTH_HOME={shlex.quote(value['home'])}"
    yield "and then:"
    yield from (f"  python3 run.py {words:<13} {why}" for words, why in GO_ON)
