"""What several workers need and nobody changes: made by whoever comes first, read by the others."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from tools.environment import lock

MadeT = TypeVar("MadeT")


def made_once(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], MadeT]) -> MadeT:
    """What `make` makes in a new folder of this run. It is handed on by `pickle`.

    Others who want the same wait until it is there; where making it fails, the next one tries
    again, in a folder of its own.
    """
    mine = folders.mktemp(name)
    run = mine.parent.parent if mine.parent.name.startswith("popen-") else mine.parent
    kept = run / f"{name}.made"
    with (run / f"{name}.lock").open("a+b") as file:
        while not lock(file.fileno(), wait=True):
            pass  # one system waits for some seconds only
        if not kept.exists():
            kept.write_bytes(pickle.dumps(make(mine)))
        made: MadeT = pickle.loads(kept.read_bytes())
        return made
