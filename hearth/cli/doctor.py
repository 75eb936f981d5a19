"""`hearth doctor`: what is wrong with this installation, and what would mend it."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum

from hearth.cli import say
from hearth.cli.station import DUTY, LEAD, SERVICE, Station, open_station
from hearth.core.errors import HearthError

LEAST_FREE = 1 << 30  # bytes


class Level(StrEnum):
    """GOOD needs nothing; LOOK wants a decision; BAD must be mended before real people's facts."""

    GOOD = "good"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Found:
    """One thing looked at: how it stands, and what would mend it."""

    what: str
    level: Level
    says: str
    mend: str = ""


def run(*, as_json: bool) -> int:
    """Look at everything; each thing is one line."""
    station = open_station()
    found = [one for look in LOOKS for one in look(station)]
    lines = [_line(one) for one in found]
    say.answer([asdict(one) for one in found], as_json=as_json, lines=lines)
    return say.FAILED if any(one.level is Level.BAD for one in found) else say.DONE


def _line(one: Found) -> str:
    mend = f"; {one.mend}" if one.mend else ""
    return f"{one.level:<5} {one.what:<12} {one.says}{mend}"


def _folder(station: Station) -> Iterator[Found]:
    mode = stat.S_IMODE(station.folder.path.stat().st_mode)
    where = f"{station.folder.path}, mode {mode:03o}"
    private = mode & 0o077 == 0
    level = Level.GOOD if private else Level.BAD
    yield Found("folder", level, where, "" if private else "close it to others: chmod 700")
    free = shutil.disk_usage(station.folder.path).free
    if free < LEAST_FREE:
        mend = "make room: a full disk stops the service"
        yield Found("disk", Level.BAD, f"{free >> 20} MB are free", mend)
    else:
        yield Found("disk", Level.GOOD, f"{free >> 30} GB are free")


def _database(station: Station) -> Iterator[Found]:
    from django.db import connection

    from hearth.store.database import check_settings

    differences = check_settings(connection)
    kind = "SQLite, embedded" if connection.vendor == "sqlite" else "PostgreSQL"
    if differences:
        yield Found("database", Level.BAD, "; ".join(differences), "put the settings right")
    else:
        yield Found("database", Level.GOOD, f"{kind}; keeps what it acknowledges")


def _keys(station: Station) -> Iterator[Found]:
    from hearth.store import keyring

    for name in (DUTY, LEAD, SERVICE):
        try:
            locked = keyring.read(station.folder, name).locked
        except HearthError as error:
            yield Found("keys", Level.BAD, str(error))
            continue
        if locked:
            yield Found("keys", Level.GOOD, f"{name} is locked with a passphrase")
        else:
            says = f"the key of {name} has no passphrase: whoever copies the folder has it"
            yield Found("keys", Level.LOOK, says, f"{say.PROGRAM} init")


def _recovery(station: Station) -> Iterator[Found]:
    from hearth.actions import service

    if service.is_in_use():
        yield Found("recovery", Level.GOOD, "holders are appointed, and a drill was held")
    else:
        says = "nobody could recover this service: it is for trying things out"
        yield Found("recovery", Level.LOOK, says, f"{say.PROGRAM} init, before real people's facts")


def _log(station: Station) -> Iterator[Found]:
    from hearth.queries import audit

    problems = audit.verify(None, None)
    if problems:
        says = f"{len(problems)} problems, first: {problems[0]}"
        yield Found("log", Level.BAD, says, f"{say.PROGRAM} audit verify --checkpoint FILE")
    else:
        yield Found("log", Level.GOOD, f"{audit.extent().entries:,} entries hang together")


def _programmes(station: Station) -> Iterator[Found]:
    from hearth.store import programmes

    for ref in programmes.used():
        try:
            programmes.of(ref)
        except HearthError as error:
            yield Found("programme", Level.BAD, str(error))
        else:
            yield Found("programme", Level.GOOD, f"{ref} is the text decisions were made under")


def _environment(station: Station) -> Iterator[Found]:
    if os.environ.get("HEARTH_PASSPHRASE"):
        says = "the passphrase is in the environment, where other programs may see it"
        yield Found("passphrase", Level.LOOK, says, "use HEARTH_PASSPHRASE_FILE")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        says = "the service runs as root"
        yield Found("account", Level.LOOK, says, "give it an account of its own")


LOOKS: tuple[Callable[[Station], Iterator[Found]], ...] = (
    _folder,
    _database,
    _keys,
    _recovery,
    _log,
    _programmes,
    _environment,
)
