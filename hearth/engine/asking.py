"""Parties as the kernels read them: one line of words each."""

from dataclasses import dataclass
from struct import Struct
from typing import Self

import numpy as np

from hearth.engine.kernels.pairs import (
    BARRED,
    BARRED_END,
    BARS,
    BEYOND2,
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
    know_dangers,
)
from hearth.engine.tables import Floats, Int64s, Parties, must_be

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
_FIXED = Struct("=5Q4q3d8q")  # the words NEEDS to EXPERIENCE, in their order
_NO_POINTS = np.empty((0, BEYOND2 + 1))


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """Parties whose lines are made once, for whoever asks for one after the other.

    lines : int64 (n, words), see `lines_of`. danger : float64 (d, 5), of all of them.
    most_class, most_barred : the greatest room class and barred home, -1 where there is none.
    """

    parties: Parties
    lines: Int64s
    danger: Floats
    most_class: int
    most_barred: int

    @classmethod
    def of(cls, parties: Parties) -> Self:
        """What these parties ask. Cost: O(n)."""
        must_be("parties", parties, Parties)
        return cls(
            parties,
            lines_of(parties, np.arange(len(parties))),
            dangers_of(parties, 0, parties.danger.km.size),
            int(parties.party_class.max(initial=-1)),
            int(parties.barred.home.max(initial=-1)),
        )

    def fit(self, classes: int, rows: int, i: int) -> bool:
        """Whether party `i` is there, and all fit so many room classes and rows of homes.

        Where they do not, party `i` itself may fit all the same. Cost: O(1).
        """
        is_there = type(i) is int and 0 <= i < len(self.lines)
        return is_there and self.most_class < classes and self.most_barred < rows


def line_of(parties: Parties, i: int) -> tuple[Int64s, Floats]:
    """The line of party `i`, int64 (words), and its danger points. Cost: O(1).

    As `lines_of` has it, with a danger of its own to count from 0. Whoever waits asks for one
    party alone, and this takes half as long as the same steps on arrays of one row.
    """
    p, wishes, after = parties, parties.wishes, i + 1
    first, end = p.danger.start.item(i), p.danger.start.item(after)
    width = wishes.bits.shape[1]
    line = np.empty(WISHES + 2 * width, np.int64)
    _FIXED.pack_into(
        line.data,
        0,
        *(p.needs.item(i), p.bars.item(i), p.is_.item(i), p.offers.item(i), p.language.item(i)),
        *(p.size.item(i), p.party_class.item(i), p.age_min.item(i), p.age_max.item(i)),
        *(p.lat.item(i), p.lon.item(i), p.radius_km.item(i)),
        *(p.from_day.item(i), p.until_day.item(i), 0, end - first),
        *(p.barred.start.item(i), p.barred.start.item(after)),
        *(wishes.distance.item(i), wishes.experience.item(i)),
    )
    line[WISHES : WISHES + width] = wishes.bits[i].view(np.int64)
    line[WISHES + width :] = wishes.bit_points[i]
    return line, dangers_of(p, first, end) if end > first else _NO_POINTS


def lines_of(parties: Parties, rows: Int64s) -> Int64s:
    """The lines of the parties of these rows, int64 (rows, words), see `kernels/pairs.py`.

    They speak of all danger points, `dangers_of(parties, 0, d)`. Cost: O(rows).
    """
    lines = np.empty((rows.size, WISHES + 2 * parties.wishes.bits.shape[1]), np.int64)
    _fill(lines, parties, rows, rows + 1)
    return lines


def dangers_of(parties: Parties, first: int, end: int) -> Floats:
    """The danger points `first` up to `end` as the kernels read them, float64 (points, 5)."""
    points, danger = np.empty((end - first, BEYOND2 + 1)), parties.danger
    if end > first:
        points[:, 0] = danger.lat[first:end]
        points[:, 1] = danger.lon[first:end]
        points[:, 2] = danger.km[first:end]
        know_dangers(points)
    return points


Rows = int | Int64s  # a whole number goes through the same steps, and gives one line


def _fill(lines: Int64s, parties: Parties, own: Rows, after: Rows) -> None:
    words, bits, figures = lines.T, lines.view(np.uint64).T, lines.view(np.float64).T
    for word, name in _BITS:
        bits[word] = getattr(parties, name)[own]
    for word, name in _FIGURES:
        figures[word] = getattr(parties, name)[own]
    for word, name in _WHOLE:
        words[word] = getattr(parties, name)[own]
    wishes, danger, barred = parties.wishes, parties.danger.start, parties.barred.start
    words[DANGER], words[DANGER_END] = danger[own], danger[after]
    words[BARRED], words[BARRED_END] = barred[own], barred[after]
    words[NEAR], words[EXPERIENCE] = wishes.distance[own], wishes.experience[own]
    width = wishes.bits.shape[1]
    bits[WISHES : WISHES + width] = wishes.bits[own].T
    words[WISHES + width :] = wishes.bit_points[own].T
