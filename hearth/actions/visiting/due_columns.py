"""Windows of many stays as columns: compared, sorted and written some ten times as fast as one
by one."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from hearth.engine.tables import Bools, Int32s, Int64s

_SPAN = 1 << 22  # more days than the calendar has
Line = tuple[int, int, int, int, int, int, bool]  # one window, in the order of the columns


class Columns(NamedTuple):
    """What falls due, a window to a place in every column.

    at : int64 (k), which of the stays. rule : int32 (k), which of the version's recurrences.
    opens, due, closes, counted : int32 (k), ordinals of days. raised : bool (k), whether the
    quicker rhythm of a sensitive period asks for it.
    """

    at: Int64s
    rule: Int32s
    opens: Int32s
    due: Int32s
    closes: Int32s
    counted: Int32s
    raised: Bools

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Columns":
        """From windows one by one."""
        found = list(lines)
        kinds = (np.int64, *(np.int32,) * 5, np.bool_)
        columns = zip(*found, strict=True) if found else ((),) * len(kinds)
        return cls._make(np.array(one, kind) for one, kind in zip(columns, kinds, strict=True))

    @classmethod
    def joined(cls, parts: Sequence["Columns"]) -> "Columns":
        """One after the other."""
        if not parts:
            return cls.of(())
        return cls._make(np.concatenate(one) for one in zip(*parts, strict=True))

    def where(self, kept: Bools | Int64s) -> "Columns":
        """Those that are kept, by a mask or by place."""
        return Columns._make(one[kept] for one in self)

    def lane(self, rules: int) -> Int64s:
        """The stay and the rule, one of `rules`, as one number: int64 (k)."""
        return self.at * rules + self.rule


def by_day(lane: Int64s, due: Int32s | Int64s) -> Int64s:
    """The stay, the rule and the day on which it falls due, as one number: int64 (k)."""
    return lane * _SPAN + due


def until_late(lane: Int64s, late: Int64s, is_past: Bools) -> Bools:
    """Whether each window comes before anything of its stay and rule that waits, or is the first.

    lane : int64 (k), stay and rule. late : lanes of which something waits already. is_past :
    bool (k), whether it fell due. What comes after one that waits is not asked for yet.
    """
    place = np.arange(lane.size)
    _, which = np.unique(lane, return_inverse=True)
    first = np.full(lane.size, lane.size)
    np.minimum.at(first, which[is_past], place[is_past])
    kept: Bools = (place <= first[which]) & ~np.isin(lane, late)
    return kept
