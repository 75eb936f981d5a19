"""Homes written into the slots of a register, and wiped out of them."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.ahead import fetch
from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.grid import direction
from hearth.engine.kernels.pairs import (
    BLOCK,
    DAYS,
    DEMANDS_BITS,
    HAS,
    HAS_BITS,
    KIND,
    LANGUAGE_BITS,
    LIMITS,
    MEASURES,
    MOST_AGE,
    OLDEST_AT,
    OPEN,
    PLANES,
    REFUSES_BITS,
    ROW,
    SIZE_AT,
    STEP_BITS,
    STEPS,
    Ground,
    Int64s,
    X,
    Y,
    Z,
    which,
)

_LOW_HALF = 0xFFFFFFFF
_MOST_EXPERIENCE = 10
AHEAD = 8  # homes ahead whose figures are asked for from memory

# The first plane of each group of bits: whether it is open, four times 64, and the steps.
_YES_NO = 5
_FIRSTS = np.array(
    [OPEN, HAS_BITS, REFUSES_BITS, DEMANDS_BITS, LANGUAGE_BITS]
    + [STEP_BITS + measure * STEPS for measure in range(MEASURES)],
    np.int64,
)


class Columns(NamedTuple):
    """Columns of homes as the kernels read them; see `Homes` for each."""

    has: NDArray[np.uint64]
    refuses: NDArray[np.uint64]
    demands: NDArray[np.uint64]
    home_class: NDArray[np.int32]
    lat: NDArray[np.float64]
    lon: NDArray[np.float64]
    age_min: NDArray[np.int16]
    age_max: NDArray[np.int16]
    free_from: NDArray[np.int32]
    free_until: NDArray[np.int32]
    vetted_until: NDArray[np.int32]
    places: NDArray[np.int32]
    size_max: NDArray[np.int32]
    language: NDArray[np.uint64]
    experience: NDArray[np.int16]


@kernel
def measured(homes: Columns, row: int, measure: int) -> int:
    """One of a home's measures, turned so that more is more welcoming."""
    # Widened first: compiled, `int` keeps 32 bits, in which the first day has no opposite.
    if measure == 0:
        return int(np.int64(homes.size_max[row]))
    if measure == 1:
        return int(np.int64(homes.age_max[row]))
    if measure == 2:
        return -int(np.int64(homes.age_min[row]))
    if measure == 3:
        return -int(np.int64(homes.free_from[row]))
    return int(np.int64(min(homes.free_until[row], homes.vetted_until[row])))


@kernel
def measure_all(homes: Columns, rows: Int64s, out: Int64s) -> None:
    """The measures of these rows into `out`, int64 (MEASURES, rows)."""
    for measure in range(MEASURES):
        for k in range(rows.size):
            out[measure, k] = measured(homes, rows[k], measure)


@kernel
def ask_for(homes: Columns, row: int) -> None:
    """Begin to bring the figures of a row near, which lie in as many places as there are."""
    fetch(homes.has, row)
    fetch(homes.refuses, row)
    fetch(homes.demands, row)
    fetch(homes.home_class, row)
    fetch(homes.lat, row)
    fetch(homes.lon, row)
    fetch(homes.age_min, row)
    fetch(homes.age_max, row)
    fetch(homes.free_from, row)
    fetch(homes.free_until, row)
    fetch(homes.vetted_until, row)
    fetch(homes.places, row)
    fetch(homes.size_max, row)
    fetch(homes.language, row)
    fetch(homes.experience, row)


@kernel
def write(ground: Ground, homes: Columns, rows: Int64s, slots: Int64s) -> None:
    """Write the homes of `rows` (int64), each with a free place, into free slots (int64, as
    many). Cost: O(rows)."""
    line, plane, ones, steps = ground.line, ground.plane, ground.ones, ground.steps
    figures = line.view(np.float64)
    firsts, bits = _FIRSTS, np.ones(_FIRSTS.size, np.int64)
    for k in range(rows.size):
        if k + AHEAD < rows.size:
            ask_for(homes, rows[k + AHEAD])
        row, slot = rows[k], slots[k]
        limits = np.int64(homes.size_max[row]) << SIZE_AT
        limits |= np.int64(homes.age_max[row]) << OLDEST_AT
        line[slot, LIMITS] = limits | (MOST_AGE - np.int64(homes.age_min[row]))
        until = np.int64(min(homes.free_until[row], homes.vetted_until[row]))
        line[slot, DAYS] = np.int64(homes.free_from[row]) << 32 | (until & _LOW_HALF)
        level = np.int64(min(homes.experience[row], _MOST_EXPERIENCE))
        line[slot, KIND] = np.int64(homes.home_class[row]) << 4 | level
        line[slot, ROW] = row
        line[slot, HAS] = np.int64(homes.has[row])
        x, y, z = direction(homes.lat[row], homes.lon[row])
        figures[slot, X], figures[slot, Y], figures[slot, Z] = x, y, z
        bits[1], bits[2] = np.int64(homes.has[row]), np.int64(homes.refuses[row])
        bits[3], bits[4] = np.int64(homes.demands[row]), np.int64(homes.language[row])
        for measure in range(MEASURES):
            reached, value = 0, measured(homes, row, measure)
            while reached < STEPS and steps[measure, reached] <= value:
                reached += 1
            bits[_YES_NO + measure] = (1 << reached) - 1
        block, word, bit = slot // BLOCK, slot % BLOCK >> 6, 1 << (slot & 63)
        for part in range(bits.size):
            left = bits[part]
            while left != 0:
                at = firsts[part] + which(left)
                left &= left - 1
                plane[block, at, word] |= bit
                ones[at] += 1


@kernel
def fill_cells(rows: Int64s, cells: Int64s, start: Int64s, order: Int64s, slots: Int64s) -> None:
    """A slot for each of the rows, whose cells (int64, as many) have rising first slots.

    order, slots : int64, written: the rows in the order of their slots, and these.
    """
    count = np.zeros(start.size + 1, np.int64)
    for k in range(rows.size):
        count[cells[k] + 1] += 1
    for cell in range(start.size):
        count[cell + 1] += count[cell]
    first = count.copy()
    for k in range(rows.size):
        cell = cells[k]
        at = count[cell]
        count[cell] += 1
        order[at], slots[at] = rows[k], start[cell] + at - first[cell]


@kernel
def wipe(line: Int64s, plane: Int64s, ones: Int64s, slot: int) -> None:
    """Free a slot: no plane and no row knows it any more. Cost: one bit of every plane."""
    block, word, bit = slot // BLOCK, slot % BLOCK >> 6, 1 << (slot & 63)
    for k in range(PLANES):
        if ones[k] > 0 and plane[block, k, word] & bit:
            plane[block, k, word] &= ~bit
            ones[k] -= 1
    line[slot, ROW] = -1


@kernel
def free_slot(line: Int64s, first: int, room: int) -> int:
    """A free slot in the room of a cell, -1 where it is full. Cost: O(room)."""
    for slot in range(first, first + room):
        if line[slot, ROW] < 0:
            return int(slot)
    return -1
