"""Machine code of an object file brought into memory, without the compiler that made it.

What a compiler leaves is not bound yet: it names the functions it calls, and says where in the
code their addresses belong. Code made for any place in memory asks for whole addresses alone, so
binding it is adding up. This knows ELF on x86-64, which is what services run on; whatever else
it meets it refuses, and then the compiler is asked to bring in what it made.
Source: System V Application Binary Interface, chapter 4, and its AMD64 supplement, chapter 4.4.
"""

import ctypes
import mmap
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

MAGIC: Final = b"\x7fELF\x02\x01\x01"  # 64 bits, lowest byte first
OBJECT_OF_X86_64: Final = (1, 62)
CONTENT, SYMBOLS, RELOCATIONS, EMPTY = 1, 2, 4, 8  # kinds of section; others are not needed
WRITTEN, LOADED, RUN = 1, 2, 4  # flags of a section
NOWHERE, COMMON = 0, (0xFFF2, 0xFF02)  # instead of a section: another's, or anybody's
SPECIAL = 0xFF00  # numbers of sections end here
ADDRESS, DISTANCE = 1, 24  # R_X86_64_64, R_X86_64_PC64
WORD: Final = 8
WHOLE: Final = 1 << 64

Resolve = Callable[[str], int]
"""The address of what has this name outside; raises LookupError where there is nothing."""


class NotLinked(Exception):
    """This code cannot be brought in here; the text says why."""


@dataclass(frozen=True, slots=True)
class Image:
    """Code in memory, good as long as this is kept. `at` : address by name."""

    memory: mmap.mmap
    at: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Section:
    kind: int
    flags: int
    offset: int
    size: int
    link: int
    about: int
    align: int


@dataclass(frozen=True, slots=True)
class _Symbol:
    name: str
    section: int
    value: int
    size: int


def link(code: bytes, resolve: Resolve) -> Image:
    """Bring an object file into memory, bound to what `resolve` knows.

    Pages with code can be read and run and not written to; nothing that is written to is run.
    Raises NotLinked for code of another machine or form, for a name that is not known, and
    where the system lets no code be brought in. Cost: O(size of the file).
    """
    try:
        return _linked(code, resolve)
    except (LookupError, OSError, ValueError, struct.error) as no:
        raise NotLinked(f"{type(no).__name__}: {no}") from no


def _linked(code: bytes, resolve: Resolve) -> Image:
    sections = _sections(code)
    symbols = _symbols(code, sections)
    begins, parts = _laid_out(sections)
    common = sum(_whole(one.size, WORD) for one in symbols if one.section in COMMON)
    memory = mmap.mmap(-1, parts[-1] + max(WORD, common))
    base = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    for number, begin in begins.items():
        if (of := sections[number]).kind == CONTENT:
            memory[begin : begin + of.size] = code[of.offset : of.offset + of.size]
    values = list(_values(symbols, begins, base, parts[-1], resolve))
    for table in sections:
        if table.kind == RELOCATIONS and table.about in begins:
            _bind(memory, code, table, base, begins[table.about], values)
    _protect(base, parts)
    at = {one.name: values[i] for i, one in enumerate(symbols) if one.name and one.section}
    return Image(memory, at)


def _sections(code: bytes) -> list[_Section]:
    if not code.startswith(MAGIC) or struct.unpack_from("<HH", code, 16) != OBJECT_OF_X86_64:
        raise ValueError("not an object file for this machine")
    (table,) = struct.unpack_from("<Q", code, 40)
    size, many = struct.unpack_from("<HH", code, 58)
    found = []
    for at in range(table, table + size * many, size):
        _, kind, flags, _, offset, length, to, about, align, _ = struct.unpack_from(
            "<IIQQQQIIQQ", code, at
        )
        found.append(_Section(kind, flags, offset, length, to, about, align))
    return found


def _symbols(code: bytes, sections: list[_Section]) -> list[_Symbol]:
    (table,) = [one for one in sections if one.kind == SYMBOLS]
    names = sections[table.link]
    text = code[names.offset : names.offset + names.size]
    found = []
    for name, _, _, section, value, size in struct.iter_unpack(
        "<IBBHQQ", code[table.offset : table.offset + table.size]
    ):
        found.append(_Symbol(text[name : text.index(b"\0", name)].decode(), section, value, size))
    return found


def _laid_out(sections: list[_Section]) -> tuple[dict[int, int], list[int]]:
    """Where each section begins; and where what is run ends, then what is read, then the rest."""
    begins: dict[int, int] = {}
    parts, at = [], 0
    for kind in (RUN, 0, WRITTEN):
        for number, of in enumerate(sections):
            needed = of.kind in {CONTENT, EMPTY} and of.flags & LOADED
            if needed and of.flags & (RUN | WRITTEN) == kind:
                begins[number] = at = _whole(at, max(1, of.align))
                at += of.size
        at = _whole(at, mmap.PAGESIZE if kind != WRITTEN else WORD)
        parts.append(at)
    return begins, parts


def _values(
    symbols: list[_Symbol], begins: Mapping[int, int], base: int, common: int, resolve: Resolve
) -> Iterator[int]:
    """The address of each symbol. One that nobody binds to may be nowhere: 0."""
    for one in symbols:
        if one.section in COMMON:
            yield base + common
            common += _whole(one.size, WORD)
        elif one.section == NOWHERE:
            yield resolve(one.name) if one.name else 0
        elif one.section in begins:
            yield base + begins[one.section] + one.value
        elif one.section < SPECIAL or not one.value:
            yield 0
        else:
            raise ValueError(f"{one.name} lies in a section that is not known")


def _bind(
    memory: mmap.mmap, code: bytes, table: _Section, base: int, begin: int, values: list[int]
) -> None:
    rows = code[table.offset : table.offset + table.size]
    for offset, info, more in struct.iter_unpack("<QQq", rows):
        kind, address = info & 0xFFFFFFFF, values[info >> 32] + more
        if kind == DISTANCE:
            address -= base + begin + offset
        elif kind != ADDRESS:
            raise ValueError(f"a binding of kind {kind} is not known")
        struct.pack_into("<Q", memory, begin + offset, address % WHOLE)


def _protect(base: int, parts: list[int]) -> None:
    system = ctypes.CDLL(None, use_errno=True)
    first = 0
    for end, how in zip(parts, (mmap.PROT_READ | mmap.PROT_EXEC, mmap.PROT_READ), strict=False):
        begin, long = ctypes.c_void_p(base + first), ctypes.c_size_t(end - first)
        if end > first and system.mprotect(begin, long, how):
            raise OSError(ctypes.get_errno(), "the system lets no code be brought in")
        first = end


def _whole(size: int, unit: int) -> int:
    return -(-size // unit) * unit
