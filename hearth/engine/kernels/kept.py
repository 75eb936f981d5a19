"""Machine code of kernels kept on disk so that a later process runs it without the compiler.

To load Numba and LLVM takes most of the memory and of the time of a process that plans for a
town, and what they made needs them no more. Kept with it is for which arguments it was made,
since it looks at none of them: a form that is not known here goes to the compiler.
"""

import builtins
import ctypes
import importlib
import json
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.machinery import EXTENSION_SUFFIXES, ExtensionFileLoader, PathFinder
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from hearth.engine.kernels.linked import Image, NotLinked, link

WHOLE = {f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)}
NUMBERS = WHOLE | {"bool", "float32", "float64"}
SCALARS = frozenset({int, float, bool, np.int32, np.int64, np.float64, np.bool_})
DIFFERENT = (1, 1.5, True, np.zeros(1), np.zeros(1, np.int32), np.zeros((1, 1)))
GIVEN_AS_A_TUPLE = 3  # METH_VARARGS | METH_KEYWORDS: how Python calls what is compiled


class _Method(ctypes.Structure):
    """PyMethodDef: how Python is told of a function."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("entry", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    )


_in_use: list[tuple[Image, _Method]] = []  # for as long as the process lives


def teller() -> Callable[[tuple[Any, ...]], bytes] | None:
    """What tells arguments apart as the compiler does, in half a microsecond.

    It does not see the order of bytes in a number; the public faces let one order in alone.
    None where the compiler is not built as is known here; then nothing that is kept is used.
    Not for two threads at once.
    """
    try:
        tell: Callable[[tuple[Any, ...]], bytes] = _dispatcher().compute_fingerprint
        apart = {tell((one,)) for one in DIFFERENT}
    except (AttributeError, ImportError, LookupError, TypeError):
        return None
    return tell if len(apart) == len(DIFFERENT) else None


def find(folder: Path, name: str, given: tuple[Any, ...]) -> Callable[..., Any] | None:
    """The kept code of the kernel `name` for such arguments; None where there is none.

    None also for code that cannot be brought in here, and for what no code is ever kept for.
    """
    try:
        text = form_of(given)
        said, code = _file(folder, name, text).read_bytes().split(b"\n", 1)
        about = json.loads(said)
        if about["form"] != text:
            return None
        image = link(code, _address)
        ctypes.c_void_p.from_address(image.at[about["environment"]]).value = id(None)
        method = _Method(name.encode(), image.at[about["entry"]], GIVEN_AS_A_TUPLE, None)
    except (OSError, LookupError, ValueError, NotLinked):
        return None
    _in_use.append((image, method))
    made: Callable[..., Any] = _function()(ctypes.addressof(method), None, None)
    return made


def form_of(given: tuple[Any, ...]) -> str:
    """What code is made for: the form of each argument, in words that last.

    Raises LookupError for arguments that no code is kept for.
    """
    return json.dumps([_told(one) for one in given])


def keep(folder: Path, name: str, made: Any) -> None:
    """Keep what Numba compiled, if it can be run without it.

    It can where what goes in and comes out are arrays, numbers and tuples that this module knows.
    """
    with suppress(LookupError, OSError):
        _returned(made.signature.return_type)
        text = json.dumps([_told_by_numba(one) for one in made.signature.args])
        if made.environment.consts:
            return
        described = made.fndesc
        about = {
            "form": text,
            "entry": described.llvm_cpython_wrapper_name,
            "environment": made.target_context.get_env_name(described),
        }
        code = made.library.serialize_using_object_code()[2][0]
        file = _file(folder, name, text)
        new = file.with_suffix(f".{os.getpid()}")
        new.write_bytes(json.dumps(about).encode() + b"\n" + code)
        new.replace(file)


def _file(folder: Path, name: str, text: str) -> Path:
    return folder / f"{name}.{sha256(text.encode()).hexdigest()[:16]}.o"


def _told(one: Any) -> Any:
    if isinstance(one, np.ndarray):
        if not (one.flags.c_contiguous and one.flags.aligned):
            raise LookupError("an array with gaps")
        return [one.dtype.str, one.ndim, one.flags.writeable]
    if isinstance(one, tuple):
        kind = type(one)
        return [f"{kind.__module__}.{kind.__qualname__}", [_told(each) for each in one]]
    if type(one) not in SCALARS:
        raise LookupError(type(one).__name__)
    return np.dtype(type(one)).str


def _told_by_numba(one: Any) -> Any:
    """The same words for a type of Numba's. Raises LookupError for one that has none."""
    types = importlib.import_module("numba.core.types")
    if isinstance(one, types.Array):
        if one.layout != "C" or not one.aligned:
            raise LookupError(str(one))
        return [_scalar(one.dtype), one.ndim, one.mutable]
    if isinstance(one, types.BaseTuple):
        kind = getattr(one, "instance_class", tuple)
        return [f"{kind.__module__}.{kind.__qualname__}", [_told_by_numba(each) for each in one]]
    return _scalar(one)


def _scalar(one: Any) -> str:
    if one.name not in NUMBERS:  # among others a number that the code was made for alone
        raise LookupError(one.name)
    return str(np.dtype(one.name).str)


def _returned(one: Any) -> None:
    """Raise LookupError where the answer could not be made without Numba."""
    types = importlib.import_module("numba.core.types")
    if isinstance(one, types.Tuple | types.UniTuple):
        for each in one:
            _returned(each)
    elif not isinstance(one, types.NoneType):
        _scalar(one)


@cache
def _function() -> Any:
    made = ctypes.pythonapi.PyCFunction_NewEx
    made.restype = ctypes.py_object
    made.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
    return made


def _address(name: str) -> int:
    """Where compiled code finds what it calls: Numba's helpers, Python's and C's functions."""
    if (known := _helpers().get(name)) is not None:
        return known
    try:
        found = ctypes.cast(getattr(ctypes.CDLL(None), name), ctypes.c_void_p).value
    except AttributeError as no:
        raise LookupError(name) from no
    return found or 0


@cache
def _helpers() -> Mapping[str, int]:
    """The small library that compiled code calls, in the names that Numba gives it."""
    known = {"_Py_NoneStruct": id(None)}
    for name, address in _part_of_numba("_helperlib").c_helpers.items():
        known[name] = known[f"numba_{name}"] = address
    for name, address in _part_of_numba("core.runtime._nrt_python").c_helpers.items():
        known[name if name.startswith("_") else f"NRT_{name}"] = address
    for name, thing in vars(builtins).items():
        if isinstance(thing, type) and issubclass(thing, BaseException):
            known[f"PyExc_{name}"] = id(thing)
    return known


def _dispatcher() -> Any:
    """The part that tells arguments apart. It asks for another by the name of the whole.

    So for the moment of loading something stands for the whole, which nobody else may load then.
    """
    if "numba" in sys.modules or "numba._dispatcher" in sys.modules:
        return importlib.import_module("numba._dispatcher")
    whole = ModuleType("numba")
    vars(whole)["_devicearray"] = _part_of_numba("_devicearray")
    sys.modules["numba"] = whole
    try:
        found = _load_alone("numba._dispatcher")
        found.typeof_init(ModuleType, dict.fromkeys(NUMBERS | {"complex64", "complex128"}, 0))
    finally:
        del sys.modules["numba"]
    return found


def _part_of_numba(part: str) -> Any:
    """A module of Numba's that is written in C, without the rest of it."""
    name = f"numba.{part}"
    if "numba" in sys.modules or name in sys.modules:
        return importlib.import_module(name)
    return _load_alone(name)


def _load_alone(name: str) -> Any:
    whole, *parts = name.split(".")
    file = Path(*_folder_of(whole), *parts)
    file = file.with_name(file.name + EXTENSION_SUFFIXES[0])
    spec = spec_from_file_location(name, file, loader=ExtensionFileLoader(name, str(file)))
    if spec is None or spec.loader is None:
        raise LookupError(name)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _folder_of(package: str) -> list[str]:
    """Where a package lies. Asked for by its path, because it may be stood for at the moment."""
    found = PathFinder.find_spec(package)
    if found is None or not found.submodule_search_locations:
        raise LookupError(package)
    return list(found.submodule_search_locations)[:1]
