"""`hearth town`."""

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.progress import Progress
from hearth.cli.station import Station, open_station
from hearth.core.commands import Command
from hearth.core.errors import RuleBroken


def run(homes: int, parties: int, seed: int, programme: str, *, as_json: bool) -> int:
    """Enter an invented town."""
    station = open_station(Command.TOWN)
    value = enter(station, homes, parties, seed, programme)
    lines = [
        f"Invented: {value['hosts']:,} hosts with {value['homes']:,} homes, "
        f"{value['parties']:,} parties, under {value['programme']}"
    ]
    say.answer(value, as_json=as_json, lines=lines)
    return say.DONE


def enter(
    station: Station, homes: int, parties: int, seed: int, programme: str
) -> dict[str, int | str]:
    """Make a town and enter it. Raises RuleBroken where the service is in use."""
    from hearth.actions.exchange.town import enter_town
    from hearth.actions.keys import service
    from hearth.core.programme_file import in_force
    from hearth.sim.town import town
    from hearth.store import database, folder

    if service.is_in_use():
        raise RuleBroken("this service is in use: an invented town is never put beside real people")
    moment, progress = now(), Progress()
    used = in_force(programme, moment.date())
    progress.show(f"inventing {homes:,} homes")
    made = town(homes=homes, parties=parties, seed=seed, on=moment.date(), programme=used)
    progress.show("sealing and writing")
    with folder.only_writer(station.folder, doing="entering a town"), database.in_one_sentence():
        enter_town(made, programme=programme, by=station.duty, now=moment)
    progress.end()
    return {
        "hosts": len(made.hosts),
        "homes": sum(len(one.homes) for one in made.hosts),
        "parties": len(made.parties),
        "programme": used.ref,
        "seed": seed,
    }
