"""A disk that forgets: every write of SQLite is seen on its way, and the power goes at any of them.

A file is durable as far as it was synced. Of what was written since, a power cut keeps anything:
all, nothing, some writes and not others (a disk reorders), and some sectors of one (torn). The
shim sits under SQLite as a VFS of apsw, so what is cut is what SQLite really asks of a disk.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any

import apsw

SECTOR = 512  # bytes; the least that a disk writes whole
DATABASE = "hearth.sqlite3"


class Keep(Enum):
    """What a power cut leaves of the writes that were not synced yet."""

    NOTHING = "nothing"
    ALL = "all"
    SOME = "some, in any order"
    TORN = "some, and some of their sectors"


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes put at a place; or, with `data` None, the file cut to `at` bytes."""

    file: str
    at: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Synced:
    """All that was written to a file before is on the disk."""

    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """So many transactions were confirmed to whoever asked for them."""

    count: int


Event = Write | Synced | Acknowledged


class Seen(apsw.VFS):
    """A VFS that does what the usual one does, and remembers it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.events: list[Event] = []
        super().__init__(name, base="")

    def xOpen(self, name: Any, flags: list[int]) -> "SeenFile":  # noqa: N802 - SQLite's name
        return SeenFile(name, flags, self.events)

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802 - SQLite's name
        self.events.append(Write(Path(name).name, 0, None))
        if syncdir:
            self.events.append(Synced(Path(name).name))
        super().xDelete(name, syncdir)


class SeenFile(apsw.VFSFile):
    """One open file of it."""

    def __init__(self, name: Any, flags: list[int], events: list[Event]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._name, self._events = Path(path).name, events
        super().__init__("", name, flags)

    def xWrite(self, data: Any, offset: int) -> None:  # noqa: N802 - SQLite's name
        self._events.append(Write(self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:  # noqa: N802 - SQLite's name
        self._events.append(Write(self._name, size, None))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        self._events.append(Synced(self._name))
        super().xSync(flags)


def replayed(start: bytes, script: Iterable[str], pragmas: Iterable[str], folder: Path) -> "Run":
    """Do these statements on a database that begins as `start`, and see every write of it.

    The shim has no shared memory, so the connection is alone with its file; what it writes and
    syncs is the same.
    """
    path = folder / DATABASE
    path.write_bytes(start)
    vfs = Seen(f"seen-{folder.name}")
    connection = apsw.Connection(str(path), vfs=vfs.name)
    connection.execute("PRAGMA locking_mode=exclusive")
    for pragma in pragmas:
        connection.execute(pragma)
    states, count = [fingerprint(connection)], 0
    for statement in script:
        connection.execute(statement)
        if statement == "COMMIT":
            count += 1
            vfs.events.append(Acknowledged(count))
            states.append(fingerprint(connection))
    events = list(vfs.events)
    connection.close()
    return Run(start, tuple(events), {state: at for at, state in enumerate(states)}, count)


@dataclass(frozen=True, slots=True)
class Run:
    """What was seen. `states`: what the database held after so many transactions."""

    start: bytes
    events: tuple[Event, ...]
    states: Mapping[str, int]
    count: int


def fingerprint(connection: Any) -> str:
    """A hash of every row of every table."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    found = hashlib.blake2b()
    for (name,) in list(names):
        for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):
            found.update(repr(row).encode())
    return found.hexdigest()


class Disk:
    """The files as they would be found after a power cut, while the run goes by."""

    def __init__(self, start: bytes) -> None:
        self._durable: dict[str, bytearray] = {DATABASE: bytearray(start)}
        self._waiting: list[Write] = []
        self.acknowledged = 0

    def see(self, event: Event) -> None:
        """The next thing that happens."""
        match event:
            case Write():
                self._waiting.append(event)
            case Synced(file):
                for write in self._waiting:
                    if write.file == file:
                        _apply(self._durable, write)
                self._waiting = [write for write in self._waiting if write.file != file]
            case Acknowledged(count):
                self.acknowledged = count

    def after_a_cut(self, keep: Keep, chance: Random) -> dict[str, bytes]:
        """What the disk holds when the power goes now."""
        files = {name: bytearray(content) for name, content in self._durable.items()}
        for write in self._kept(keep, chance):
            _apply(files, write)
        return {name: bytes(content) for name, content in files.items()}

    def _kept(self, keep: Keep, chance: Random) -> Iterator[Write]:
        if keep is Keep.ALL:
            yield from self._waiting
        elif keep is not Keep.NOTHING:
            for write in self._waiting:
                if chance.random() < chance.choice((0.1, 0.5, 0.9)):
                    yield from _torn(write, chance) if keep is Keep.TORN else (write,)


def _torn(write: Write, chance: Random) -> Iterator[Write]:
    if write.data is None:
        yield write
        return
    for at in range(0, len(write.data), SECTOR):
        if chance.random() < 0.5:
            yield Write(write.file, write.at + at, write.data[at : at + SECTOR])


def _apply(files: dict[str, bytearray], write: Write) -> None:
    content = files.setdefault(write.file, bytearray())
    if write.data is None:
        del content[write.at :]
        return
    content.extend(bytes(max(0, write.at - len(content))))
    content[write.at : write.at + len(write.data)] = write.data


@dataclass(slots=True)
class Tally:
    """How often what was found after a power cut."""

    points: int = 0
    lost: int = 0
    torn: int = 0
    corrupt: int = 0


def cut_everywhere(run: Run, folder: Path, points: Iterable[tuple[int, Keep]]) -> Tally:
    """Cut the power at each of these points (after so many events), start again, and look."""
    wanted: dict[int, list[Keep]] = {}
    for at, keep in points:
        wanted.setdefault(at, []).append(keep)
    disk, tally, known = Disk(run.start), Tally(), _Known(folder, run)
    for at, event in enumerate(run.events, start=1):
        disk.see(event)
        for keep in wanted.get(at, ()):
            files = disk.after_a_cut(keep, Random(f"{at}{keep}"))
            tally.points += 1
            found = known.state_of(files)
            if found is None:
                tally.corrupt += 1
            elif found < 0:
                tally.torn += 1
            elif found < disk.acknowledged:
                tally.lost += 1
    return tally


class _Known:
    """What a started database holds, looked at once for each content of the disk."""

    def __init__(self, folder: Path, run: Run) -> None:
        self._folder, self._run = folder, run
        self._seen: dict[bytes, int | None] = {}

    def state_of(self, files: Mapping[str, bytes]) -> int | None:
        """After how many transactions it is as it is; -1 for no such; None where it is damaged."""
        whole = hashlib.blake2b()
        for name in sorted(files):
            whole.update(name.encode() + hashlib.blake2b(files[name]).digest())
        key = whole.digest()
        if key not in self._seen:
            self._seen[key] = self._looked_at(files)
        return self._seen[key]

    def _looked_at(self, files: Mapping[str, bytes]) -> int | None:
        for old in self._folder.glob(f"{DATABASE}*"):
            old.unlink()
        for name, content in files.items():
            (self._folder / name).write_bytes(content)
        try:
            with closing(sqlite3.connect(self._folder / DATABASE)) as file:
                file.execute("PRAGMA synchronous=off")  # of this look alone
                if file.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                    return None
                return self._run.states.get(fingerprint(file), -1)
        except sqlite3.DatabaseError:
            return None
