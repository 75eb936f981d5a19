"""How a kernel is compiled, and where the machine code is kept for the next start."""

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")

_FOLDER = Path(__file__).parent
_MARK = "all"
_made: list[bool] = []
_SETTINGS: Any = numba.config  # its annotations do not know its settings


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """`function` compiled at its first call, kept on disk, and run without Python's lock.

    Each combination of dtypes, dimensions and read-only arrays is compiled apart, so the
    callers bring every array to one form first.
    """
    keep = _keep_where_writable()
    return cast(Callable[P, R], numba.njit(cache=keep, nogil=True)(function))


def is_kept() -> bool:
    """Whether machine code of all these kernels is at hand: kept from before, or made here."""
    if _made:
        return True
    return _keep_where_writable() and (Path(_SETTINGS.CACHE_DIR) / _MARK).exists()


def mark_kept() -> None:
    """Say that all of it has been made, to this process, and where it is kept to later ones."""
    _made.append(True)
    if _keep_where_writable():
        (Path(_SETTINGS.CACHE_DIR) / _MARK).touch()


@cache
def _keep_where_writable() -> bool:
    """Choose the folder for machine code; False where nothing can be kept."""
    try:
        folder = _root() / _digest()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # a read-only place, or nobody's home
        return False
    _SETTINGS.CACHE_DIR = str(folder)
    return os.access(folder, os.W_OK)


def _root() -> Path:
    given = os.environ.get("HEARTH_KERNELS") or os.environ.get("XDG_CACHE_HOME")
    return Path(given) / "hearth-kernels" if given else Path.home() / ".cache" / "hearth-kernels"


def _digest() -> str:
    """Of all kernels together: a kernel that is built into another must not outlive a change."""
    whole = hashlib.sha256(numba.__version__.encode())
    for source in sorted(_FOLDER.glob("*.py")):
        whole.update(source.read_bytes())
    return whole.hexdigest()[:16]
