"""Candidate lists: for every party, the homes that pass all hard tests, with points."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.asking import dangers_of, lines_of
from hearth.engine.cores import THREADS, each
from hearth.engine.kernels.candidates import find_all, lay_out
from hearth.engine.kernels.grid import COLUMNS, cells_of
from hearth.engine.plan import Plan
from hearth.engine.register import Register
from hearth.engine.tables import Floats, Homes, Int32s, Int64s, Parties, check_pointers

FIRST_PARTIES, MOST_PARTIES = 1 << 16, 1 << 17  # of a block, visited together along the grid
ENTRIES_AT_ONCE = 1 << 22  # 32 MB while they are found, and as much when they are laid out
CHUNK = 1 << 11  # parties that one thread takes at a time
ROOM = 1 << 18  # entries found before a new piece of memory is taken
BAND = 4  # strips of the grid whose parties are visited together, column after column


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Entries `indptr[i]` up to `indptr[i+1]` belong to party i, homes rising.

    indptr : int64 (n+1). home : int32 (e). value : int32 (e), points.
    """

    indptr: Int64s
    home: Int32s
    value: Int32s


@dataclass(frozen=True, slots=True, eq=False)
class ByPlace:
    """The same pairs numbered along the grid: neighbours on the ground are so in memory.

    lists : entries of the k-th party in this order; homes are slots, in no order.
    party : int64 (n), the row of the k-th party. home : int64 (slots), the row of the home
    in each slot, -1 = none. places : int32 (slots), of that home, 0 where there is none.
    rows : how many rows of homes there are.
    """

    lists: Candidates
    party: Int64s
    home: Int64s
    places: Int32s
    rows: int

    def columns(self) -> tuple[Int64s, Int32s, Int32s, Int32s]:
        """What `assign` and `certify` take."""
        return self.lists.indptr, self.lists.home, self.lists.value, self.places

    def in_rows(self, plan: Plan) -> Plan:
        """A plan of these lists in the rows of the tables, where it is as good and as proven.

        Cost: O(n + slots).
        """
        taken = self.home >= 0
        price, party_price = np.zeros(self.rows, np.int64), np.zeros(self.rows, np.int64)
        price[self.home[taken]] = plan.price[taken]
        party_price[self.home[taken]] = plan.party_price[taken]
        home = np.empty_like(plan.home)
        home[self.party] = np.where(plan.home < 0, -1, self.home[plan.home])
        margin = None
        if plan.margin is not None:
            margin = np.empty_like(plan.margin)
            margin[self.party] = plan.margin
        return replace(plan, home=home, price=price, party_price=party_price, margin=margin)


def candidates(parties: Parties, homes: Homes | Register) -> Candidates:
    """All pairs that pass every hard test, with their points.

    Cost: O(n + m + homes within reach of each party). Memory beyond the register: twice the
    answer at most, some 40 bytes a party and a few megabytes a thread.
    Raises InvalidValue where the tables do not fit together.
    """
    register = _fitting(parties, homes)
    asked = _Asked.of(parties, register, along(parties, register))
    return asked.laid_out(asked.found(THREADS), THREADS)


def candidates_by_place(parties: Parties, homes: Homes | Register) -> ByPlace:
    """`candidates` for what goes through all of them many times, as a plan does.

    Cost and errors as those of `candidates`, but for the sorting, which is spared. Of a
    million parties, whose lists are strewn all over memory otherwise, a plan is made in little
    more than half the time.
    """
    register = _fitting(parties, homes)
    order = along(parties, register)
    asked = _Asked.of(parties, register, order, by_slot=True)
    lists = asked.laid_out(asked.found(THREADS), THREADS)
    home = register.row_of_slots()
    return ByPlace(lists, order, home, register.places_of(home), register.rows)


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
    return _stream(parties, _fitting(parties, homes), entries, threads)


def _fitting(parties: Parties, homes: Homes | Register) -> Register:
    register = homes if isinstance(homes, Register) else Register.of(homes)
    check_pointers(parties, register.ground.fit, register.rows)
    return register


def _stream(
    parties: Parties, register: Register, entries: int, threads: int
) -> Iterator[Candidates]:
    first, wanted = 0, FIRST_PARTIES
    while first < len(parties):
        end = min(len(parties), first + wanted)
        rows, size = along(parties, register, first, end), end - first
        asked = _Asked.of(parties, register, rows, first, entries)
        found = asked.found(threads)
        total = sum(int(one.stop[-1]) for one in found)
        if total > entries and size > 1:
            wanted = max(1, min(size // 2, size * entries // total))
            continue
        yield asked.laid_out(found, threads)
        first += size
        wanted = max(1, min(MOST_PARTIES, size * entries // (total + total // 4 + 1)))


def along(parties: Parties, register: Register, first: int = 0, end: int | None = None) -> Int64s:
    """The rows `first` up to `end` of parties along the grid, int64: neighbours follow another.

    Bands of some strips, and within each column after column, so that the homes around are
    read from memory hardly more than once.
    """
    own, frame = slice(first, end), register.ground.frame
    lat, lon = parties.lat[own], parties.lon[own]
    cells = np.empty(lat.size, np.int64)
    cells_of(frame, lat, lon, cells)
    strip, column = np.divmod(cells, int(frame[COLUMNS]))
    cells = (strip // BAND * int(frame[COLUMNS]) + column) * BAND + strip % BAND
    rows: Int64s = np.argsort(cells, kind="stable") + first
    return rows


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """What was found for the parties that belong at to[k], the entries of each up to stop[k].

    entries : int32 (2, room), homes and points.
    """

    entries: Int32s
    to: Int64s
    stop: Int64s


@dataclass(frozen=True, slots=True, eq=False)
class _Asked:
    """Some parties, ready to be searched by several threads."""

    parties: Parties
    register: Register
    danger: Floats
    rows: Int64s  # of the parties, along the grid
    to: Int64s  # where each of them belongs
    most: int  # entries that are wanted; more than that need not be found
    by_slot: bool

    @classmethod
    def of(
        cls,
        parties: Parties,
        register: Register,
        rows: Int64s,
        first: int = 0,
        most: int | None = None,
        *,
        by_slot: bool = False,
    ) -> Self:
        """The parties of these rows; `by_slot` leaves them, and their homes, along the grid."""
        danger = dangers_of(parties, 0, parties.danger.km.size)
        to = np.arange(rows.size) if by_slot else rows - first
        if most is None:
            most = len(parties) * register.rows
        return cls(parties, register, danger, rows, to, most, by_slot)

    def found(self, threads: int) -> list[_Found]:
        """All candidates, piece by piece along the grid."""
        starts = range(0, self.rows.size, CHUNK)
        return [one for chunk in each(self._find, starts, threads) for one in chunk]

    def _find(self, first: int) -> list[_Found]:
        """The candidates of a chunk; stops early where they are more than are wanted."""
        own = slice(first, first + CHUNK)
        lines, to = lines_of(self.parties, self.rows[own]), self.to[own]
        found: list[_Found] = []
        runs, room, entries = self.register.room_for_runs(), ROOM, 0
        while to.size > 0 and entries <= self.most:
            pairs, stop = np.empty((2, room), np.int32), np.empty(to.size, np.int64)
            done = find_all(
                self.register.ground,
                lines,
                self.danger,
                self.parties.barred.home,
                runs,
                self.by_slot,
                pairs,
                stop,
            )
            if done == 0:
                # Not even one party's homes had room: more than all homes it cannot be.
                room = self.register.rows
                continue
            found.append(_Found(pairs, to[:done], stop[:done]))
            entries += int(stop[done - 1])
            lines, to, room = lines[done:], to[done:], ROOM
        return found

    def laid_out(self, found: list[_Found], threads: int) -> Candidates:
        """What was found, where it belongs."""
        indptr = np.zeros(self.to.size + 1, np.int64)
        for one in found:
            indptr[one.to + 1] = np.diff(one.stop, prepend=0)
        np.cumsum(indptr, out=indptr)
        home, value = np.empty(indptr[-1], np.int32), np.empty(indptr[-1], np.int32)

        def lay(one: _Found) -> None:
            lay_out(one.entries, one.to, one.stop, indptr, home, value)

        each(lay, found, threads)
        return Candidates(indptr, home, value)
