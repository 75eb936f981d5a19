"""Which zips nobody should open: too big, locked, or with paths that lead elsewhere."""

import zipfile
from collections.abc import Iterable
from pathlib import PurePosixPath

from hearth.core.errors import BadInput

MOST_BYTES = 4 * 1024**3
"""Most bytes that a zip may have when unpacked."""

MOST_RATIO = 100
"""Most bytes that one packed byte may become; tables seldom reach 30."""

_SMALL = 16 * 1024**2  # below this even a bomb does no harm


def refuse_traps(name: str, entries: Iterable[zipfile.ZipInfo], *, most: int = MOST_BYTES) -> None:
    """Raise BadInput unless the zip called `name`, with these entries, is safe to open.

    Judges what the zip says of itself: Python's reader never hands out more than that.
    """
    unpacked = packed = 0
    for entry in entries:
        # ZipFile swaps "\" for "/" on some systems only, so both are judged.
        path = PurePosixPath(entry.orig_filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.orig_filename:
            raise BadInput(f"{name} holds a file whose path leads out of the zip.")
        if entry.flag_bits & 0x1:
            raise BadInput(f"{name} is locked with a password; unlock it first.")
        unpacked, packed = unpacked + entry.file_size, packed + entry.compress_size
    if unpacked > most or (unpacked > _SMALL and unpacked > MOST_RATIO * max(packed, 1)):
        raise BadInput(
            f"{name} would unpack to {unpacked // 1024**2} MB from {packed // 1024**2} MB, "
            "which no honest file of this kind does."
        )
