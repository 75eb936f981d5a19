"""What can happen to a plan that is kept up, looked through before anything of it is done."""

from dataclasses import dataclass, field
from typing import Self

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.kernels.shelf import AGAIN, GONE, OUTSIDE, RIGHT, Sight, first_wrong
from hearth.engine.kernels.upkeep import Acts
from hearth.engine.plan import Values
from hearth.engine.tables import (
    Bools,
    Int32s,
    Int64s,
    check_column,
    check_start,
    must_be,
    refuse_where,
    settled,
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

    there : bool, at least `count` rows. seen : int64, as many, scratch. clock : int64 (1).
    """

    there: Bools
    seen: Int64s
    clock: Int64s
    count: int

    @classmethod
    def of(cls, count: int) -> Self:
        """So many rows, all there."""
        return cls(
            np.ones(count, np.bool_), np.zeros(count, np.int64), np.zeros(1, np.int64), count
        )

    def come(self, more: int) -> range:
        """Give so many rows more."""
        rows = range(self.count, self.count + more)
        self._hold(rows.stop)
        self.there[rows.start : rows.stop] = True
        self.count = rows.stop
        return rows

    def _hold(self, count: int) -> None:
        size = self.there.size
        if count > size:
            longer = np.zeros(count + count // 4, np.bool_), np.zeros(count + count // 4, np.int64)
            longer[0][:size], longer[1][:size] = self.there, self.seen
            self.there, self.seen = longer

    def must_hold(
        self, name: str, start: Int64s, rows: Int32s, gone: Int32s, coming: int = 0
    ) -> None:
        """Raise InvalidValue unless all rows are there, none of them gone, or are coming.

        start : int64 (k+1), lists of rows; none may hold a row twice. gone : rows that are there.
        """
        end = self.count + coming
        self._hold(end)
        sight = Sight(self.there, self.count, self.seen, self.clock, gone)
        row, why = first_wrong(sight, end, start, rows)
        if why != RIGHT:
            must = {
                OUTSIDE: f"a row that is there, 0 to {end - 1}",
                GONE: "a row that is there, this one has left",
                AGAIN: "listed once",
            }
            raise InvalidValue(f"column {name}, row {row}: must be {must[why]}")


def checked(changes: Changes, parties: Side, homes: Side) -> Acts:
    """The same in the one form that the kernel takes, without what is worth 0.

    Raises InvalidValue naming the column and row of what cannot be. Cost: O(change).
    """
    must_be("changes", changes, Changes)
    left = _rows("left", changes.left, parties, _NO_ROWS)
    closed = _rows("closed", changes.closed, homes, _NO_ROWS)
    resized = _rows("resized", changes.resized, homes, closed)
    places = _places("places", changes.places, resized.size)
    opened = _newcomers("opened", changes.opened, parties, left, 0)
    new = len(changes.opened)
    opened_places = _places("opened_places", changes.opened_places, new)
    came = _newcomers("came", changes.came, homes, closed, new)
    n, m = parties.count, homes.count
    return Acts(
        *(left, closed, resized, places),
        np.arange(m, m + new, dtype=np.int32),
        opened_places,
        *opened,
        np.arange(n, n + len(changes.came), dtype=np.int32),
        *came,
    )


def _rows(name: str, rows: Int32s, side: Side, gone: Int32s) -> Int32s:
    check_column(name, rows, np.int32, (size_of(rows),))
    own: Int32s = settled(rows)
    if own.size:
        side.must_hold(name, np.array([0, own.size]), own, gone)
    return own


def _places(name: str, places: Int32s, rows: int) -> Int64s:
    check_column(name, places, np.int32, (rows,))
    if rows:
        refuse_where(places < 0, name, "0 or more")
    return places.astype(np.int64)


def _newcomers(
    name: str, some: Newcomers, side: Side, gone: Int32s, coming: int
) -> tuple[Int64s, Int32s, Int64s]:
    """Starts, rows and values of newcomers."""
    must_be(name, some, Newcomers)
    who = f"{name} who"
    check_column(who, some.who, np.int32, (size_of(some.who),))
    check_start(f"{name} indptr", some.indptr, some.who.size)
    dtype = np.int32 if np.asarray(some.value).dtype == np.int32 else np.int64
    check_column(f"{name} value", some.value, dtype, some.who.shape)
    start: Int64s = settled(some.indptr)
    if not some.who.size:
        return start, _NO_ROWS, _NO_VALUES
    least = some.value.min()
    if least < 0:
        refuse_where(some.value < 0, f"{name} value", "0 or more")
    rows: Int32s = settled(some.who)
    side.must_hold(who, start, rows, gone, coming)
    value: Int64s = np.require(some.value, np.int64, ["C", "A", "W", "E"])
    if least > 0:
        return start, rows, value
    kept = value > 0
    return np.concatenate([_NO_START, np.cumsum(kept)])[start], rows[kept], value[kept]
