"""How a kernel is compiled, and where the machine code is kept for the next start."""

import hashlib
import importlib
import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")

_FOLDER = Path(__file__).parent
_MARK = "all"
_made: list[bool] = []
_SETTINGS: Any = numba.config  # its annotations do not know its settings


def _without_blas() -> None:
    """Load what Numba knows of arrays, without SciPy's linear algebra.

    Numba tries to load that once, to know whether matrices can be multiplied; no kernel does.
    It would take 16 MB of every process that plans. Whoever needs it later loads it as ever.
    """
    name = "scipy.linalg"
    if name in sys.modules or "numba.np.arraymath" in sys.modules:
        return
    sys.modules[name] = cast(ModuleType, None)  # so an import is told that it is not there
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules[name]


_without_blas()


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
