"""`hearth daily`: to be run by a timer, every hour or oftener."""

from dataclasses import asdict

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import open_station


def run(*, as_json: bool) -> int:
    """Do everything whose time has come."""
    station = open_station()
    from hearth.actions.daily import daily
    from hearth.store import database

    with database.in_one_sentence():
        done = daily(by=station.service, now=now())
    lines = [
        *done.refused,
        f"{done.releases_ended} releases ended, {done.questions_lapsed} questions lapsed,",
        f"{done.introductions_told} introductions told, {done.checks_written} checks to come "
        f"written, {done.checks_overdue} overdue",
    ]
    say.answer(asdict(done), as_json=as_json, lines=lines)
    return say.NOT_ALL if done.refused else say.DONE
