"""A program of the tests: types commands into the machine of HEARTH_HOME, each as if it were the
first, and tells what came of it.

A list of what is typed (JSON) comes on stdin. The folder is put back before each; each is run by a
process of its own, which is this one, so that it need not start anew. What a command unlocks is
counted at the key files, what it opens at the cipher.
"""

import getpass
import hashlib
import io
import json
import os
import pkgutil
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Mapping
from contextlib import closing
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings

from hearth.cli.main import main
from hearth.cli.station import prepare_django
from hearth.core.actor import Actor
from hearth.core.audience import Audience

FEW = 3  # are not worth loading all that any command needs
OPEN_CLOSE = ("-wal", "-shm", "writer.lock")  # what a database and a lock keep beside themselves


class Seen:
    """What the command that runs here has unlocked and opened."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.opened: set[str] = set()
        self.asked = 0

    def watch(self, typed: str | None) -> None:
        """Look on from now on. `typed`: what somebody on a terminal answers, if there is one."""
        from waitress.server import TcpWSGIServer

        from hearth.actions.kept import witness
        from hearth.seal import item
        from hearth.store import keyring

        body, sign_in, signer = item.open_body, keyring.sign_in, witness.signer

        def open_body(sealed: bytes, key: bytes, where: item.Where) -> bytes:
            inside = body(sealed, key, where)
            self.opened.add(str(where.compartment))
            return inside

        def signed_in(folder: Any, name: str, passphrase: str | None) -> Any:
            who = sign_in(folder, name, passphrase)
            self.keys.add(str(name))
            return who

        def signs(folder: Any, passphrase: Any) -> Any:
            pair = signer(folder, passphrase)
            self.keys.add(keyring.SIGNER)
            return pair

        for module, name, ours in (
            (item, "open_body", open_body),
            (keyring, "sign_in", signed_in),
            (witness, "signer", signs),
            (TcpWSGIServer, "run", lambda _server: None),  # told to stop as soon as it is open
        ):
            mock.patch.object(module, name, ours).start()
        if typed is not None:
            self._sits_there(typed)

    def _sits_there(self, typed: str) -> None:
        from hearth.cli import station

        def answered(_prompt: str) -> str:
            self.asked += 1
            return typed

        terminal = io.StringIO()
        terminal.isatty = lambda: True  # type: ignore[method-assign]
        mock.patch.object(sys, "stdin", terminal).start()
        for module in (station, getpass):
            mock.patch.object(module, "getpass", answered).start()


def type_(one: Mapping[str, Any], scratch: Path) -> dict[str, Any]:
    """Run one command in a process of its own."""
    files = {name: scratch / name for name in ("out", "err", "seen")}
    child = os.fork()
    if child == 0:
        _becomes(one, files)
    _, ended = os.waitpid(child, 0)
    seen = files["seen"]
    found = json.loads(seen.read_text()) if seen.exists() else {}
    seen.unlink(missing_ok=True)
    said = {name: files[name].read_text("utf-8") for name in ("out", "err")}
    return {"status": os.waitstatus_to_exitcode(ended), **said, **found}


def _becomes(one: Mapping[str, Any], files: Mapping[str, Path]) -> None:
    """Be that command, and end."""
    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(files[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.update(one["environ"])
    sys.argv, sys.dont_write_bytecode = ["hearth", *one["words"]], True
    seen, status = Seen(), 1
    try:
        seen.watch(one["typed"])
        status = _opened_by_keys(seen, one["sheets"]) if one["words"] == ["KEYS"] else main()
    finally:
        told = {"keys": sorted(seen.keys), "opened": sorted(seen.opened), "asked": seen.asked}
        files["seen"].write_text(json.dumps(told))
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _opened_by_keys(seen: Seen, sheets: list[str]) -> int:
    """What lies here opens, no command being asked: each key file, and each sheet, tried on all."""
    from hearth.actions.keys import service
    from hearth.cli.station import passphrase
    from hearth.core.errors import HearthError
    from hearth.store import keyring
    from hearth.store.access import SignedIn
    from hearth.store.models import ItemRow
    from tests.properties.keys import Keys

    found = {}
    for path in settings.HEARTH_FOLDER.keys.glob("*.json"):
        try:
            who = keyring.sign_in(settings.HEARTH_FOLDER, path.stem, passphrase(os.environ))
        except (HearthError, KeyError):
            continue
        found[path.stem] = who
    for sheet in sheets:
        id, key = service.read_sheet(Path(sheet).read_text())
        found[sheet] = SignedIn(Actor(id, Audience.ADMINISTRATOR), {id: key})  # type: ignore[arg-type]
    opened = {}
    for name, who in found.items():
        keys = Keys()
        keys.meet(who)
        keys.look_at_everything()
        items = ItemRow.objects.all()
        opened[name] = sorted({one.compartment for one in items if keys.openers(one.id)})
    print(json.dumps(opened))
    return 0


def state(home: Path) -> dict[str, str]:
    """Every file and every table, each by a hash of what is in it."""
    found = {
        str(path.relative_to(home)): _hash(path.read_bytes())
        for path in home.rglob("*")
        if path.is_file() and not path.name.endswith((*OPEN_CLOSE, ".sqlite3"))
    }
    database = home / "hearth.sqlite3"
    if database.exists():
        with closing(sqlite3.connect(database)) as file:
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'"):
                rows = sorted(map(repr, file.execute(f'SELECT * FROM "{name}"')))
                found[f"table {name}"] = _hash("\n".join(rows).encode())
    return found


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _load_all() -> None:
    """What any command loads, once for all of them; and nothing that asks the database."""
    for floor in ("hearth.cli", "hearth.actions", "hearth.queries", "hearth.entry"):
        for module in pkgutil.walk_packages(import_module(floor).__path__, f"{floor}."):
            import_module(module.name)
    import_module(settings.ROOT_URLCONF)


def run() -> None:
    """Type everything that was asked for."""
    home = Path(os.environ["HEARTH_HOME"])
    prepare_django()
    wanted = json.load(sys.stdin)
    if len(wanted) > FEW:
        _load_all()
    with tempfile.TemporaryDirectory(prefix="typed-") as name:
        scratch, kept = Path(name), Path(name) / "kept"
        if home.exists():
            shutil.copytree(home, kept)
        answers = []
        for one in wanted:
            shutil.rmtree(home, ignore_errors=True)
            if kept.exists():
                shutil.copytree(kept, home)
            before = state(home)
            said = type_(one, scratch)
            after = state(home)
            changed = {at for at in before.keys() | after.keys() if before.get(at) != after.get(at)}
            answers.append({**said, "changed": sorted(changed)})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    run()
