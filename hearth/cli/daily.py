"""`hearth daily`: to be run by a timer, every hour or oftener."""

import os
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import open_station
from hearth.core.commands import Command

if TYPE_CHECKING:
    from hearth.store.folder import Folder

MARK = "worked"  # an empty file in the service's folder; its time is when the work was last done


def run(*, date_is_right: bool, as_json: bool) -> int:
    """Do everything whose time has come. `date_is_right`: somebody has looked at the date."""
    station = open_station(Command.DAILY)
    from hearth.actions.daily import daily
    from hearth.actions.kept import dates
    from hearth.exchange.ways import called, chosen
    from hearth.store import database
    from hearth.store.folder import clear_drills

    clear_drills(station.folder)
    ways, zone = chosen.ways(os.environ), chosen.zone(os.environ)
    with database.in_one_sentence():
        if date_is_right:
            dates.confirm(by=station.service, now=now())
        done = daily(
            by=station.service, now=now(), ways=ways, zone=zone, clock=now, call=called.post
        )
    mark(station.folder)
    lines = [
        *done.refused,
        f"{done.releases_ended} releases ended, {done.questions_lapsed} questions lapsed,",
        f"{done.introductions_told} introductions told, {done.checks_written} checks to come "
        f"written, {done.checks_overdue} overdue,",
        f"{done.messages_sent} messages sent, {done.messages_refused} refused, "
        f"{done.programs_called} programs called",
    ]
    say.answer(asdict(done), as_json=as_json, lines=lines)
    return say.NOT_ALL if done.refused else say.DONE


def mark(folder: "Folder") -> None:
    """Leave a sign that what falls due was looked at just now. Raises NotReady on a full disk."""
    from hearth.store import database

    with database.in_one_sentence():
        (folder.path / MARK).touch(mode=0o600)


def last(folder: "Folder") -> datetime | None:
    """When that was; None where it never was."""
    try:
        return datetime.fromtimestamp((folder.path / MARK).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None
