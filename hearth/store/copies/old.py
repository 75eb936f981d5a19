"""Files that open a copy past the horizon: with them would return what was erased."""

import contextlib
from datetime import datetime
from pathlib import Path

from hearth.core.errors import Tampered
from hearth.seal import stream
from hearth.store.copies import HORIZON, KEYS_BESIDE


def delete_keys(among: Path, now: datetime) -> int:
    """Delete each file of this folder that opens a copy and is past the horizon. How many.

    By what stands inside it, not by the file's own date, which a copying machine sets anew. The
    data beside it stays: nobody opens it any more. What is no such file is left alone.
    """
    old = [path for path in among.glob(f"*{KEYS_BESIDE}") if _is_past(path, now)]
    for path in old:
        path.unlink()
    return len(old)


def _is_past(path: Path, now: datetime) -> bool:
    with contextlib.suppress(OSError, ValueError, Tampered), path.open("rb") as file:
        clear = stream.top(file).clear
        if clear.get("holds") == "keys":
            return now - datetime.fromisoformat(clear.get("made_at", "")) > HORIZON
    return False
