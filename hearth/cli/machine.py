"""What the doctor looks at on the machine itself: mistakes that no page shows until it is too late.

Each look is given what it reads, so that it can be shown a machine that is wrong.
"""

import os
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from hearth.store.folder import Folder

SECRETS = (
    "HEARTH_PASSPHRASE_FILE",
    "HEARTH_SMTP_PASSWORD_FILE",
    "HEARTH_SMS_TOKEN_FILE",
)
FILES_AT_LEAST = 1_024  # open at once: connections of browsers, the database, its journal
SKEW = timedelta(minutes=1)
NEAR = ("", "localhost", "127.0.0.1", "::1")
ONLINE = "read-online"  # an empty file in the folder; while it is there, that was found so
SPARE = 10  # connections of a server that others need: copies, its owner, a second process


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


def secrets(environ: Mapping[str, str]) -> Iterator[Found]:
    """Secrets that other accounts of the machine could read."""
    for name in SECRETS:
        path = Path(environ.get(name, ""))
        if environ.get(name) and path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            says = f"the file that {name} names can be read by others"
            yield Found("passphrase", Level.BAD, says, "chmod 600, and think of changing it")
    if urlsplit(environ.get("HEARTH_DATABASE", "")).password:
        says = "the password of the database is in the environment"
        mend = "leave it out of HEARTH_DATABASE, and put it into a file named by PGPASSFILE"
        yield Found("passphrase", Level.LOOK, says, mend)


def address(environ: Mapping[str, str]) -> Iterator[Found]:
    """An address under which the pages would not be found, or believed."""
    named = urlsplit(environ.get("HEARTH_ADDRESS", ""))
    if named.path not in ("", "/") or named.query or named.fragment:
        says = "HEARTH_ADDRESS has something behind the name: pages begin at the name itself"
        yield Found("address", Level.BAD, says, "give the service a name of its own")
    elif named.scheme and not named.hostname:
        says = "HEARTH_ADDRESS names no machine, so every request is refused"
        yield Found("address", Level.BAD, says, "write it as https://hearth.example")


def mail(environ: Mapping[str, str]) -> Iterator[Found]:
    """Mail that could be read on its way to the first server."""
    told = urlsplit(environ.get("HEARTH_SMTP", ""))
    if told.scheme == "smtp" and told.port == 25 and told.hostname not in NEAR:
        says = "mail goes to another machine by port 25, where many servers do not encrypt"
        yield Found("mail", Level.LOOK, says, "smtp://host:587, or smtps://host")


def swap(swaps: Path) -> Iterator[Found]:
    """Memory, keys and all, that the system may write to a disk."""
    try:
        lines = swaps.read_text("utf-8").splitlines()
    except OSError:
        return
    plain = [line.split()[0] for line in lines[1:] if line.strip()]
    open_ = [one for one in plain if not Path(one).name.startswith(("dm-", "zram"))]
    if open_:
        says = f"memory, keys and all, may be written to {', '.join(open_)}"
        yield Found("memory", Level.LOOK, says, "encrypt the swap space, or do without")


def files(limit: int) -> Iterator[Found]:
    """So few open files that browsers are turned away at a busy hour. `limit`: -1 for none."""
    if 0 <= limit < FILES_AT_LEAST:
        says = f"the service may open {limit} files at once"
        yield Found("files", Level.LOOK, says, "ulimit -n 4096, or LimitNOFILE=4096 under systemd")


def readers(*, offline: bool, linux: bool) -> Iterator[Found]:
    """Files that somebody sends are opened by a process; whether it has a network."""
    if offline:
        yield Found("uploads", Level.GOOD, "files that are sent are opened without a network")
    else:
        says = "whoever breaks the reader of files that are sent finds a network"
        mend = (
            "let the account and the unit of the service make user and net namespaces"
            if linux
            else "serve from Linux"
        )
        yield Found("uploads", Level.LOOK, says, mend)


def clocks(ours: datetime, servers: datetime) -> Iterator[Found]:
    """Two clocks that do not agree: deadlines and the log are told by ours."""
    if abs(ours - servers) > SKEW:
        says = f"this machine and the database server differ by {abs(ours - servers)}"
        yield Found("clock", Level.BAD, says, "let both clocks be kept right (NTP)")


def connections(ours: int, servers: int) -> Iterator[Found]:
    """More connections than the database server gives."""
    if ours > servers - SPARE:
        says = f"this service may hold {ours} connections, and the server gives {servers} in all"
        mend = f"HEARTH_CONNECTIONS={max(2, servers - SPARE)}, or a higher max_connections"
        yield Found("database", Level.LOOK, says, mend)


def mark_reader(folder: "Folder", *, offline: bool) -> None:
    """Leave a sign where the service's own reader of files keeps a network, or take it away.

    Raises NotReady on a full disk.
    """
    from hearth.store import database

    with database.in_one_sentence():
        sign = folder.path / ONLINE
        if offline:
            sign.unlink(missing_ok=True)
        else:
            sign.touch(mode=0o600)


def reads_online(folder: "Folder") -> bool:
    """Whether the service that was last begun found that its reader keeps a network."""
    return (folder.path / ONLINE).exists()


def looks(folder: "Folder") -> Iterator[Found]:
    """All that needs nothing but the machine, and what the service found of it from inside."""
    from hearth.exchange import apart

    yield from secrets(os.environ)
    yield from address(os.environ)
    yield from mail(os.environ)
    yield from swap(Path("/proc/swaps"))
    yield from files(_may_open())
    offline = apart.is_offline() and not reads_online(folder)
    yield from readers(offline=offline, linux=sys.platform.startswith("linux"))


def _may_open() -> int:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return -1
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
