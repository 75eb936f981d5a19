"""All hard tests and the points of one party with many homes, 64 homes at a time.

Homes lie in slots in the order of a grid. Every yes/no property of a home is one bit in a
plane, so a machine word of a plane answers one question for 64 homes. A party's questions
become a few planes, the most refusing first; only homes that pass them all are looked at
one by one, each a single line of 64 bytes, which memory is asked for before it is read.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.ahead import fetch, keep_both
from hearth.engine.kernels.compiled import kernel
from hearth.engine.kernels.grid import EARTH_M, direction, metres

Int64s = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Words of a home's line; the last three are a unit vector, float64.
LIMITS, DAYS, KIND, ROW, HAS, X, Y, Z = range(8)
LINE = 8

# Words of a party's line; LAT, LON and RADIUS are float64. The bits of its wishes follow, and
# as many words with their points.
NEEDS, BARS, IS, OFFERS, LANGUAGE, SIZE, CLASS, YOUNGEST, OLDEST, LAT, LON, RADIUS = range(12)
FROM, UNTIL, DANGER, DANGER_END, BARRED, BARRED_END, NEAR, EXPERIENCE, WISHES = range(12, 21)

# Planes: whether the home is open at all, four times 64 bits, and for each measure whether
# the home's figure reaches the first, second, ... of its steps.
OPEN, HAS_BITS, REFUSES_BITS, DEMANDS_BITS, LANGUAGE_BITS, STEP_BITS = 0, 1, 65, 129, 193, 257
STEPS = 16  # per measure
MEASURES = 5  # size, oldest, youngest, first and last day, each so that more is more welcoming
PLANES = STEP_BITS + MEASURES * STEPS
TOGETHER = 2  # planes that are asked in one go
WORDS = 8  # of a plane that lie side by side: a cache line
BLOCK = 64 * WORDS  # slots of which all planes lie side by side
PIECE = 16  # blocks looked at together
HITS = BLOCK * PIECE  # homes at most that wait to be looked at one by one

# A line holds three limits in one word, each with a free bit above: after a subtraction
# of the party's three figures these bits remain where all limits are kept.
SIZE_AT, OLDEST_AT, MOST_AGE = 32, 16, 32767
GUARDS = -(1 << 63) | 1 << 31 | 1 << 15

FAR = 1 << 40  # metres, beyond every distance
NO_RADIUS_M = 100_000  # where nearness ends for a party without a radius
ROW_BITS, POINT_BITS = 31, 20
LAST_ROW = (1 << ROW_BITS) - 1

# What is known of a danger point: a unit vector, the metres up to which a home is too near,
# and the squared distance beyond which it surely is not.
AT_X, AT_Y, AT_Z, WITHIN_M, BEYOND2 = range(5)

# What `asked` holds for each plane to ask: its number, -1 where its bit must be missing,
# and how many homes pass it. The fourth row lists planes of languages.
PLANE, FLIP, PASSING, TONGUE = range(4)

# In a word with one bit set, times this number, the upper six bits tell which (de Bruijn).
_DE_BRUIJN = 0x03F79D71B4CB0A89
_WHICH = np.zeros(64, np.int64)
for _bit in range(64):
    _WHICH[((_DE_BRUIJN << _bit) & (2**64 - 1)) >> 58] = _bit


class Ground(NamedTuple):
    """A register as the kernels read it.

    frame : float64 (7), the grid. cells : int64 (cells + 1, 2) and broken : bool (strips),
        see `runs_within`.
    line : int64 (slots, 8), see the words above; row -1 in a free slot.
    plane : int64 (blocks, PLANES, WORDS), bit s % 64 of word s // 64 % WORDS of block
        s // BLOCK belongs to slot s. A home that takes nobody has no slot.
    ones : int64 (PLANES + 1), bits set in each plane; the last: slots in use or once used.
    steps : int64 (MEASURES, STEPS), rising. They only spare work: the line decides.
    fit : bool (party classes, home classes).
    """

    frame: Floats
    cells: Int64s
    broken: Bools
    line: Int64s
    plane: Int64s
    ones: Int64s
    steps: Int64s
    fit: Bools


class Party(NamedTuple):
    """One party's questions as plain numbers; metres and points."""

    planes: int  # to ask; -1 where no home can pass
    tongues: int  # of whose planes one is enough
    limits: int
    most_m: int  # FAR without a radius
    reach_m: int
    chord2: float  # farther is surely out
    x: float
    y: float
    z: float
    others: int  # the most points from anything but nearness


@kernel
def which(bits: int) -> int:
    """The number of the lowest bit that is set."""
    return int(_WHICH[(((bits & -bits) * _DE_BRUIJN) >> 58) & 63])


@kernel
def most_metres(km: float) -> int:
    """The most whole metres that are no more than so many kilometres; FAR beyond FAR."""
    if km >= FAR / 1000:
        return FAR
    most = int(km * 1000) + 1
    while most / 1000 > km:
        most -= 1
    return most


@kernel
def beyond(most_m: int) -> float:
    """A squared distance of unit vectors that is surely more than so many whole metres.

    One metre more than asked, so that the exact test decides, not a rounding here.
    """
    chord = 2 * math.sin(min((most_m + 1) / (2 * EARTH_M), math.pi / 2))
    return chord**2 * (1 + 1e-12) + 1e-15


@kernel
def ask_bits(ones: Int64s, asked: Int64s, count: int, first: int, bits: int, wanted: bool) -> int:
    """Ask plane `first + b` for each bit b that is set; the new count, -1 where nobody passes.

    Planes that everybody passes are left out; the others stand with the most refusing first.
    """
    every = ones[OPEN]
    while bits != 0 and count >= 0:
        plane = first + which(bits)
        passing = ones[plane] if wanted else every - ones[plane]
        if passing == 0:
            return -1
        if passing < every:
            at = count
            while at > 0 and asked[PASSING, at - 1] > passing:
                for word in range(PASSING + 1):
                    asked[word, at] = asked[word, at - 1]
                at -= 1
            asked[PLANE, at], asked[PASSING, at] = plane, passing
            asked[FLIP, at] = 0 if wanted else -1
            count += 1
        bits &= bits - 1
    return count


@kernel
def ask_step(
    ones: Int64s, steps: Int64s, asked: Int64s, count: int, measure: int, value: int
) -> int:
    """Ask the plane of the highest step that is no higher than the value a party needs."""
    step = 0
    while step < STEPS and steps[measure, step] <= value:
        step += 1
    plane = STEP_BITS + measure * STEPS + step - 1
    return ask_bits(ones, asked, count, plane, 1 if step > 0 else 0, True)


@kernel
def ask_planes(ones: Int64s, steps: Int64s, words: Int64s, asked: Int64s) -> int:
    """All planes that a party asks for but for languages; -1 where nobody passes."""
    count = ask_bits(ones, asked, 0, HAS_BITS, words[NEEDS], True)
    count = ask_bits(ones, asked, count, HAS_BITS, words[BARS], False)
    count = ask_bits(ones, asked, count, REFUSES_BITS, words[IS], False)
    count = ask_bits(ones, asked, count, DEMANDS_BITS, ~words[OFFERS], False)
    count = ask_step(ones, steps, asked, count, 0, words[SIZE])
    count = ask_step(ones, steps, asked, count, 1, words[OLDEST])
    count = ask_step(ones, steps, asked, count, 2, -words[YOUNGEST])
    count = ask_step(ones, steps, asked, count, 3, -words[FROM])
    count = ask_step(ones, steps, asked, count, 4, words[UNTIL])
    for more in range(count, count + TOGETHER):
        asked[PLANE, more], asked[FLIP, more] = OPEN, 0
    return count


@kernel
def ask(ones: Int64s, steps: Int64s, words: Int64s, asked: Int64s) -> Party:
    """Everything that the party of these words asks of a home.

    ones, steps : of the `Ground`, which is not given whole: to count who holds its arrays
    takes longer than to ask.
    """
    figures = words.view(np.float64)
    planes, tongues = ask_planes(ones, steps, words, asked), 0
    spoken = words[LANGUAGE]
    while spoken != 0:
        tongue = LANGUAGE_BITS + which(spoken)
        spoken &= spoken - 1
        if ones[tongue] > 0:
            asked[TONGUE, tongues] = tongue
            tongues += 1
    if words[LANGUAGE] != 0 and tongues == 0:
        planes = -1
    limits = words[SIZE] << SIZE_AT | words[OLDEST] << OLDEST_AT | (MOST_AGE - words[YOUNGEST])
    most_m, reach_m, chord2 = FAR, NO_RADIUS_M, 5.0
    if math.isfinite(figures[RADIUS]):
        most_m = most_metres(figures[RADIUS])
        reach_m = int(np.rint(figures[RADIUS] * 1000))
        chord2 = beyond(most_m)
    x, y, z = direction(figures[LAT], figures[LON])
    others = words[EXPERIENCE]
    for k in range((WISHES + words.size) // 2, words.size):
        others += words[k]
    return Party(planes, tongues, limits, most_m, reach_m, chord2, x, y, z, others)


@kernel
def is_barred(barred: NDArray[np.int32], low: int, end: int, row: int) -> bool:
    """Whether a home is in a party's list of those that are out; by halving."""
    high = end
    while low < high:
        middle = (low + high) >> 1
        if barred[middle] < row:
            low = middle + 1
        else:
            high = middle
    return low < end and barred[low] == row


@kernel
def know_dangers(danger: Floats) -> None:
    """Make of danger points, float64 (d, 5), what `is_in_danger` asks for; in place.

    Before: latitude, longitude (degrees) and kilometres; the rest is not read.
    """
    for k in range(danger.shape[0]):
        within = most_metres(danger[k, 2])
        x, y, z = direction(danger[k, 0], danger[k, 1])
        danger[k, AT_X], danger[k, AT_Y], danger[k, AT_Z] = x, y, z
        danger[k, WITHIN_M], danger[k, BEYOND2] = within, beyond(within)


@kernel
def is_in_danger(danger: Floats, words: Int64s, x: float, y: float, z: float) -> bool:
    """Whether a home lies too near to one of the party's points, or nobody knows where."""
    for k in range(words[DANGER], words[DANGER_END]):
        away_x, away_y, away_z = x - danger[k, AT_X], y - danger[k, AT_Y], z - danger[k, AT_Z]
        chord2 = away_x**2 + away_y**2 + away_z**2
        if not chord2 > danger[k, BEYOND2] and (
            math.isnan(chord2) or metres(chord2) <= danger[k, WITHIN_M]
        ):
            return True
    return False


@kernel
def sink(keys: Int64s, at: int, count: int, key: int) -> None:
    """Let a key sink from `at` to its place in a heap with the least on top."""
    while 2 * at + 1 < count:
        below = 2 * at + 1
        if below + 1 < count and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[at] = keys[below]
        at = below
    keys[at] = key


@kernel
def keep_best(keys: Int64s, count: int, key: int) -> int:
    """Put a key into a heap of the greatest keys, least on top; the new count."""
    if count == keys.size:
        if key > keys[0]:
            sink(keys, 0, count, key)
        return count
    at = count
    while at > 0 and keys[(at - 1) >> 1] > key:
        keys[at] = keys[(at - 1) >> 1]
        at = (at - 1) >> 1
    keys[at] = key
    return count + 1


@kernel
def fall(keys: Int64s) -> None:
    """Sort a heap with the least on top so that keys fall."""
    for last in range(keys.size - 1, 0, -1):
        key = keys[last]
        keys[last] = keys[0]
        sink(keys, 0, last, key)


@kernel
def room_for_hits() -> tuple[Int64s, Int64s]:
    """What `collect` works in: int64 (HITS), and the words, their order and their places."""
    return np.empty(HITS, np.int64), np.empty((2 * WORDS + 1) * PIECE, np.int64)


# size: many short runs; a call for each would cost more than what it does
@kernel
def collect(  # noqa: PLR0912, PLR0913, PLR0917  see above
    plane: Int64s,
    line: Int64s,
    party: Party,
    asked: Int64s,
    runs: Int64s,
    found: int,
    run: int,
    after: int,
    hits: Int64s,
    left: Int64s,
) -> tuple[int, int, int]:
    """Slots in the runs whose homes pass all planes, into `hits`, and their lines asked for.

    runs : int64, `found` of them, looked at from block `after` of number `run` on, (0, 0) to
    begin with. hits, left : from `room_for_hits`.

    Returns how many hits, and where to go on; from run `found` on nothing is left.
    Unsigned places, because a signed one might count from the end, and to ask for that costs
    as much as the rest.
    """
    planes, lines, block_words = plane.reshape(-1), line.reshape(-1), plane.shape[1] * WORDS
    words, gathered = np.uint64(WORDS), 0
    while run < found and gathered < PIECE:
        from_, upto = runs[run, 0], runs[run, 1]
        block, end = max(after, from_ // BLOCK), (upto + BLOCK - 1) // BLOCK
        if block < end:
            base, to = np.uint64(block * block_words), np.uint64(gathered * WORDS)
            # The block after it begins to come near; where none is, there is no harm in asking.
            is_last = block + 1 >= end and run + 1 < found
            ahead = runs[run + 1, 0] // BLOCK if is_last else block + 1
            there = np.uint64(ahead * block_words)
            fetch(planes, there)
            for k in range(party.planes):
                fetch(planes, there + np.uint64(asked[PLANE, k] * WORDS))
            for k in range(party.tongues):
                fetch(planes, there + np.uint64(asked[TONGUE, k] * WORDS))
            if party.tongues > 0:
                one = base + np.uint64(asked[TONGUE, 0] * WORDS)
                two = base + np.uint64(asked[TONGUE, min(1, party.tongues - 1)] * WORDS)
                for t in range(words):
                    left[to + t] = planes[base + t] & (planes[one + t] | planes[two + t])
                for k in range(2, party.tongues):
                    one = base + np.uint64(asked[TONGUE, k] * WORDS)
                    for t in range(words):
                        left[to + t] |= planes[base + t] & planes[one + t]
            else:
                for t in range(words):
                    left[to + t] = planes[base + t]
            for k in range(0, party.planes, TOGETHER):
                one = base + np.uint64(asked[PLANE, k] * WORDS)
                two = base + np.uint64(asked[PLANE, k + 1] * WORDS)
                keep_both(left, to, planes, one, two, asked[FLIP, k], asked[FLIP, k + 1])
            for t in range(words):
                first = block * BLOCK + np.int64(t) * 64
                if first < from_:
                    left[to + t] &= -1 << (from_ - first) if from_ - first < 64 else 0
                if first + 64 > upto:
                    left[to + t] &= (1 << (upto - first)) - 1 if upto > first else 0
            left[2 * WORDS * PIECE + gathered] = block * BLOCK
            gathered += 1
        after = block + 1
        if after >= end:
            run, after = run + 1, 0
    # Words with no bit are passed over first: whether one has cannot be guessed.
    some_in, order = np.int64(0), WORDS * PIECE
    for t in range(gathered * WORDS):
        left[order + some_in] = t
        some_in += np.int64(left[t] != 0)
    waiting = np.int64(0)
    for k in range(order, order + some_in):
        at = left[k]
        bits, slots = left[at], left[2 * WORDS * PIECE + at // WORDS] + at % WORDS * 64
        while bits != 0:
            hits[waiting] = slots | which(bits)
            fetch(lines, hits[waiting] * LINE)
            bits &= bits - 1
            waiting += 1
    return int(waiting), run, after


# size: one pass over hits; a call inside it would cost more than what it does
@kernel
def weigh(  # noqa: PLR0913, PLR0917  see above
    line: Int64s,
    fit: Bools,
    words: Int64s,
    danger: Floats,
    barred: NDArray[np.int32],
    party: Party,
    hits: Int64s,
    waiting: int,
    keys: Int64s,
    count: int,
    best: bool,
) -> int:
    """Test `waiting` homes in the slots of `hits`, and keep those that pass, with their points.

    keys : int64, `count` of them kept already. With `best`, a heap of the greatest of
    points << 31 | (2**31 - 1 - row); else slot << 20 | points, appended.

    Returns the new count; -1 where `keys` has no room for all.
    """
    place, fits = line.view(np.float64), words[CLASS]
    wishes = np.uint64((words.size - WISHES) // 2)
    first, worths = np.uint64(WISHES), np.uint64(WISHES) + wishes
    has_barred, has_danger = words[BARRED_END] > words[BARRED], words[DANGER_END] > words[DANGER]
    for hit in range(waiting):
        slot = hits[hit]
        if ((line[slot, LIMITS] | GUARDS) - party.limits) & GUARDS != GUARDS:
            continue
        # Upper half of the word: the first free day; lower half: the end.
        days = line[slot, DAYS]
        if days >> 32 > words[FROM] or (days << 32) >> 32 < words[UNTIL]:
            continue
        if not fit[fits, line[slot, KIND] >> 4]:
            continue
        x, y, z = place[slot, X], place[slot, Y], place[slot, Z]
        chord2 = (party.x - x) ** 2 + (party.y - y) ** 2 + (party.z - z) ** 2
        away = metres(chord2) if chord2 <= party.chord2 else FAR
        if away > party.most_m or (away == FAR and party.most_m < FAR):
            continue
        row = line[slot, ROW]
        if has_danger and is_in_danger(danger, words, x, y, z):
            continue
        if has_barred and is_barred(barred, words[BARRED], words[BARRED_END], row):
            continue
        points = words[EXPERIENCE] * (line[slot, KIND] & 15) // 10
        if away < party.reach_m:
            points += words[NEAR] * (party.reach_m - away) // party.reach_m
        lacks = ~line[slot, HAS]
        for k in range(wishes):
            worth = words[worths + k]
            points += worth if words[first + k] != 0 and words[first + k] & lacks == 0 else 0
        if best:
            count = keep_best(keys, count, points << ROW_BITS | (LAST_ROW - row))
        elif count == keys.size:
            return -1
        else:
            keys[count] = slot << POINT_BITS | points
            count += 1
    return count
