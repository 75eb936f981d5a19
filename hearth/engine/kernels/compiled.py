"""How a kernel is compiled, and where the machine code is kept for the next start."""

import hashlib
import importlib
import os
import platform
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, Generic, ParamSpec, TypeVar, cast

from hearth.engine.kernels.kept import find, keep, teller

P = ParamSpec("P")
R = TypeVar("R")

_OF_A_PROCESSOR = ("vendor_id", "cpu family", "model", "stepping", "flags")
_FOLDER = Path(__file__).parent
_MARK = "all"
_made: list[bool] = []
_making = threading.RLock()


class Later:
    """Something for kernels that is made by Numba, which is loaded when the first is made.

    Numba takes as long to load as the rest of a server that only shows pages.
    """

    def __init__(self, make: Callable[[], Any], function: FunctionType | None = None) -> None:
        """`function`, if it is one that is compiled: what it calls is made with it."""
        self._make, self._function = make, function
        self._begun = self._own = None

    def made(self) -> Any:
        """The thing itself. Safe among threads."""
        if self._own is None:
            with _making:
                self._own = self._whole()
        return self._own

    def _whole(self) -> Any:
        if self._begun is None:
            self._begun = self._make()
            if self._function is not None:
                _name_what_is_made(self._function)
        return self._begun

    def __getattr__(self, what: str) -> Any:
        return getattr(self.made(), what)


def _name_what_is_made(function: FunctionType) -> None:
    """The compiler knows the functions that it has made, and nothing that stands for one."""
    known = function.__globals__
    for name in function.__code__.co_names:
        if isinstance(other := known.get(name), Later):
            known[name] = other._whole()


class Kernel(Later, Generic[P, R]):
    """A function that is compiled at its first call, unless that was done by a process before."""

    def __init__(self, make: Callable[[], Any], function: FunctionType) -> None:
        super().__init__(make, function)
        self._name = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        self._kept: dict[bytes, Callable[..., Any]] = {}

    def __call__(self, *given: P.args, **named: P.kwargs) -> R:
        if self._own is None and not named and (tell := _teller()) is not None:
            form = tell(given)
            if (kept := self._kept.get(form) or self._found(form, given)) is not None:
                return cast(R, kept(*given))
        return cast(R, (self._own or self.made())(*given, **named))

    def _found(self, form: bytes, given: tuple[Any, ...]) -> Callable[..., Any] | None:
        """Kept code for arguments of this form; None where the compiler has to be asked."""
        with _making:
            kept = self._kept.get(form)
            if kept is None and _keep_where_writable():
                kept = find(_kept_in(), self._name, given)
            if kept is not None:
                self._kept[form] = kept
            return kept

    def keep_all(self, made: Any) -> None:
        """From now on keep whatever `made`, which is the compiler's, makes of this."""
        cached = made._cache
        save = cached.save_overload

        def saved(signature: Any, compiled: Any) -> None:
            save(signature, compiled)
            keep(_kept_in(), self._name, compiled)

        cached.save_overload = saved

    @property
    def forms(self) -> int:
        """For how many forms of arguments there is code in this process."""
        made = len(self._begun.signatures) if self._begun is not None else 0
        return made + len(self._kept)


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """`function` compiled at its first call, kept on disk, and run without Python's lock.

    Each combination of dtypes, dimensions and read-only arrays is compiled apart, so the
    callers bring every array to one form first.
    """

    def make() -> Any:
        numba = _numba()
        compiles = numba.njit(cache=_keep_where_writable(), nogil=True)(function)
        if _keep_where_writable() and not numba.config.DISABLE_JIT:
            made.keep_all(compiles)
        return compiles

    made: Kernel[P, R] = Kernel(make, cast(FunctionType, function))
    return made


@cache
def _teller() -> Callable[[tuple[Any, ...]], bytes] | None:
    with _making:
        return teller()


@cache
def _numba() -> Any:
    """Numba, told where to keep what it makes."""
    with _making:
        _without_blas()
        numba = importlib.import_module("numba")
        if _keep_where_writable():
            numba.config.CACHE_DIR = str(_kept_in())
        return numba


def _without_blas() -> None:
    """Load what Numba knows of arrays, without SciPy's linear algebra.

    Numba tries to load that once, to know whether matrices can be multiplied; no kernel does.
    It would take 16 MB of every process that plans. Whoever needs it later loads it as ever;
    where other threads may need it now, it is loaded.
    """
    name = "scipy.linalg"
    if {name, "numba.np.arraymath"} & set(sys.modules) or threading.active_count() > 1:
        return
    sys.modules[name] = cast(ModuleType, None)  # so an import is told that it is not there
    try:
        importlib.import_module("numba.np.arraymath")
    finally:
        del sys.modules[name]


def is_kept() -> bool:
    """Whether machine code of all these kernels is at hand: kept from before, or made here."""
    return bool(_made) or (_keep_where_writable() and (_kept_in() / _MARK).exists())


def mark_kept() -> None:
    """Say that all of it has been made, to this process, and where it is kept to later ones."""
    _made.append(True)
    if _keep_where_writable():
        (_kept_in() / _MARK).touch()


@cache
def _keep_where_writable() -> bool:
    """Make the folder for machine code; False where nothing can be kept."""
    try:
        folder = _kept_in()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError):  # a read-only place, or nobody's home
        return False
    return os.access(folder, os.W_OK)


@cache
def _kept_in() -> Path:
    return _root() / _digest()


def _root() -> Path:
    given = os.environ.get("HEARTH_KERNELS") or os.environ.get("XDG_CACHE_HOME")
    return Path(given) / "hearth-kernels" if given else Path.home() / ".cache" / "hearth-kernels"


def _digest() -> str:
    """Of all kernels together: a kernel that is built into another must not outlive a change.

    Of the machine as well: code made for one processor may stop another.
    """
    whole = hashlib.sha256(version("numba").encode())
    whole.update(repr((_processor(), sys.implementation.cache_tag, _told_to_numba())).encode())
    for source in sorted(_FOLDER.glob("*.py")):
        whole.update(source.read_bytes())
    return whole.hexdigest()[:16]


def _processor() -> tuple[str, ...]:
    """What this one is and can do, as far as the system says."""
    told = [platform.machine()]
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text("utf-8").split("\n\n")[0].splitlines()
        told += sorted(line for line in lines if line.startswith(_OF_A_PROCESSOR))
    return tuple(told)


def _told_to_numba() -> list[tuple[str, str]]:
    return sorted((name, said) for name, said in os.environ.items() if name.startswith("NUMBA_"))
