"""`hearth doctor`: what is wrong with this installation, and what would mend it."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from hearth.cli import backup, daily, machine, say
from hearth.cli.clock import now
from hearth.cli.machine import Found, Level
from hearth.cli.station import DUTY, LEAD, SERVICE, Station, open_station
from hearth.core import retention
from hearth.core.commands import Command
from hearth.core.errors import HearthError, RuleBroken
from hearth.store import folder as folders

LEAST_FREE = 1 << 30  # bytes
FAR = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "ceph", "gluster")
A_LITTLE, AN_HOUR = timedelta(minutes=5), timedelta(hours=1)
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


def run(*, as_json: bool) -> int:
    """Look at everything; each thing is one line."""
    station = open_station(Command.DOCTOR)
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


def _kept_far_away(station: Station) -> Iterator[Found]:
    """SQLite's locks and its journal hold on a disk of this machine, not across a network."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    kind = file_system(station.folder.path, Path("/proc/mounts"))
    if kind.startswith(FAR):
        says = f"the folder lies on {kind}: two machines can lose each other's writes"
        yield Found("disk", Level.BAD, says, "put it on a disk of this machine, or use PostgreSQL")


def file_system(folder: Path, mounts: Path) -> str:
    """The kind of file system that holds the folder; empty where the system does not tell."""
    try:
        lines = mounts.read_text("utf-8").splitlines()
    except OSError:
        return ""
    found = ("", "")
    for _, place, kind, *_ in (line.split() for line in lines):
        if folder.is_relative_to(place) and len(place) >= len(found[0]):
            found = (place, kind)
    return found[1]


def _server(_station: Station) -> Iterator[Found]:
    """What a thief on the way to the database server, or in its owner's place, could do."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            says = "the service owns the whole database server"
            yield Found("database", Level.LOOK, says, "give it an account without superuser")
        cursor.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
        encrypted = cursor.fetchone()[0]
        cursor.execute("SELECT clock_timestamp(), current_setting('max_connections')::int")
        clock, gives = cursor.fetchone()
    yield from machine.clocks(now(), clock)
    yield from machine.connections(_pooled(connection.settings_dict), gives)
    host = str(connection.settings_dict.get("HOST") or "")
    near = not host or host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")
    if not near and not encrypted:
        says = "the way to the database server is not encrypted"
        yield Found("database", Level.BAD, says, "add ?sslmode=verify-full to HEARTH_DATABASE")


def _pooled(settings: Mapping[str, Any]) -> int:
    pool = settings["OPTIONS"].get("pool")
    return int(pool["max_size"]) if pool else 1


def _clock(_station: Station) -> Iterator[Found]:
    from hearth.actions.kept import dates
    from hearth.queries.kept import audit

    last = audit.extent().last
    if last is not None and last > now() + A_LITTLE:
        says = f"the log ends at {last:%Y-%m-%d %H:%M}, which is still to come on this clock"
        yield Found("clock", Level.BAD, says, "set the machine's clock, and let it be kept right")
        return
    try:
        retention.must_be_right(now(), dates.believed())
    except RuleBroken as jumped:
        yield Found("clock", Level.BAD, str(jumped), "set the machine's clock, or confirm the date")
    else:
        yield Found("clock", Level.GOOD, f"{now():%Y-%m-%d %H:%M} UTC, not before the log's end")


def _work(station: Station) -> Iterator[Found]:
    done = daily.last(station.folder)
    if done is None or now() - done > A_DAY:
        when = f"last on {done:%Y-%m-%d %H:%M}" if done else "never"
        says = f"what falls due was done {when}"
        mend = f"keep `{say.PROGRAM} serve` running, or run `{say.PROGRAM} daily` each day"
        yield Found("daily work", Level.LOOK, says, mend)
    else:
        yield Found("daily work", Level.GOOD, f"last done {done:%Y-%m-%d %H:%M}")


def _backups(station: Station) -> Iterator[Found]:
    """Bad where real people's facts may lie, and no copy of them was seen to help this week."""
    from hearth.actions.keys import service

    made, proved = (backup.last(station.folder, what) for what in (backup.MADE, folders.PROVED))
    if proved is not None and now() - proved <= A_WEEK:
        seen = folders.proof_of(station.folder.path)
        says = f"a copy was last restored and proved {proved:%Y-%m-%d %H:%M}"
        says += f", in {seen.restored_s:,.0f} s" if seen else ""
        yield Found("backups", Level.GOOD, says)
        return
    when = f"last on {proved:%Y-%m-%d}" if proved else "never"
    says = f"a copy was {'made, and ' if made else ''}{when} proved by restoring it"
    level = Level.BAD if service.is_in_use() else Level.LOOK
    yield Found("backups", level, says, f"{say.PROGRAM} backup FILE --drill, each day")


def _left_copies(station: Station) -> Iterator[Found]:
    """What a drill that was killed has left: database and key files, past every day of erasing."""
    for path in folders.left_drills(station.folder):
        says = f"{path.name} is a whole copy with its keys, left by a drill that was cut off"
        yield Found("backups", Level.BAD, says, f"{say.PROGRAM} daily takes it away")


def _address(_station: Station) -> Iterator[Found]:
    named = os.environ.get("HEARTH_ADDRESS", "")
    if named.startswith("https://"):
        yield Found("address", Level.GOOD, named)
    elif named:
        says = f"{named} is not encrypted: what is typed can be read on the way"
        yield Found("address", Level.BAD, says, "put a server that encrypts in front; see deploy/")
    else:
        yield Found("address", Level.GOOD, "this machine alone")


def _kernels(_station: Station) -> Iterator[Found]:
    from hearth.engine.kernels.compiled import is_kept

    if is_kept():
        yield Found("engine", Level.GOOD, "compiled and kept")
    else:
        says = "not compiled yet: lists are made slowly until it is"
        yield Found("engine", Level.LOOK, says, "it compiles by itself at the first `serve`")


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
    from hearth.actions.keys import service

    if service.is_in_use():
        yield Found("recovery", Level.GOOD, "holders are appointed, and a drill was held")
    else:
        says = "nobody could recover this service: it is for trying things out"
        yield Found("recovery", Level.LOOK, says, f"{say.PROGRAM} init, before real people's facts")


def _log(station: Station) -> Iterator[Found]:
    from hearth.queries.kept import audit

    problems = audit.verify(None, None)
    if problems:
        says = f"{len(problems)} problems, first: {problems[0]}"
        yield Found("log", Level.BAD, says, f"{say.PROGRAM} audit verify --checkpoint FILE")
    else:
        yield Found("log", Level.GOOD, f"{audit.extent().entries:,} entries hang together")


def _witness(station: Station) -> Iterator[Found]:
    from hearth.actions.kept import witness

    told = witness.last(station.folder)
    if not witness.named(os.environ).is_named:
        says = "nobody outside is told how the log stands: whoever owns it could rewrite it"
        mend = "HEARTH_WITNESS_FILE or HEARTH_WITNESS_COMMAND; see docs/how-to/keep-a-witness.md"
        yield Found("witness", Level.LOOK, says, mend)
    elif told is None or (witness.is_due(station.folder, now=now()) and now() - told.at > AN_HOUR):
        when = f"last on {told.at:%Y-%m-%d %H:%M}" if told else "never"
        says = f"the witness was told how the log stands {when}"
        yield Found("witness", Level.BAD, says, f"{say.PROGRAM} audit witness, and what it says")
    else:
        says = f"was told {told.at:%Y-%m-%d %H:%M}, at entry {told.size:,}"
        yield Found("witness", Level.GOOD, says)


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
    if _leaves_cores():
        says = "when a program crashes, its memory, keys and all, is written to a disk"
        yield Found("memory", Level.LOOK, says, "ulimit -c 0, or LimitCORE=0 under systemd")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        says = "the service runs as root"
        yield Found("account", Level.LOOK, says, "give it an account of its own")


def _machine(station: Station) -> Iterator[Found]:
    yield from machine.looks(station.folder)


def _leaves_cores() -> bool:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return False
    return resource.getrlimit(resource.RLIMIT_CORE)[0] != 0


LOOKS: tuple[Callable[[Station], Iterator[Found]], ...] = (
    _folder,
    _kept_far_away,
    _database,
    _server,
    _clock,
    _work,
    _backups,
    _left_copies,
    _address,
    _kernels,
    _keys,
    _recovery,
    _log,
    _witness,
    _programmes,
    _environment,
    _machine,
)
