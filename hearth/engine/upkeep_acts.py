"""What can happen to a plan that is kept up, looked through before anything of it is done."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.kernels.upkeep import Acts
from hearth.engine.plan import Values
from hearth.engine.tables import (
    Bools,
    Int32s,
    Int64s,
    check_column,
    check_start,
    refuse_where,
    size_of,
)

_NO_ROWS = np.empty(0, np.int32)
_NO_START = np.zeros(1, np.int64)
_NO_VALUES = np.empty(0, np.int64)


def _nobody() -> Int32s:
    return _NO_ROWS


def _no_start() -> Int64s:
    return _NO_START


@dataclass(frozen=True, slots=True, eq=False)
class Newcomers:
    """Parties or homes that come, with the homes or parties that they could go with.

    indptr : int64 (k+1). who : int32 (e), rows of the other side, each once per newcomer.
    value : int32 or int64 (e), at least 0.
    """

    indptr: Int64s = field(default_factory=_no_start)
    who: Int32s = field(default_factory=_nobody)
    value: Values = field(default_factory=_nobody)

    @classmethod
    def one(cls, who: Int32s, value: Values) -> Self:
        """One newcomer alone."""
        return cls(np.array([0, size_of(who)], np.int64), who, value)

    def __len__(self) -> int:
        return max(0, size_of(self.indptr) - 1)

    @property
    def most(self) -> int:
        """The greatest value, 0 if there is none."""
        return int(self.value.max(initial=0))


@dataclass(frozen=True, slots=True, eq=False)
class Changes:
    """What happened, all of it at once; it is done in this order.

    left : int32, rows of parties that leave. closed : int32, rows of homes that leave.
    resized : int32, rows of homes with other places; places : int32, how many they have now.
    opened : homes that come, each with parties that were there before and stay;
    opened_places : int32. came : parties that come, also with homes that open.
    """

    left: Int32s = field(default_factory=_nobody)
    closed: Int32s = field(default_factory=_nobody)
    resized: Int32s = field(default_factory=_nobody)
    places: Int32s = field(default_factory=_nobody)
    opened: Newcomers = field(default_factory=Newcomers)
    opened_places: Int32s = field(default_factory=_nobody)
    came: Newcomers = field(default_factory=Newcomers)


@dataclass(slots=True, eq=False)
class Side:
    """All rows ever given to parties, or to homes, and which of them are there.

    there : bool, at least `count` rows and one more.
    """

    there: Bools
    count: int

    @classmethod
    def of(cls, count: int) -> Self:
        """So many rows, all there."""
        return cls(np.ones(count + 1, np.bool_), count)

    def come(self, more: int) -> range:
        """Give so many rows more."""
        rows = range(self.count, self.count + more)
        if rows.stop >= self.there.size:
            longer = np.zeros(rows.stop + rows.stop // 4 + 1, np.bool_)
            longer[: self.count] = self.there[: self.count]
            self.there = longer
        self.there[rows.start : rows.stop] = True
        self.count = rows.stop
        return rows

    def must_hold(self, name: str, rows: Int32s, gone: Int32s, coming: int = 0) -> None:
        """Raise InvalidValue unless all rows are there, none of them gone, or are coming."""
        end = self.count + coming
        refuse_where((rows < 0) | (rows >= end), name, f"a row that is there, 0 to {end - 1}")
        left = (rows < self.count) & ~self.there.take(rows, mode="clip")
        if gone.size:
            left |= np.isin(rows, gone)
        refuse_where(left, name, "a row that is there, this one has left")


def checked(changes: Changes, parties: Side, homes: Side) -> Acts:
    """The same in the one form that the kernel takes, without what is worth 0.

    Raises InvalidValue naming the column and row of what cannot be. Cost: O(change).
    """
    _must_be_rows("left", changes.left, parties, _NO_ROWS)
    _must_be_rows("closed", changes.closed, homes, _NO_ROWS)
    _must_be_rows("resized", changes.resized, homes, changes.closed)
    _must_be_places("places", changes.places, changes.resized.size)
    opened = _newcomers("opened", changes.opened, parties, changes.left, 0)
    new = len(changes.opened)
    _must_be_places("opened_places", changes.opened_places, new)
    came = _newcomers("came", changes.came, homes, changes.closed, new)
    n, m = parties.count, homes.count
    return Acts(
        *(_own(changes.left), _own(changes.closed), _own(changes.resized)),
        changes.places.astype(np.int64),
        np.arange(m, m + new, dtype=np.int32),
        changes.opened_places.astype(np.int64),
        *opened,
        np.arange(n, n + len(changes.came), dtype=np.int32),
        *came,
    )


def _own(rows: Int32s) -> Int32s:
    return np.require(rows, requirements=["C", "W"])


def _must_be_rows(name: str, rows: Int32s, side: Side, gone: Int32s) -> None:
    check_column(name, rows, np.int32, (size_of(rows),))
    if rows.size:
        side.must_hold(name, rows, gone)
        _refuse_again(name, rows.astype(np.int64))


def _must_be_places(name: str, places: Int32s, rows: int) -> None:
    check_column(name, places, np.int32, (rows,))
    if rows:
        refuse_where(places < 0, name, "0 or more")


def _newcomers(
    name: str, some: Newcomers, side: Side, gone: Int32s, coming: int
) -> tuple[Int64s, Int32s, Int64s]:
    """Starts, rows and values of newcomers."""
    who = f"{name} who"
    check_column(who, some.who, np.int32, (size_of(some.who),))
    check_start(f"{name} indptr", some.indptr, some.who.size)
    dtype = np.int32 if np.asarray(some.value).dtype == np.int32 else np.int64
    check_column(f"{name} value", some.value, dtype, some.who.shape)
    if not some.who.size:
        return some.indptr.copy(), _NO_ROWS, _NO_VALUES
    refuse_where(some.value < 0, f"{name} value", "0 or more")
    side.must_hold(who, some.who, gone, coming)
    end = side.count + coming
    owner = np.repeat(np.arange(len(some)), np.diff(some.indptr))
    _refuse_again(who, owner * end + some.who)
    kept = some.value > 0
    before = np.concatenate([_NO_START, np.cumsum(kept)])
    starts: Int64s = before[some.indptr]
    rows: Int32s = some.who[kept]
    return starts, rows, some.value[kept].astype(np.int64)


def _refuse_again(name: str, key: Int64s) -> None:
    """Refuse the first row whose key was there before. Cost: a sort of the rows alone."""
    order = np.argsort(key, kind="stable")
    same = np.flatnonzero(key[order[1:]] == key[order[:-1]])
    if same.size:
        row = int(order[same + 1].min())
        raise InvalidValue(f"column {name}, row {row}: must be listed once")
