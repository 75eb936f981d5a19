"""A plan with all that proves it, in one file that anybody can check again.

The file (NumPy's npz) holds candidate lists, limits, plan, prices, and random ids of this
one job: nothing that names a person or a home.
"""

import lzma
import math
import os
import re
import struct
import tempfile
import tokenize
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib.format import (
    read_array,
    read_array_header_1_0,
    read_array_header_2_0,
    read_magic,
)
from numpy.typing import NDArray

from hearth.core.errors import BadInput, HearthError, InvalidValue, NotReady
from hearth.engine.certify import Proof, certify, certify_beds
from hearth.engine.plan import Plan, Values, check_lists
from hearth.engine.tables import Int32s, Int64s, check_column, refuse_where

FORMAT = "hearth-proof-1"
_ID = re.compile(r"[0-9a-f]{32}")
_IDS = ("party_ids", "home_ids")
ID_BYTES = 8  # that 32 random hexadecimal digits never come down to, however they are packed
WIDEST = 128  # bytes of one id, or of the name of the format, when it is read
_LISTS = ("indptr", "home", "value", "places", "beds_needed", "parties_max")
_PLAN = ("home", "price", "party_price", "margin")
_NUMBERS = ("value", "bound", "scale", "claimed")
_MEMBERS = frozenset(
    {"format", "party_ids", "home_ids", "plan_numbers", "plan_gap"}
    | {f"list_{name}" for name in _LISTS}
    | {f"plan_{name}" for name in _PLAN}
)


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """What a plan was made for.

    party_ids, home_ids : 32 lower-case hexadecimal digits each, made at random for this job.
    indptr, home, value : candidate lists as for `assign`.
    places : int32 (m), places, or beds where `beds_needed` is given.
    beds_needed : int32 per party or per candidate, or None: a home takes whole parties.
    parties_max : int32 (m) or None; only with beds.

    Raises InvalidValue for an id that is not random digits, is there twice or is missing.
    """

    party_ids: tuple[str, ...]
    home_ids: tuple[str, ...]
    indptr: Int64s
    home: Int32s
    value: Values
    places: Int32s
    beds_needed: Int32s | None = None
    parties_max: Int32s | None = None

    def __post_init__(self) -> None:
        owner = check_lists(self.indptr, self.home, self.value, self.places)
        for name, ids, count in (
            ("party_ids", self.party_ids, self.indptr.size - 1),
            ("home_ids", self.home_ids, self.places.size),
        ):
            _check_ids(name, ids, count)
        if self.beds_needed is not None:
            sizes = (self.indptr.size - 1, owner.size)
            size = self.beds_needed.size if self.beds_needed.size in sizes else sizes[0]
            check_column("beds_needed", self.beds_needed, np.int32, (size,))
        if self.parties_max is not None:
            check_column("parties_max", self.parties_max, np.int32, (self.places.size,))
            if self.beds_needed is None:
                raise InvalidValue("parties_max belongs to plans with beds_needed only")


def _check_ids(name: str, ids: tuple[str, ...], count: int) -> None:
    if len(ids) != count or len(set(ids)) != count:
        raise InvalidValue(f"{name} must hold {count} different ids")
    for row, one in enumerate(ids):
        if _ID.fullmatch(one) is None:
            raise InvalidValue(f"{name}, row {row}: must be 32 random hexadecimal digits")


def write_whole(path: Path, write: Callable[[Any], None]) -> None:
    """Write a private file whole or not at all: a file beside it, synced, then renamed.

    `write` gets the open binary file. Raises NotReady where the disk refuses.
    """
    beside = ""
    if path.exists() and not path.is_file():
        raise NotReady(f"{path.name} is no file; name one to write the proof to")
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        with os.fdopen(handle, "wb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        Path(beside).replace(path)
        _sync_folder(path.parent)
    except OSError as why:
        raise NotReady(f"the proof could not be written: {why.strerror}") from why
    finally:
        if beside:
            Path(beside).unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened to be synced
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_proof(path: Path, job: Job, plan: Plan) -> None:
    """Write job and plan to `path`, whole or not at all, readable by the owner alone.

    Raises NotReady where the disk refuses.
    """
    members: dict[str, NDArray[Any]] = {
        "format": np.array(FORMAT),
        "party_ids": np.array(job.party_ids, "U32"),
        "home_ids": np.array(job.home_ids, "U32"),
        "plan_numbers": np.array([getattr(plan, name) for name in _NUMBERS], np.int64),
        "plan_gap": np.array(plan.gap),
    }
    columns = {f"list_{name}": getattr(job, name) for name in _LISTS}
    columns |= {f"plan_{name}": getattr(plan, name) for name in _PLAN}
    for name, column in columns.items():
        members[name] = np.empty((0, 0), np.int32) if column is None else column
    write_whole(path, lambda out: np.savez_compressed(out, allow_pickle=False, **members))


_UNREADABLE = (
    OSError,
    ValueError,
    EOFError,
    IndexError,
    KeyError,
    MemoryError,
    OverflowError,
    RuntimeError,
    SyntaxError,
    TypeError,
    lzma.LZMAError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)  # all that NumPy and zipfile raise for bytes that are not a whole archive


def _members(path: Path) -> dict[str, NDArray[Any]]:
    """Every column of the file; none where it has other columns than a proof."""
    if not _is_there(path):
        raise BadInput("there is no proof file at this path")
    try:
        with path.open("rb") as raw, zipfile.ZipFile(raw) as archive:
            if sorted(archive.namelist()) != sorted(f"{name}.npy" for name in _MEMBERS):
                return {}
            _refuse_hollow(archive)
            return {name: _array(archive, name) for name in _MEMBERS}
    except _UNREADABLE as why:
        raise BadInput("the file cannot be read as a proof: not whole, or something else") from why


def _is_there(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long to be that of a file
        return False


def _refuse_hollow(archive: zipfile.ZipFile) -> None:
    """Raise ValueError where the columns would grow beyond what so many ids can be about.

    A small file can claim to hold terabytes of nothing. Random ids cannot be pressed together,
    so the bytes that they take in the file say how many parties and homes there are at most.
    """
    n, m = (archive.getinfo(f"{name}.npy").compress_size // ID_BYTES for name in _IDS)
    pairs = max(n * m, n) + 1
    most = dict.fromkeys(("list_indptr", "list_home", "list_value", "list_beds_needed"), pairs)
    most |= dict.fromkeys(("party_ids", "plan_home", "plan_margin"), n)
    most |= dict.fromkeys(("home_ids", "list_places", "list_parties_max"), m)
    most |= dict.fromkeys(("plan_price", "plan_party_price"), m)
    for name in _MEMBERS:
        info = archive.getinfo(f"{name}.npy")
        with archive.open(info) as member:
            shape, dtype, head = _header(member)
        rows, width = math.prod(shape), WIDEST if name in (*_IDS, "format") else 8
        size = head + rows * dtype.itemsize
        known = info.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        small = rows <= most.get(name, len(_NUMBERS)) and dtype.itemsize <= width
        if not (known and small and info.file_size == size):
            raise ValueError(name)


def _header(member: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any], int]:
    """Shape, dtype, and where the numbers begin."""
    read: Any = read_array_header_1_0 if read_magic(member) == (1, 0) else read_array_header_2_0
    shape, _, dtype = read(member)
    return shape, dtype, member.tell()


def _array(archive: zipfile.ZipFile, name: str) -> NDArray[Any]:
    """The column, once `_refuse_hollow` has found its header to be honest."""
    with archive.open(f"{name}.npy") as member:
        column: NDArray[Any] = read_array(member, allow_pickle=False)
    return column


def _optional(column: NDArray[Any]) -> NDArray[Any] | None:
    return None if column.ndim == 2 else column


def read_proof(path: Path) -> tuple[Job, Plan]:
    """Job and plan as they were written; nothing of it is believed yet.

    Raises BadInput, in one sentence, for a file that is not a whole proof.
    """
    members = _members(path)
    if not members or str(members["format"]) != FORMAT:
        raise BadInput(f"the file is no proof of the kind {FORMAT}")
    lists: list[Any] = [_optional(members[f"list_{name}"]) for name in _LISTS]
    try:
        check_column("plan_numbers", members["plan_numbers"], np.int64, (len(_NUMBERS),))
        check_column("plan_gap", members["plan_gap"], np.float64, ())
        # Compared, not subtracted: the difference of two hostile numbers can wrap around.
        refuse_where(lists[0][1:] < lists[0][:-1], "indptr", "no less than the row before")
        ids = (tuple(members["party_ids"].tolist()), tuple(members["home_ids"].tolist()))
        return Job(*ids, *lists), _plan(members)
    except (HearthError, AttributeError, *_UNREADABLE) as why:
        raise BadInput(f"the proof file does not hold together: {why}") from why


def _plan(members: dict[str, NDArray[Any]]) -> Plan:
    value, bound, scale, claimed = members["plan_numbers"].tolist()
    home, price, party_price, margin = (members[f"plan_{name}"] for name in _PLAN)
    gap = float(members["plan_gap"])
    proven = (value, bound, gap, party_price, scale, claimed)
    return Plan(home, price, *proven, _optional(margin))


def check_proof(path: Path) -> Proof:
    """Check the proof in the file again, from its prices alone. Raises BadInput."""
    job, plan = read_proof(path)
    lists = (job.indptr, job.home, job.value)
    if job.beds_needed is None:
        return certify(*lists, job.places, plan)
    return certify_beds(*lists, job.beds_needed, job.places, plan, parties_max=job.parties_max)
