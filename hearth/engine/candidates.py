"""Candidate lists: for every party, the homes that pass all hard tests, with points."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.asking import lines_of
from hearth.engine.cores import THREADS, each
from hearth.engine.kernels.candidates import find_all, lay_out
from hearth.engine.kernels.grid import cells_of
from hearth.engine.register import Register
from hearth.engine.tables import Floats, Homes, Int32s, Int64s, Parties, check_pointers

PARTIES_AT_ONCE = 1 << 16  # visited together in the order of the grid
ENTRIES_AT_ONCE = 1 << 22  # 32 MB while they are found, and as much when they are laid out
CHUNK = 1 << 11  # parties that one thread takes at a time
ROOM = 1 << 18  # entries found before a new piece of memory is taken


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Entries `indptr[i]` up to `indptr[i+1]` belong to party i, homes rising.

    indptr : int64 (n+1). home : int32 (e). value : int32 (e), points.
    """

    indptr: Int64s
    home: Int32s
    value: Int32s


def candidates(parties: Parties, homes: Homes | Register) -> Candidates:
    """All pairs that pass every hard test, with their points.

    Cost: O(n + m + homes within reach of each party); memory beyond the register is twice
    the answer at most. Raises InvalidValue where the tables do not fit together.
    """
    blocks = list(stream(parties, homes))
    starts = [np.zeros(1, np.int64)]
    for block in blocks:
        starts.append(starts[-1][-1] + block.indptr[1:])
    indptr = np.concatenate(starts)
    home, value = np.empty(indptr[-1], np.int32), np.empty(indptr[-1], np.int32)
    at = int(indptr[-1])
    while blocks:
        block = blocks.pop()  # from the end, so that each is given back once it is copied
        home[at - block.home.size : at] = block.home
        value[at - block.home.size : at] = block.value
        at -= block.home.size
    return Candidates(indptr, home, value)


def stream(
    parties: Parties,
    homes: Homes | Register,
    *,
    entries: int = ENTRIES_AT_ONCE,
    threads: int = THREADS,
) -> Iterator[Candidates]:
    """The candidates of all parties, in blocks of parties that follow one another.

    A block holds at most `entries` entries, but for a block of one party, and its `indptr`
    begins with 0. Blocks depend on the tables and on `entries` alone. The register must not
    change before the last block is there. Memory: 24 bytes per entry of a block.

    Raises InvalidValue where the tables do not fit together, or `entries` or `threads` is
    below 1.
    """
    if entries < 1 or threads < 1:
        raise InvalidValue(f"entries and threads must be 1 or more, got {entries}, {threads}")
    register = homes if isinstance(homes, Register) else Register.of(homes)
    check_pointers(parties, register.ground.fit, register.rows)
    return _stream(parties, register, entries, threads)


def _stream(
    parties: Parties, register: Register, entries: int, threads: int
) -> Iterator[Candidates]:
    first, wanted = 0, PARTIES_AT_ONCE
    while first < len(parties):
        end = min(len(parties), first + wanted)
        asked, size = _Asked.of(parties, register, first, end, entries), end - first
        found = [one for chunk in each(asked.find, asked.chunks(), threads) for one in chunk]
        total = sum(int(one.stop[-1]) for one in found)
        if total > entries and size > 1:
            wanted = max(1, min(size // 2, size * entries // total))
            continue
        yield asked.laid_out(found, threads)
        first += size
        wanted = max(1, min(PARTIES_AT_ONCE, size * entries // (total + total // 4 + 1)))


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Keys of some parties: of order[k], from where those before end to stop[k]."""

    keys: Int64s
    order: Int64s
    stop: Int64s


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """A block of parties, ready to be searched by several threads."""

    register: Register
    lines: Int64s
    danger: Floats
    barred: Int32s
    order: Int64s  # of the block's parties along the grid
    most: int  # entries that a block may hold

    @classmethod
    def of(cls, parties: Parties, register: Register, first: int, end: int, most: int) -> Self:
        """The parties from `first` up to `end`."""
        lines, danger = lines_of(parties, first, end)
        cells = np.empty(end - first, np.int64)
        own = slice(first, end)
        cells_of(register.ground.frame, parties.lat[own], parties.lon[own], cells)
        order = np.argsort(cells, kind="stable")
        return cls(register, lines, danger, parties.barred.home, order, most)

    def chunks(self) -> list[Int64s]:
        """The order cut into pieces of work."""
        return [self.order[at : at + CHUNK] for at in range(0, self.order.size, CHUNK)]

    def find(self, order: Int64s) -> list[_Found]:
        """The candidates of these parties; stops early where they are more than a block holds."""
        found: list[_Found] = []
        runs, room, entries = self.register.room_for_runs(), ROOM, 0
        while order.size > 0 and entries <= self.most:
            keys, stop = np.empty(room, np.int64), np.empty(order.size, np.int64)
            done = find_all(
                self.register.ground,
                self.lines,
                self.danger,
                self.barred,
                order,
                runs,
                keys,
                stop,
            )
            if done == 0:
                # Not even one party's homes had room: more than all homes it cannot be.
                room = self.register.rows
                continue
            found.append(_Found(keys, order[:done], stop[:done]))
            entries += int(stop[done - 1])
            order, room = order[done:], ROOM
        return found

    def laid_out(self, found: list[_Found], threads: int) -> Candidates:
        """What was found, in the order of the parties."""
        indptr = np.zeros(self.order.size + 1, np.int64)
        for one in found:
            indptr[one.order + 1] = np.diff(one.stop, prepend=0)
        np.cumsum(indptr, out=indptr)
        home, value = np.empty(indptr[-1], np.int32), np.empty(indptr[-1], np.int32)

        def copied(one: _Found) -> None:
            lay_out(one.keys, one.order, one.stop, indptr, home, value)

        each(copied, found, threads)
        return Candidates(indptr, home, value)
