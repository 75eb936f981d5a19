"""Where an export lies: a folder, a zip, or a zip with one folder inside.

Nothing is ever unpacked to disk; paths in a zip are judged all the same, because
somebody may unpack what we hand on.
"""

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from hearth.core.errors import BadInput
from hearth.exchange.zips import refuse_traps

_ONLY_ONE_OF = ("client.csv", "enrollment.csv")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an export. `name` is how it is spelled there, without folders."""

    name: str
    where: Path
    inside: str = ""  # its path in the zip; empty for a file in a folder

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Its bytes. Raises BadInput when the zip is damaged at this place."""
        try:
            if not self.inside:
                with self.where.open("rb") as stream:
                    yield stream
                return
            with zipfile.ZipFile(self.where) as archive, archive.open(self.inside) as stream:
                yield stream
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as wrong:
            raise BadInput(
                f"{self.name} in {self.where.name} is damaged and cannot be unpacked; "
                "ask for the export again."
            ) from wrong
        except OSError as wrong:
            raise BadInput(f"{self.name} cannot be read: {wrong.strerror}.") from wrong


def members(path: Path) -> list[Member]:
    """The CSV files of the export at `path`, in alphabetical order.

    Raises BadInput when there is no export, more than one, or a zip nobody should trust.
    """
    if path.is_dir():
        found = _in_folder(path)
    elif path.is_file():
        found = _in_zip(path)
    else:
        raise BadInput(f"There is no file or folder at {path}.")
    _refuse_doubles(path, found)
    return sorted(found, key=lambda member: member.name.lower())


def _in_folder(path: Path) -> list[Member]:
    home = path
    folders = [entry for entry in path.iterdir() if entry.is_dir()]
    if not _has_export(entry.name for entry in path.iterdir()) and len(folders) == 1:
        home = folders[0]
    found = [Member(e.name, e) for e in home.iterdir() if e.is_file() and _is_csv(e.name)]
    if not _has_export(member.name for member in found):
        raise BadInput(f"{path.name} holds no Export.csv, so it is not an HMIS CSV export.")
    return found


def _has_export(names: Iterator[str]) -> bool:
    return any(name.lower() == "export.csv" for name in names)


def _is_csv(name: str) -> bool:
    return name.lower().endswith(".csv") and not name.startswith(".")


def _in_zip(path: Path) -> list[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as wrong:
        raise BadInput(
            f"{path.name} is not a readable zip; an HMIS CSV export is a zip or a folder of "
            "CSV files."
        ) from wrong
    refuse_traps(path.name, entries)
    wanted = [e for e in entries if _is_csv(PurePosixPath(e.filename).name) and not _is_mac(e)]
    homes = [
        PurePosixPath(e.filename).parent
        for e in wanted
        if PurePosixPath(e.filename).name.lower() == "export.csv"
    ]
    if not homes:
        raise BadInput(f"{path.name} holds no Export.csv, so it is not an HMIS CSV export.")
    if len(homes) > 1:
        raise BadInput(
            f"{path.name} holds {len(homes)} Export.csv; unpack it and import one export at a time."
        )
    _refuse_scattered(path, wanted)
    return [
        Member(PurePosixPath(e.filename).name, path, e.filename)
        for e in wanted
        if PurePosixPath(e.filename).parent == homes[0]
    ]


def _is_mac(entry: zipfile.ZipInfo) -> bool:
    return entry.filename.startswith("__MACOSX/")


def _refuse_scattered(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    names = Counter(PurePosixPath(entry.filename).name.lower() for entry in entries)
    for name in _ONLY_ONE_OF:
        if names[name] > 1:
            raise BadInput(f"{path.name} holds {name.capitalize()} {names[name]} times, not once.")


def _refuse_doubles(path: Path, found: list[Member]) -> None:
    names = Counter(member.name.lower() for member in found)
    for name, times in sorted(names.items()):
        if times > 1:
            raise BadInput(f"{path.name} holds {name.capitalize()} {times} times, not once.")
