"""`hearth staff token`: what a program of this machine signs in by."""

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import open_station
from hearth.core.commands import Command


def run(days: int, *, acts: bool, end: bool, as_json: bool) -> int:
    """A token of the caseworker on duty at this machine, told once; or the end of all of theirs."""
    station = open_station(Command.STAFF_TOKEN, quiet=True)
    from hearth.actions.keys import tokens
    from hearth.store import database

    with database.in_one_sentence():
        if end:
            count = tokens.end_all(by=station.duty, now=now())
            told = f"{count} ended; none of this machine's opens anything any more."
            say.answer({"ended": count}, as_json=as_json, lines=[told])
            return say.DONE
        token = tokens.make(acts=acts, days=days, by=station.duty, now=now())
    may = "read, put offers and set free places" if acts else "read"
    say.answer(
        {"token": token, "acts": acts, "days": days},
        as_json=as_json,
        lines=[
            f"The token, told only here and only now: {token}",
            f"For {days} days it may {may}, as the caseworker on duty at this machine.",
        ],
    )
    return say.DONE
