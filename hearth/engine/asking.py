"""Parties as the kernels read them: one line of words each."""

import numpy as np

from hearth.engine.kernels.pairs import (
    BARRED,
    BARRED_END,
    BARS,
    CLASS,
    DANGER,
    DANGER_END,
    EXPERIENCE,
    FROM,
    IS,
    LANGUAGE,
    LAT,
    LON,
    NEAR,
    NEEDS,
    OFFERS,
    OLDEST,
    RADIUS,
    SIZE,
    UNTIL,
    WISHES,
    YOUNGEST,
)
from hearth.engine.tables import Floats, Int64s, Parties

_BITS = ((NEEDS, "needs"), (BARS, "bars"), (IS, "is_"), (OFFERS, "offers"), (LANGUAGE, "language"))
_FIGURES = ((LAT, "lat"), (LON, "lon"), (RADIUS, "radius_km"))
_WHOLE = (
    (SIZE, "size"),
    (CLASS, "party_class"),
    (YOUNGEST, "age_min"),
    (OLDEST, "age_max"),
    (FROM, "from_day"),
    (UNTIL, "until_day"),
)


def line_of(parties: Parties, i: int) -> tuple[Int64s, Floats]:
    """The line of party `i`, int64 (words), and its danger points. Cost: O(1)."""
    line = np.empty(WISHES + 2 * parties.wishes.bits.shape[1], np.int64)
    first = int(parties.danger.start[i])
    _fill(line, parties, i, i + 1, first)
    return line, _dangers(parties, first, int(parties.danger.start[i + 1]))


def lines_of(parties: Parties, first: int, end: int) -> tuple[Int64s, Floats]:
    """The lines of parties `first` up to `end`, and the danger points they speak of.

    Lines are int64 (parties, words), see `kernels/pairs.py`; points float64 (d, 3), latitude,
    longitude and kilometres. Cost: O(parties).
    """
    lines = np.empty((end - first, WISHES + 2 * parties.wishes.bits.shape[1]), np.int64)
    points = slice(int(parties.danger.start[first]), int(parties.danger.start[end]))
    _fill(lines, parties, slice(first, end), slice(first + 1, end + 1), points.start)
    return lines, _dangers(parties, points.start, points.stop)


Rows = int | slice  # a whole number goes through the same steps, and gives one line


def _fill(lines: Int64s, parties: Parties, own: Rows, after: Rows, first_point: int) -> None:
    words, bits, figures = lines.T, lines.view(np.uint64).T, lines.view(np.float64).T
    for word, name in _BITS:
        bits[word] = getattr(parties, name)[own]
    for word, name in _FIGURES:
        figures[word] = getattr(parties, name)[own]
    for word, name in _WHOLE:
        words[word] = getattr(parties, name)[own]
    wishes, danger, barred = parties.wishes, parties.danger.start, parties.barred.start
    words[DANGER], words[DANGER_END] = danger[own] - first_point, danger[after] - first_point
    words[BARRED], words[BARRED_END] = barred[own], barred[after]
    words[NEAR], words[EXPERIENCE] = wishes.distance[own], wishes.experience[own]
    width = wishes.bits.shape[1]
    bits[WISHES : WISHES + width] = wishes.bits[own].T
    words[WISHES + width :] = wishes.bit_points[own].T


def _dangers(parties: Parties, first: int, end: int) -> Floats:
    points, danger = np.empty((end - first, 3)), parties.danger
    if end > first:
        points[:, 0] = danger.lat[first:end]
        points[:, 1] = danger.lon[first:end]
        points[:, 2] = danger.km[first:end]
    return points
