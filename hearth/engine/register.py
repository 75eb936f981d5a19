"""The register: all homes packed for the searches, kept up to date as homes come and go."""

import math
from itertools import pairwise
from threading import Lock
from typing import Self

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.allowed import broken_pair
from hearth.engine.cores import THREADS, each
from hearth.engine.grid import frame_of
from hearth.engine.kernels.grid import COLUMNS, STRIPS, cells_of
from hearth.engine.kernels.pairs import (
    BLOCK,
    LINE,
    MEASURES,
    PLANES,
    ROW,
    STEPS,
    WORDS,
    Ground,
)
from hearth.engine.kernels.pairs_write import (
    Columns,
    fill_cells,
    free_slot,
    measure_all,
    wipe,
    write,
)
from hearth.engine.tables import (
    Bools,
    Homes,
    Int32s,
    Int64s,
    Parties,
    check_column,
    check_room_class,
    must_be,
    must_count,
)

SAMPLE = 1 << 16  # homes from whose figures the steps are chosen
WRITTEN_ALONE = 1 << 12  # homes, up to which a second thread gains nothing
GONE, SHUT = -1, -2  # instead of a slot: no home of this row; one that takes nobody now
SPARE = 64  # slots beyond the half more that a register has when it is packed


def check_party(parties: Parties, register: "Register", i: int) -> None:
    """Refuse a party that does not fit the register. Cost: O(1).

    Raises InvalidValue for a party, a room class or a barred home that is not there.
    """
    must_be("parties", parties, Parties)
    must_count("party", i)
    if i >= len(parties):
        raise InvalidValue(f"column party, row 0: must be 0 to {len(parties) - 1}")
    check_room_class(parties, i, register.ground.fit)
    barred = parties.barred
    # Lists of barred homes rise, so the last one of the party is the greatest.
    end = barred.start.item(i + 1)
    if end > barred.start.item(i) and barred.home.item(end - 1) >= register.rows:
        raise InvalidValue(f"column barred home, row {end - 1}: must be below {register.rows}")


class Register:
    """Homes in the order of a grid, every yes/no property a plane of bits.

    A home keeps its row number for as long as it is there; `put` on a row that was taken
    away gives the number out again. One lock guards every change and every single search,
    so threads may share a register.

    A home with no free place has no slot, and no search comes by it. Memory: about 200 bytes
    per home, and one bit per home for each property that occurs.
    """

    __slots__ = ("_columns", "_ground", "_moved", "_rows", "_runs", "_slot", "lock")

    def __init__(self, homes: Homes) -> None:
        """Pack the homes; `homes` itself is not kept. Cost: O(m), 0.5 s for a million."""
        must_be("homes", homes, Homes)
        self.lock = Lock()
        self._ground: Ground
        self._moved: int  # cells that lie elsewhere than their neighbours
        self._runs: Int64s
        self._rows = len(homes)
        self._columns = Columns(*(getattr(homes, name).copy() for name in Columns._fields))
        self._slot = np.where(homes.places < 1, SHUT, 0).astype(np.int64)
        self._pack(homes.room_fit.copy())

    @classmethod
    def of(cls, homes: Homes) -> Self:
        """The register of these homes, row numbers as in the table."""
        return cls(homes)

    @property
    def ground(self) -> Ground:
        """The arrays as the kernels read them; they change with the next `put`."""
        return self._ground

    @property
    def runs(self) -> Int64s:
        """The register's own room for the runs of a search; for the holder of the lock."""
        return self._runs

    @property
    def rows(self) -> int:
        """Row numbers given out so far: the row of the next home that is new."""
        return self._rows

    def __len__(self) -> int:
        return int(np.count_nonzero(self._slot[: self._rows] != GONE))

    def put(self, row: int, home: Homes) -> None:
        """Put one home (a table of one row) in place of `row`, or at `rows` as a new one.

        Its `room_fit` becomes that of all, so it holds at least the classes of before.
        Raises InvalidValue for a row beyond `rows`, not one home, or a class gone missing.
        Cost: O(homes of its cell), some microseconds; where room runs out all are packed
        anew, which happens at most once while the register grows by a third.
        """
        if len(home) != 1 or not 0 <= row <= self._rows:
            raise InvalidValue(f"put one home at a row from 0 to {self._rows}, got row {row}")
        with self.lock:
            self._adopt(home.room_fit)
            if row == self._rows:
                self._append_row()
            self._empty(row)
            for name in Columns._fields:
                getattr(self._columns, name)[row] = getattr(home, name)[0]
            self._settle(row)

    def take_away(self, row: int) -> None:
        """Take a home out; nobody finds it from now on. Raises InvalidValue if it is not there."""
        with self.lock:
            self._check_there(row)
            self._empty(row)

    def fit_rooms(self, room_fit: Bools) -> None:
        """Say which rooms do for whom from now on, bool (party classes, home classes).

        Raises InvalidValue where it is no such table or has lost a class of before.
        """
        check_column("room_fit", room_fit, np.bool_, np.shape(room_fit))
        with self.lock:
            self._adopt(room_fit)

    def home(self, row: int) -> Homes:
        """The home of a row, as a table of one. Raises InvalidValue if it is not there."""
        self._check_there(row)
        own = slice(row, row + 1)
        columns = {name: getattr(self._columns, name)[own].copy() for name in Columns._fields}
        return Homes(**columns, room_fit=self._ground.fit)

    def table(self) -> Homes:
        """Every row given out so far; of a home that is gone, what it was. Cost: O(rows)."""
        with self.lock:
            columns = {
                name: getattr(self._columns, name)[: self._rows].copy() for name in Columns._fields
            }
            return Homes(**columns, room_fit=self._ground.fit)

    def broken(self, parties: Parties, i: int, row: int) -> tuple[str, ...]:
        """Names of the hard tests that party `i` and the home of `row` break. Cost: O(1).

        Raises InvalidValue for a party or a home that is not there.
        """
        return broken_pair(parties, self.home(row), i, 0, row=row)

    def room_for_runs(self) -> Int64s:
        """Room for the runs of one search, int64 (runs, 2); for one thread at a time."""
        return np.empty((2 * self._ground.broken.size + 2 * self._moved + 4, 2), np.int64)

    def row_of_slots(self) -> Int64s:
        """The row of the home in each slot in use or once used, int64 (slots), -1 = none."""
        return self._ground.line[: self._ground.ones[PLANES], ROW].copy()

    def places_of(self, rows: Int64s) -> Int32s:
        """Free places of the homes of these rows, int32 (as many); 0 for row -1."""
        places: Int32s = np.where(rows < 0, 0, self._columns.places[rows]).astype(np.int32)
        return places

    def _check_there(self, row: int) -> None:
        if not 0 <= row < self._rows or self._slot[row] == GONE:
            raise InvalidValue(f"no home in row {row} of the register")

    def _adopt(self, fit: Bools) -> None:
        old = self._ground.fit
        if fit.ndim != 2 or fit.shape[0] < old.shape[0] or fit.shape[1] < old.shape[1]:
            raise InvalidValue(f"room_fit has shape {fit.shape}, at least {old.shape} is in use")
        if fit is not old and not np.array_equal(fit, old):
            self._ground = self._ground._replace(fit=fit.copy())

    def _append_row(self) -> None:
        if self._rows == self._slot.size:
            more = self._rows + self._rows // 2 + SPARE
            self._slot = np.resize(self._slot, more)
            columns = {name: getattr(self._columns, name) for name in Columns._fields}
            self._columns = Columns(**{k: np.resize(one, more) for k, one in columns.items()})
        self._slot[self._rows] = GONE
        self._rows += 1

    def _settle(self, row: int) -> None:
        """Find a slot for a row and write it there; a home that takes nobody needs none."""
        if self._columns.places[row] < 1:
            self._slot[row] = SHUT
            return
        slot = -1
        while slot < 0:
            cell = int(self._cells(np.array([row]))[0])
            first, room = self._ground.cells[cell].tolist()
            slot = free_slot(self._ground.line, first, room)
            if slot < 0:
                self._widen(cell)
        self._write(np.array([row]), np.array([slot]))

    def _write(self, rows: Int64s, slots: Int64s) -> None:
        self._slot[rows] = slots
        write(self._ground, self._columns, rows, slots)

    def _write_all(self, rows: Int64s, slots: Int64s) -> None:
        """The same for rising slots of a register that is empty, by several threads.

        No two of them write in the same word of a plane, and each counts for itself.
        """
        self._slot[rows] = slots
        threads = THREADS if slots.size > WRITTEN_ALONE else 1
        cuts = np.searchsorted(slots >> 6, np.arange(1, threads) * (slots.size // threads) >> 6)
        parts = list(pairwise([0, *cuts.tolist(), slots.size]))
        grounds = [self._ground._replace(ones=np.zeros(PLANES + 1, np.int64)) for _ in parts]

        def write_part(one: tuple[Ground, tuple[int, int]]) -> None:
            ground, part = one
            write(ground, self._columns, rows[slice(*part)], slots[slice(*part)])

        each(write_part, list(zip(grounds, parts, strict=True)))
        for ground in grounds:
            self._ground.ones[:] += ground.ones

    def _empty(self, row: int) -> None:
        """Free the slot of a row, if it has one."""
        if self._slot[row] >= 0:
            self._wipe(int(self._slot[row]))
        self._slot[row] = GONE

    def _wipe(self, slot: int) -> None:
        wipe(self._ground.line, self._ground.plane, self._ground.ones, slot)

    def _cells(self, rows: Int64s) -> Int64s:
        cells = np.empty(rows.size, np.int64)
        cells_of(self._ground.frame, self._columns.lat[rows], self._columns.lon[rows], cells)
        return cells

    def _widen(self, cell: int) -> None:
        """Move a full cell to where it has half as much room again."""
        ground, filled = self._ground, int(self._ground.ones[PLANES])
        first, room = ground.cells[cell].tolist()
        wanted = room + room // 2 + 4
        if filled + wanted > ground.line.shape[0]:
            self._pack(ground.fit)
            return
        rows = ground.line[first : first + room, ROW].copy()
        for slot in range(first, first + room):
            self._wipe(slot)
        ground.line[filled : filled + wanted, ROW] = -1
        ground.cells[cell] = filled, wanted
        ground.ones[PLANES] += wanted
        # The cell of places not known is in no strip.
        ground.broken[cell // int(ground.frame[COLUMNS]) :][:1] = True
        self._moved += 1
        self._runs = self.room_for_runs()
        self._write(rows, np.arange(filled, filled + room))

    def _pack(self, fit: Bools) -> None:
        """Lay a new grid over the homes that are there, and write them in its order."""
        rows = np.flatnonzero(self._slot[: self._rows] >= 0)
        frame = frame_of(self._columns.lat[rows], self._columns.lon[rows])
        strips, columns = int(frame[STRIPS]), int(frame[COLUMNS])
        cells = np.empty(rows.size, np.int64)
        cells_of(frame, self._columns.lat[rows], self._columns.lon[rows], cells)
        count = np.bincount(cells, minlength=strips * columns + 1)
        room = np.where(count > 0, count + count // 8 + 1, 0)
        upto = np.cumsum(room)
        filled = int(upto[-1])
        slots = filled + filled // 2 + SPARE
        line = _lines(slots)
        line[:filled, ROW] = -1
        ones = np.zeros(PLANES + 1, np.int64)
        ones[PLANES] = filled
        self._ground = Ground(
            frame,
            np.stack((upto - room, room), axis=1),
            np.zeros(strips, np.bool_),
            line,
            _planes(slots),
            ones,
            _steps(self._columns, rows),
            fit,
        )
        self._moved = 0
        self._runs = self.room_for_runs()
        order, new = np.empty(rows.size, np.int64), np.empty(rows.size, np.int64)
        fill_cells(rows, cells, upto - room, order, new)
        self._write_all(order, new)


def _steps(columns: Columns, rows: Int64s) -> Int64s:
    """Steps for each measure, int64 (MEASURES, STEPS): values that homes do have, rising.

    All of them where there are few; else so that as many homes lie between each two.
    """
    some = rows[:: rows.size // SAMPLE + 1]
    measures = np.empty((MEASURES, some.size), np.int64)
    measure_all(columns, some, measures)
    steps = np.full((MEASURES, STEPS), np.iinfo(np.int64).max)
    for k in range(MEASURES):
        values = np.unique(measures[k])[1:]  # what all homes reach tells nothing
        if values.size > STEPS:
            middles = np.arange(1, STEPS + 1) * some.size // (STEPS + 1)
            values = np.unique(np.sort(measures[k])[middles])
        steps[k, : values.size] = values
    return steps


def _planes(slots: int) -> Int64s:
    """int64 (blocks, PLANES, WORDS), all 0, for so many slots; each word line a cache line."""
    shape = (-(-slots // BLOCK), PLANES, WORDS)
    return _in_lines(np.zeros(math.prod(shape) + WORDS, np.int64), shape)


def _lines(slots: int) -> Int64s:
    """int64 (slots, 8), not set, each row one cache line of 64 bytes."""
    return _in_lines(np.empty(slots * LINE + LINE, np.int64), (slots, LINE))


def _in_lines(memory: Int64s, shape: tuple[int, ...]) -> Int64s:
    """As much of the memory as the shape takes, from where a cache line begins."""
    skipped = -(memory.ctypes.data // 8) % LINE
    lines: Int64s = memory[skipped : skipped + math.prod(shape)].reshape(shape)
    return lines
