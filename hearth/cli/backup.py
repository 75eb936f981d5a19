"""`hearth backup` and `hearth restore`: a sealed copy of everything, and proof that it helps."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from hearth.cli import say
from hearth.cli.clock import now
from hearth.cli.station import Station, open_station, passphrase, prepare_django
from hearth.core.commands import Command
from hearth.core.errors import BadInput, HearthError, NotReady
from hearth.store import folder as folders
from hearth.store.folder import Proof

if TYPE_CHECKING:
    from hearth.store.folder import Folder

MADE = "copied"  # an empty file in the folder; its time is when it was last done
FROM_INPUT = Path("-")
CONTENT = "content "  # before the keys of one copy alone, as a drill hands them on


def run(path: Path, new_key: Path | None, key: Path | None, *, drill: bool, as_json: bool) -> int:
    """Copy everything into `path`, or prove the copy that is there with the `key` it is sealed to.

    `drill`: prove the new copy at once, with the keys that sealed it, before they are forgotten.
    """
    station = open_station(Command.BACKUP)
    folders.clear_drills(station.folder)
    if key is not None:
        from hearth.actions.kept import copies

        return _told(station, path, copies.keys_of(path, _private(key)), {}, as_json=as_json)
    if new_key is not None:
        _make_key(station, new_key)
    from hearth.actions.kept import copies
    from hearth.store import database

    with database.in_one_sentence():
        made = copies.copy(folder=station.folder, path=path, now=now())
    mark(station.folder, MADE)
    value = {"rows": made.rows, "log": list(made.log), "gone": made.gone}
    if drill:
        return _told(station, path, made.keys, value, as_json=as_json)
    lines = [
        f"{sum(made.rows.values()):,} rows of one moment are in {path.name}, sealed; what opens "
        f"them is in {path.name}.keys.",
        "Keep the first as long as you like, and the second for 35 days at most.",
        *_gone(made.gone),
        f"Nobody knows yet that it can be restored: {say.PROGRAM} backup {path} --key KEYFILE",
    ]
    say.answer(value, as_json=as_json, lines=lines)
    return say.DONE


def _gone(count: int) -> list[str]:
    """What is said of keys that were deleted, where any were."""
    said = f"{count} files that opened copies of more than 35 days ago were deleted beside it."
    return [said] if count else []


def _make_key(station: Station, to: Path) -> None:
    from hearth.actions.kept import copies
    from hearth.store.folder import write_whole

    if to.resolve().is_relative_to(station.folder.path.resolve()):
        raise BadInput("the key belongs outside the service's folder: who has one has the other")
    if to.exists():
        raise BadInput(f"{to.name} is there already: a key is never written over")
    write_whole(to, copies.new_key(station.folder).encode())


def _private(key: Path) -> bytes:
    from hearth.actions.kept import copies

    try:
        return copies.read_key(key.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"the key {key.name} cannot be read") from error


def _told(
    station: Station,
    path: Path,
    keys: tuple[bytes, bytes],
    value: dict[str, Any],
    *,
    as_json: bool,
) -> int:
    """Restore the copy into a folder of its own, and say what was found there."""
    from hearth.actions.kept import copies
    from hearth.store import database

    began = monotonic()
    found = _drilled(station.folder, path, keys)
    proof = Proof(round(monotonic() - began, 1), datetime.fromisoformat(found["made_at"]))
    opened, tried = found["opened"] or (0, 0)
    if not copies.is_of_this_service((found["log"][0], found["log"][1])):
        raise BadInput(f"{path.name} is sound, and it is the copy of another service")
    if opened < tried or not tried:
        raise NotReady(f"of {tried} facts in the restored copy only {opened} opened")
    with database.in_one_sentence():
        folders.keep_proof(station.folder.path, proof)
    old = now() - proof.copied_at
    lines = [
        f"{path.name} was restored into a folder of its own and taken away again:",
        f"{sum(found['rows'].values()):,} rows, a log of {found['log'][0]:,} entries that binds "
        f"them, and {opened} of {tried} facts opened.",
        f"That took {proof.restored_s:,.0f} s. The copy is {_how_long(old)} old: what is written "
        "after a copy is lost with the machine.",
        *_gone(value.get("gone", 0)),
    ]
    figures = {"restored_s": proof.restored_s, "age_s": round(old.total_seconds())}
    say.answer({**value, "drill": {**found, **figures}}, as_json=as_json, lines=lines)
    return say.DONE


def _how_long(since: timedelta) -> str:
    """In the largest unit of which it is two or more."""
    seconds = int(since.total_seconds())
    for unit, name in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name}"
    return "moments"


def _drilled(folder: "Folder", path: Path, keys: tuple[bytes, bytes]) -> dict[str, Any]:
    """A restore in a process of its own, on an embedded database, whatever the service runs on."""
    secret = passphrase(os.environ, ask=True)
    with folders.drilling(folder) as (home, lock):
        environ = {**os.environ, "HEARTH_HOME": str(home / "home"), "HEARTH_DATABASE": ""}
        environ |= {"HEARTH_PASSPHRASE": secret} if secret else {}
        words = ["restore", str(path.resolve()), "--key", str(FROM_INPUT), "--newest", "--json"]
        done = subprocess.run(
            [sys.executable, "-m", "hearth", *words],
            check=False,
            env=environ,
            # It holds the lock as well: it works on for a moment where this process is killed.
            pass_fds=() if sys.platform == "win32" else (lock,),
            input=f"{CONTENT}{keys[0].hex()} {keys[1].hex()}",
            capture_output=True,
            text=True,
        )
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise NotReady(f"the copy cannot be restored: {said[-1].removeprefix('hearth: ')}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def restore(path: Path, key: Path, shredded: Path | None, *, newest: bool, as_json: bool) -> int:
    """Put a copy back into the empty folder of HEARTH_HOME and an empty database."""
    prepare_django()
    from django.conf import settings

    from hearth.actions.kept import copies
    from hearth.actions.keys import service
    from hearth.store import database, keyring
    from hearth.store.copies import load

    folder, keys = settings.HEARTH_FOLDER, _keys(path, key)
    load.must_be_empty(folder, has_keys=keyring.any_there(folder), is_set_up=False)
    database.migrate()
    load.must_be_empty(folder, has_keys=False, is_set_up=service.is_set_up())
    with folders.only_writer(folder, doing="restoring a copy"), database.in_one_sentence():
        done = copies.restore(
            folder=folder, path=path, keys=keys, shredded=shredded, newest=newest, now=now()
        )
    opened = _opened(Station(folder, Command.RESTORE))
    lines = [
        f"The service of {done.made_at:%Y-%m-%d %H:%M} is here again: "
        f"{sum(done.rows.values()):,} rows, and its log binds them.",
        f"{done.shredded} facts that were shredded since are shredded here as well.",
        f"What was shredded in the {_how_long(now() - done.known_until)} before now is not known, "
        "and is here again.",
        f"Every yes, release and no is as it was {_how_long(now() - done.made_at)} ago: nothing is "
        "done by a yes or a release until its person was asked again; their pages say so.",
        f"{done.not_sent} messages that waited then are not sent: they may have left since.",
        "Nobody is contacted by a way that was said before, until they say it anew.",
        f"Nobody is signed in. What fell due since is done by `{say.PROGRAM} daily`.",
    ]
    say.answer({**asdict(done), "opened": opened}, as_json=as_json, lines=lines)
    return say.DONE


def _keys(path: Path, key: Path) -> tuple[bytes, bytes]:
    from hearth.actions.kept import copies

    if key != FROM_INPUT:
        return copies.keys_of(path, _private(key))
    text = sys.stdin.read()
    if not text.startswith(CONTENT):
        return copies.keys_of(path, copies.read_key(text))
    first, second = text.removeprefix(CONTENT).split()
    return bytes.fromhex(first), bytes.fromhex(second)


def _opened(station: Station) -> tuple[int, int] | None:
    """How many facts of a sample open to the people of the key files; None while these are
    locked and nobody gave their passphrase."""
    from hearth.actions.kept import copies

    try:
        people = (station.duty, station.lead, station.service)
    except HearthError:
        return None
    return copies.opened(by=people)


def mark(folder: "Folder", what: str) -> None:
    """Leave a sign that this was done just now."""
    from hearth.store import database

    with database.in_one_sentence():
        (folder.path / what).touch(mode=0o600)


def last(folder: "Folder", what: str) -> datetime | None:
    """When that was; None where it never was."""
    return folders.last(folder.path, what)
