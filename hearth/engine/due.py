"""What falls due for many stays at once; the plain twin is `hearth.core.due.windows`.

Days are ordinals (`date.toordinal`), int32; NEVER stands where there is none. A lane is one
rhythm running from one day: a stay by one rule, or a stay in one sensitive period of its.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from hearth.core.due import EARLY_PART
from hearth.core.errors import InvalidValue
from hearth.core.programme import Recurrence, Stage
from hearth.engine.tables import Bools, Int32s, Int64s

NEVER = 0  # no day of the calendar
_SPAN = 1 << 22  # more days than the calendar has
_NO_LIMIT = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """Checks that count, stay after stay: those of stay i are `day[indptr[i]:indptr[i + 1]]`.

    indptr : int64 (n + 1). day : int32, rising within each stay.
    """

    indptr: Int64s
    day: Int32s

    @classmethod
    def of(cls, days: Sequence[Sequence[date]]) -> "Held":
        """From plain days, in any order."""
        sizes = np.array([0, *(len(set(one)) for one in days)], np.int64)
        flat = [day.toordinal() for one in days for day in sorted(set(one))]
        return cls(np.cumsum(sizes), np.array(flat, np.int32))

    @classmethod
    def of_pairs(cls, stay: Int64s, day: Int32s, *, stays: int) -> "Held":
        """From the stay and the day of each check, in any order; stays are 0 up to `stays`.

        stay : int64 (k). day : int32 (k), ordinals.
        """
        keys = np.unique(stay * _SPAN + day)
        indptr = np.searchsorted(keys, np.arange(stays + 1, dtype=np.int64) * _SPAN)
        return cls(indptr, (keys % _SPAN).astype(np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The windows not settled by any check, in no order that matters.

    lane : int64 (k). opens, due, closes, counted_from : int32 (k), days.
    """

    lane: Int64s
    opens: Int32s
    due: Int32s
    closes: Int32s
    counted_from: Int32s


def due_windows(
    rhythm: Recurrence,
    *,
    stay: Int64s,
    start: Int32s,
    until: Int32s,
    held: Held,
    today: date,
    every_days: int | None = None,
) -> Found:
    """Everything due by one rhythm in every lane, where no check has settled it.

    Parameters
    ----------
    stay : int64 (n)
        Which stay of `held` each lane belongs to.
    start, until : int32 (n)
        The day the rhythm runs from, and the last day on which something may fall due, ordinals.
        Checks on or before `start` count for nothing.
    every_days
        The raised rhythm of a sensitive period in place of the rule's stages, in days.

    Raises
    ------
    InvalidValue
        A rhythm of less than a day, or a lane of a stay that is not there.

    Notes
    -----
    Cost: O(w n) for at most w windows a lane: some 0.1 microseconds for each one.
    """
    if every_days is not None and every_days < 1:
        raise InvalidValue(f"a rhythm is 1 day or more, got {every_days}")
    if stay.size and not 0 <= int(stay.min()) <= int(stay.max()) < held.indptr.size - 1:
        raise InvalidValue("a lane is of a stay that is not there")
    stages = (Stage(every_days),) if every_days else rhythm.stages
    lanes = _Lanes(rhythm, stages, held, today.toordinal())
    return lanes.run(stay, start, until)


class _Lanes:
    """All lanes side by side, one window further at every turn."""

    def __init__(
        self, rhythm: Recurrence, stages: tuple[Stage, ...], held: Held, today: int
    ) -> None:
        self._tolerance, self._given, self._today = rhythm.tolerance_days, rhythm.early_days, today
        self._tables = [
            np.array(column, np.int32)
            for column in zip(*(_row(one) for one in stages), strict=True)
        ]
        # Days of checks beside the stay they are of, so that one search answers for all lanes.
        owner = np.repeat(np.arange(held.indptr.size - 1, dtype=np.int64), np.diff(held.indptr))
        self._keys = owner * _SPAN + held.day

    def run(self, stay: Int64s, start: Int32s, until: Int32s) -> Found:
        """Windows until every lane has passed its last day."""
        self._lane = np.arange(start.size, dtype=np.int64)
        self._stay, self._until = stay.astype(np.int64), until.astype(np.int32)
        self._anchor = start.astype(np.int32)
        self._origin, self._used = self._anchor.copy(), self._anchor.copy()
        self._stage = np.zeros(start.size, np.int32)
        self._done = np.zeros(start.size, np.int32)
        parts: list[tuple[Int64s, Int32s, Int32s, Int32s, Int32s]] = []
        while self._lane.size:
            self._keep(self._in_stage())
            if not self._lane.size:
                break
            days, _, _, first = (table[self._stage] for table in self._tables)
            due = self._anchor + days
            closes = due + np.minimum(self._tolerance, days - 1)
            usual = days // EARLY_PART if self._given is None else self._given
            early = np.where(first > 0, days, usual)
            opens = np.maximum(self._anchor + 1, due - early).astype(np.int32)
            held = self._held(np.maximum(self._anchor, self._used), closes)
            there = (due <= self._until) & (held == NEVER)
            parts.append(
                (self._lane[there], opens[there], due[there], closes[there], self._anchor[there])
            )
            goes_on = (due <= self._until) | (held != NEVER)
            self._advance(opens, due, closes, held)
            self._keep(goes_on)
        if not parts:
            empty = np.empty(0, np.int32)
            return Found(np.empty(0, np.int64), empty, empty, empty, empty)
        lane, opens, due, closes, counted = (
            np.concatenate(one) for one in zip(*parts, strict=True)
        )
        return Found(lane, opens, due, closes, counted)

    def _in_stage(self) -> Bools:
        """Move past stages that are over. True where a lane still has one."""
        count = self._tables[0].size
        for _ in range(count):
            at = np.minimum(self._stage, count - 1)
            _, times, until, _ = (table[at] for table in self._tables)
            over = (self._done >= times) | (self._anchor - self._origin >= until)
            over &= self._stage < count
            if not over.any():
                break
            self._stage += over
            self._done[over] = 0
        return self._stage < count

    def _held(self, after: Int32s, last: Int32s) -> Int32s:
        """The first check after a day and up to another, of each lane's stay; else NEVER."""
        if not self._keys.size:
            return np.zeros(after.size, np.int32)
        base = self._stay * _SPAN
        at = np.searchsorted(self._keys, base + after, side="right")
        key = self._keys[np.minimum(at, self._keys.size - 1)]
        there = (at < self._keys.size) & (key <= base + last)
        return np.where(there, key - base, NEVER).astype(np.int32)

    def _advance(self, opens: Int32s, due: Int32s, closes: Int32s, held: Int32s) -> None:
        settled = held != NEVER
        counts = np.where(settled, held >= opens, closes >= self._today)
        self._anchor = np.where(settled, np.minimum(held, due), due).astype(np.int32)
        self._done = self._done + counts
        self._used = np.where(settled, held, self._used).astype(np.int32)

    def _keep(self, kept: Bools) -> None:
        if kept.all():
            return
        for name in ("_lane", "_stay", "_until", "_anchor", "_origin", "_used", "_stage", "_done"):
            setattr(self, name, getattr(self, name)[kept])


def _row(stage: Stage) -> tuple[int, int, int, int]:
    times = _NO_LIMIT if stage.times is None else stage.times
    until = _NO_LIMIT if stage.until_days is None else stage.until_days
    return stage.days, times, until, int(stage.first)
