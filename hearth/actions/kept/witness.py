"""Telling somebody outside how the log stands, again and again, so that it cannot be rewritten.

The witness is a file that this machine can add to and, best, not change (a share that keeps old
versions, a disk of another office), a command that is given the checkpoint on its input (mail, a
message to another machine), or both.
"""

import os
import shlex
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from hearth.actions.kept import audit
from hearth.core.errors import NotReady
from hearth.seal.principal import KeyPair
from hearth.store import events, folder, keyring
from hearth.store.folder import Folder

EVERY, ENTRIES = timedelta(minutes=10), 1_000  # whichever comes first
PATIENCE_S = 60  # for the command
MARK = "witnessed"  # in the service's folder: how long the log was when it was last told, and when


@dataclass(frozen=True, slots=True)
class Witness:
    """Where checkpoints go."""

    file: Path | None = None
    command: str = ""

    @property
    def is_named(self) -> bool:
        """Whether there is one at all."""
        return self.file is not None or bool(self.command)


@dataclass(frozen=True, slots=True)
class Told:
    """How long the log was when the witness was last told, and when that was."""

    size: int
    at: datetime


def named(environ: Mapping[str, str]) -> Witness:
    """The witness of HEARTH_WITNESS_FILE and HEARTH_WITNESS_COMMAND; each may be missing."""
    file = environ.get("HEARTH_WITNESS_FILE", "")
    return Witness(Path(file) if file else None, environ.get("HEARTH_WITNESS_COMMAND", ""))


def last(here: Folder) -> Told | None:
    """What the witness was last told; None where it never was."""
    try:
        size, at = (here.path / MARK).read_text("ascii").split()
        return Told(int(size), datetime.fromisoformat(at))
    except (OSError, ValueError):
        return None


def is_due(here: Folder, *, now: datetime) -> bool:
    """Whether so much was done, or so much time has passed, that the witness must hear again."""
    told, (size, _) = last(here), events.head()
    if told is None or size < told.size:
        return True
    return size > told.size and (now - told.at >= EVERY or size - told.size >= ENTRIES)


def signer(here: Folder, passphrase: Callable[[bool], str | None]) -> KeyPair:
    """The key that signs checkpoints. `passphrase` is asked for, and told whether it is needed.

    Raises NotReady where the key is locked and nobody unlocks it.
    """
    return keyring.signer(here, passphrase(keyring.signer_is_locked(here)))


def tell(here: Folder, witness: Witness, signer: KeyPair, *, now: datetime) -> str:
    """Sign how the log stands and give it to the witness. The checkpoint.

    Raises NotReady where the witness does not take it: it is due until one does.
    """
    size, _ = events.head()
    text = audit.sign_checkpoint(signer=signer, now=now)
    if witness.file is not None:
        _add(witness.file, text)
    if witness.command:
        _run(witness.command, text)
    folder.write_whole(here.path / MARK, f"{size} {now.isoformat()}".encode())
    return text


def _add(path: Path, text: str) -> None:
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(f"{text}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise NotReady(f"the witness file cannot be added to: {error.strerror}") from error


def _run(command: str, text: str) -> None:
    try:
        done = subprocess.run(
            shlex.split(command),
            check=False,
            input=text.encode(),
            timeout=PATIENCE_S,
            capture_output=True,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise NotReady("the witness command could not be run, or did not end") from error
    if done.returncode:
        raise NotReady(f"the witness command ended with status {done.returncode}")
