"""The one folder that holds everything of one Hearth: database, keys, logs, exports.

Nothing here knows the database or Django, so a command can look at its folder before either starts.
"""

import errno
import json
import os
import secrets
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from hearth.core.errors import NotReady

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600
OTHERS = 0o077
MARK = ".hearth"
MARK_TEXT = b"This folder belongs to Hearth: database, keys, logs and exports of one service.\n"
PARTS = ("keys", "logs", "exports")
PROVED = "proved"  # a `Proof`; its time is when a copy was last restored and held
DRILL = "drill-"  # a folder with a restored copy: database and keys, while it is being proved
PAGE_SECRET = "pages.key"

_WHY = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk space of this account is used up",
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "this account may not write there",
    errno.EPERM: "this account may not write there",
    errno.EIO: "the disk does not work",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """Where each kind of thing lies inside one HEARTH_HOME."""

    path: Path

    @property
    def keys(self) -> Path:
        """Private keys, one file each."""
        return self.path / "keys"

    @property
    def logs(self) -> Path:
        """What commands wrote down about their own work."""
        return self.path / "logs"

    @property
    def exports(self) -> Path:
        """Files made for somebody else."""
        return self.path / "exports"

    @property
    def database(self) -> Path:
        """The embedded database, used when no HEARTH_DATABASE is given."""
        return self.path / "hearth.sqlite3"


def last(folder: Path, what: str) -> datetime | None:
    """When the sign of that name was last left in a service's folder; None where it never was."""
    try:
        return datetime.fromtimestamp((folder / what).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class Proof:
    """What was seen when a copy was last restored and held.

    restored_s : from nothing to a service whose facts open, in s.
    copied_at : the moment that came back; what was written after it would have been lost.
    """

    restored_s: float
    copied_at: datetime


def keep_proof(folder: Path, proof: Proof) -> None:
    """Leave the sign that a copy was proved just now. Raises NotReady as `write_whole`."""
    said = {"restored_s": proof.restored_s, "copied_at": proof.copied_at.isoformat()}
    write_whole(folder / PROVED, json.dumps(said).encode())


def proof_of(folder: Path) -> Proof | None:
    """What was seen then; None where it never was, or by a version that kept no figures."""
    try:
        said = json.loads((folder / PROVED).read_bytes() or "null")
    except FileNotFoundError:
        return None
    if said is None:
        return None
    return Proof(float(said["restored_s"]), datetime.fromisoformat(said["copied_at"]))


def chosen(environ: Mapping[str, str]) -> Folder:
    """The folder that HEARTH_HOME names, or the user's data folder. Touches nothing."""
    named = environ.get("HEARTH_HOME", "")
    path = Path(named).expanduser() if named else _data_folder(environ)
    return Folder(Path(os.path.abspath(path)))  # noqa: PTH100 - resolve() would follow links


def _data_folder(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "Hearth"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Hearth"
    data = Path(environ.get("XDG_DATA_HOME", ""))
    return (data if data.is_absolute() else Path.home() / ".local" / "share") / "hearth"


def prepare(folder: Folder) -> Folder:
    """Make the folder, or see that it is ours alone; every file made from now on is private.

    Raises
    ------
    NotReady
        It is a file, belongs to another account, holds something else, is open to others and
        cannot be closed, or cannot be written. Nothing of anybody else's is changed.
    """
    os.umask(OTHERS)
    with _explained(folder.path):
        folder.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        _refuse_what_is_not_ours(folder.path)
        _close_to_others(folder.path)
        if not (folder.path / MARK).exists():
            write_whole(folder.path / MARK, MARK_TEXT)
        for part in PARTS:
            (folder.path / part).mkdir(mode=PRIVATE_FOLDER, exist_ok=True)
            _close_to_others(folder.path / part)
        if not (folder.path / PAGE_SECRET).exists():
            write_whole(folder.path / PAGE_SECRET, secrets.token_urlsafe(48).encode())
    return folder


def page_secret(folder: Folder) -> str:
    """What the pages sign short-lived things with; it opens no fact. Touches nothing.

    Before the folder is prepared it is one that only this process knows.
    """
    try:
        return (folder.path / PAGE_SECRET).read_text("ascii")
    except OSError:
        return secrets.token_urlsafe(48)


def _refuse_what_is_not_ours(path: Path) -> None:
    if sys.platform != "win32" and path.stat().st_uid != os.geteuid():
        raise NotReady(f"{path} belongs to another account: choose another HEARTH_HOME")
    # A mistyped HEARTH_HOME must never close somebody's whole home folder to its owner's programs.
    if not (path / MARK).exists() and any(_not_begun_by_us(path)):
        raise NotReady(f"{path} holds other things: choose an empty folder as HEARTH_HOME")


def _not_begun_by_us(path: Path) -> Iterator[Path]:
    return (entry for entry in path.iterdir() if not entry.name.startswith(f".{MARK}"))


def _close_to_others(path: Path) -> None:
    if sys.platform == "win32" or not path.stat().st_mode & OTHERS:
        return
    path.chmod(PRIVATE_FOLDER)
    if path.stat().st_mode & OTHERS:
        raise NotReady(f"{path} is open to other accounts and cannot be closed: choose another")


def write_whole(path: Path, content: bytes) -> None:
    """Write a private file so that after any accident it is the old one or the new one, whole.

    Costs two waits for the disk. Raises NotReady when it cannot be written; the old file stays.
    """
    with whole_file(path) as out:
        out.write(content)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A private file to write; once that ended well it has its name, and all of it is on the disk.

    Whatever goes wrong before leaves the old file, or none. Raises NotReady as `write_whole`.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    with _explained(path):
        try:
            file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE)
            with os.fdopen(file, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _wait_for_folder(path.parent)


def _wait_for_folder(path: Path) -> None:
    """Without this a power cut can forget the new name, though not the content."""
    if sys.platform == "win32":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


_held: dict[Path, int] = {}


@contextmanager
def only_writer(folder: Folder, *, doing: str) -> Iterator[None]:
    """Be the one who writes much at once (`import`, `town`, a new version of the tables).

    `doing` is told to whoever comes second. Inside itself, in the same thread, it may be asked
    for again. The lock goes with the process, however that ends.

    Raises
    ------
    NotReady
        Another command holds it; the sentence says which. Nothing was changed.
    """
    me = threading.get_ident()
    if _held.get(folder.path) == me:
        yield
        return
    with _locked(folder, doing):
        _held[folder.path] = me
        try:
            yield
        finally:
            del _held[folder.path]


@contextmanager
def _locked(folder: Folder, doing: str) -> Iterator[None]:
    path = folder.path / "writer.lock"
    with _explained(path):
        file = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        with _explained(path):
            if not _lock(file):
                raise NotReady(_who_writes(folder))
            os.ftruncate(file, 0)
            os.pwrite(file, f"{doing}, process {os.getpid()}".encode(), 0)
        yield
    finally:
        os.close(file)


@contextmanager
def drilling(folder: Folder) -> Iterator[tuple[Path, int]]:
    """A folder to restore one copy into, taken away afterwards; and the file that is locked while
    anybody works there, for whoever is to work on if this process dies.

    Raises NotReady while another command proves a copy. What one that was killed has left is
    taken away first.
    """
    with _drill_lock(folder) as file:
        if file is None:
            raise NotReady(
                f"another command proves a copy in {folder.path}: wait until it has ended"
            )
        _clear_drills(folder)
        with tempfile.TemporaryDirectory(prefix=DRILL, dir=folder.path) as home:
            yield Path(home), file


def clear_drills(folder: Folder) -> None:
    """Take away whole clear copies that a killed drill has left. Raises NotReady if it cannot."""
    if left_drills(folder):
        with _drill_lock(folder) as file:
            if file is not None:
                _clear_drills(folder)


def left_drills(folder: Folder) -> list[Path]:
    """Restored copies that lie here and that nobody works on."""
    found = _drills(folder)
    if not found:
        return []
    with _drill_lock(folder) as file:
        return [] if file is None else found


def _drills(folder: Folder) -> list[Path]:
    return sorted(folder.path.glob(f"{DRILL}*/"))


def _clear_drills(folder: Folder) -> None:
    for path in _drills(folder):
        with _explained(path):
            shutil.rmtree(path)


@contextmanager
def _drill_lock(folder: Folder) -> Iterator[int | None]:
    """The lock of those who prove copies; None where somebody has it."""
    path = folder.path / "drills.lock"
    with _explained(path):
        file = os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE)
    try:
        with _explained(path):
            is_ours = _lock(file)
        yield file if is_ours else None
    finally:
        os.close(file)


def _who_writes(folder: Folder) -> str:
    said = (folder.path / "writer.lock").read_text("utf-8", errors="replace").strip()
    who = f" ({said})" if said else ""
    return f"another command is writing to {folder.path}{who}: wait until it has ended, then repeat"


def _lock(file: int) -> bool:
    """Take the lock on an open file until it is closed. False when another process has it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on that system alone

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - absent from one system

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EAGAIN):
            raise
        return False
    return True


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the system says about `path` into one sentence."""
    try:
        yield
    except FileExistsError as error:
        raise NotReady(f"{path} is a file where a folder should be: choose another") from error
    except NotADirectoryError as error:
        raise NotReady(f"{path} lies inside a file, not a folder: choose another") from error
    except OSError as error:
        raise NotReady(f"cannot write {path}: {why(error) or error.strerror}") from error


def why(error: OSError) -> str | None:
    """What is wrong with the disk, in plain words; None when it is not the disk's fault."""
    return _WHY.get(error.errno or 0)
