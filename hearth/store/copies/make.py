"""Making a copy: two sealed files of one moment, and the list of what was shredded before it."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from hearth.core.errors import NotReady
from hearth.seal import stream
from hearth.seal.log import SHREDDED
from hearth.store import folder as folders
from hearth.store.copies import KEYS_BESIDE, SHREDS_BESIDE, snapshot, tables
from hearth.store.folder import Folder
from hearth.store.models import EntryRow, HeadRow


@dataclass(frozen=True, slots=True)
class Made:
    """A copy that was made: how many rows of each table, where the log ended, its two keys.

    gone : how many files that opened copies past the horizon were deleted beside it.
    """

    rows: dict[str, int]
    log: tuple[int, str]
    keys: tuple[bytes, bytes] = field(repr=False)
    gone: int = 0


def beside(path: Path, ending: str) -> Path:
    """The file that belongs to a copy."""
    return path.with_name(path.name + ending)


def make(folder: Folder, path: Path, to: bytes, now: datetime) -> Made:
    """Write the copy; nobody who works meanwhile waits for it. Each file is whole or not there.

    Raises NotReady where there is such a file already, or the disk does not take it. Cost: some
    20,000 rows a second.
    """
    for each in (path, beside(path, KEYS_BESIDE), beside(path, SHREDS_BESIDE)):
        if each.exists():
            raise NotReady(f"{each.name} is there already: a backup is never written over")
    clear = {"id": uuid4().hex, "made_at": now.isoformat(), "tables": tables.version()}
    with snapshot.of_now() as using:
        head = HeadRow.objects.using(using).first()
        log = (head.seq, head.hash) if head else (0, "")
        counts: Counter[str] = Counter()
        with _sealed(beside(path, KEYS_BESIDE), to, {**clear, "holds": "keys"}) as keys:
            _write(keys, tables.lines(tables.of_keys(), using), counts)
            for file in _of_folder(folder):
                keys.write(_line(["file", file.relative_to(folder.path).as_posix(), _text(file)]))
            keys.write(_line(["end"]))
        with _sealed(path, to, {**clear, "holds": "data"}) as data:
            _write(data, tables.lines(tables.of_data(), using), counts)
            data.write(_line(["end", dict(counts), list(log)]))
        shreds = json.dumps({"made_at": now.isoformat(), "names": sorted(_shredded(using))})
    folders.write_whole(beside(path, SHREDS_BESIDE), shreds.encode())
    return Made(dict(counts), log, (data.key, keys.key))


def _write(out: stream.Writer, lines: Iterable[tuple[str, bytes]], counts: Counter[str]) -> None:
    for name, line in lines:
        out.write(line)
        counts[name] += 1


def _line(said: list[Any]) -> bytes:
    return json.dumps(said).encode() + b"\n"


def _of_folder(folder: Folder) -> list[Path]:
    return [*sorted(folder.keys.glob("*.json")), folder.path / folders.PAGE_SECRET]


def _text(file: Path) -> str:
    return file.read_text("ascii")


@contextmanager
def _sealed(path: Path, to: bytes, clear: dict[str, str]) -> Iterator[stream.Writer]:
    """A new private file that is there under its name once all of it is on the disk."""
    with folders.whole_file(path) as out:
        writer = stream.Writer(out, to, clear)
        yield writer
        writer.finish()


def _shredded(using: str) -> set[str]:
    """The names of everything that was shredded, and of nothing that came back."""
    found: set[str] = set()
    texts = EntryRow.objects.using(using).filter(bindings__contains=SHREDDED).order_by("seq")
    for text in texts.values_list("bindings", flat=True).iterator(tables.AT_ONCE):
        said = json.loads(text)
        found |= {name for name, now in said.items() if now == SHREDDED}
    return found
