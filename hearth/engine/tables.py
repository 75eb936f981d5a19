"""Columns for parties and homes: dtype, shape and unit of each, checked when made.

A row number stands for a party or a home; what the bits mean is decided by who packs
the tables. Days are whole days since 1970-01-01, places are degrees (WGS 84).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue

Bits = NDArray[np.uint64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Int16s = NDArray[np.int16]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]

OPEN_END = int(np.iinfo(np.int32).max)  # a day column that holds this has no known end
MOST_POINTS = 1_000_000  # of one pair
MOST_COUNT = int(np.iinfo(np.int64).max)
MOST_WISHED_BITS = 16  # per party
MOST_RADIUS_KM = 50_000  # more than the way round the Earth
MOST_EXPERIENCE = 10  # level of a home from which on more counts no further


def is_plain(column: object) -> bool:
    """Whether this is an array of which nothing is hidden: a mask hides rows from checks, and
    compiled code reads them all the same."""
    return isinstance(column, np.ndarray) and not isinstance(column, np.ma.MaskedArray)


def size_of(column: object) -> int:
    """Entries of an array; 0 for anything else, which `check_column` then refuses."""
    return column.size if isinstance(column, np.ndarray) else 0


def must_be(name: str, thing: object, *kinds: type) -> None:
    """Raise InvalidValue unless `thing` is one of these kinds of object."""
    if not isinstance(thing, kinds):
        wanted = " or ".join(kind.__name__ for kind in kinds)
        raise InvalidValue(f"{name} must be {wanted}, not {type(thing).__name__}")


def must_count(name: str, number: object, least: int = 0) -> None:
    """Raise InvalidValue unless `number` is a whole number from `least` up to the end of int64."""
    if type(number) is int and least <= number <= MOST_COUNT:
        return  # nearly always, and the rest takes longer than all else that is checked
    whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
    if not (whole and least <= int(cast(int, number)) <= MOST_COUNT):
        raise InvalidValue(f"{name} must be a whole number, {least} or more, not {number!r:.40}")


def check_column(name: str, column: Any, dtype: type, shape: tuple[int, ...]) -> None:
    """Raise InvalidValue unless `column` is an array of exactly this dtype and shape."""
    wanted = np.dtype(dtype)
    if not is_plain(column) or column.dtype != wanted:
        raise InvalidValue(f"column {name} must be an array of {wanted}")
    if column.shape != shape:
        raise InvalidValue(f"column {name} has shape {column.shape}, it must be {shape}")


def refuse_where(wrong: NDArray[np.bool_], name: str, must: str) -> None:
    """Raise InvalidValue naming the first row that is wrong. Cost: one pass."""
    if wrong.any():
        row = tuple(int(k) for k in np.argwhere(wrong)[0])
        where = row[0] if len(row) == 1 else row
        raise InvalidValue(f"column {name}, row {where}: must be {must}")


def check_start(name: str, start: Any, entries: int) -> None:
    """Raise InvalidValue unless `start` (int64, n+1) cuts `entries` entries into n runs."""
    if not is_plain(start) or start.dtype != np.int64 or start.ndim != 1:
        raise InvalidValue(f"{name} must be a one-dimensional array of int64")
    if start.size == 0 or start[0] != 0 or start[-1] != entries:
        raise InvalidValue(f"{name} must begin with 0 and end with {entries}")
    refuse_where(start[1:] < start[:-1], name, "no greater than the next row")


def _check_place(name: str, lat: Floats, lon: Floats) -> None:
    refuse_where(np.isnan(lat) != np.isnan(lon), f"{name} lat/lon", "both known or both NaN")
    refuse_where(np.abs(lat) > 90, f"{name} lat", "between -90 and 90 degrees")
    refuse_where(np.abs(lon) > 180, f"{name} lon", "between -180 and 180 degrees")


def settled(column: NDArray[Any]) -> NDArray[Any]:
    """`column` in the one form that kernels are compiled for: in a row, writable, plain.

    A copy only where it is not so already.
    """
    return np.require(column, requirements=["C", "A", "W", "E"])


def _settle(owner: object, names: Iterable[str]) -> None:
    for name in names:
        object.__setattr__(owner, name, settled(getattr(owner, name)))


def _check_all(owner: object, columns: Iterable[tuple[str, type]], rows: int) -> None:
    """Check columns of one dimension and bring them to their form."""
    for name, dtype in columns:
        check_column(name, getattr(owner, name), dtype, (rows,))
        _settle(owner, (name,))


@dataclass(frozen=True, slots=True, eq=False)
class Dangers:
    """Points that a home must be farther away from than so many kilometres, per party.

    start : int64 (n+1), entries `start[i]` up to `start[i+1]` belong to party i.
    lat, lon : float64 (d), degrees. km : float64 (d), at least 0.
    """

    start: Int64s
    lat: Floats
    lon: Floats
    km: Floats

    def __post_init__(self) -> None:
        size = np.size(self.km)
        _check_all(self, [("lat", np.float64), ("lon", np.float64), ("km", np.float64)], size)
        check_start("danger start", self.start, size)
        _settle(self, ("start",))
        refuse_where(np.isnan(self.lat) | np.isnan(self.lon), "danger lat/lon", "known")
        _check_place("danger", self.lat, self.lon)
        refuse_where(~(self.km >= 0), "danger km", "0 or more")

    @classmethod
    def none(cls, parties: int) -> Self:
        """No danger point for any of so many parties."""
        return cls(np.zeros(parties + 1, np.int64), np.empty(0), np.empty(0), np.empty(0))


@dataclass(frozen=True, slots=True, eq=False)
class Barred:
    """Homes that are out for reasons between these two (hostility, fear, refusal).

    start : int64 (n+1). home : int32 (b), home rows, strictly rising within a party.
    """

    start: Int64s
    home: Int32s

    def __post_init__(self) -> None:
        check_column("barred home", self.home, np.int32, (np.size(self.home),))
        check_start("barred start", self.start, np.size(self.home))
        _settle(self, ("start", "home"))
        refuse_where(self.home < 0, "barred home", "0 or more")
        inside = np.ones(self.home.size, np.bool_)
        inside[self.start[:-1][self.start[:-1] < self.home.size]] = False
        fallen = np.diff(self.home, prepend=-1) <= 0
        refuse_where(inside & fallen, "barred home", "greater than the row before")

    @classmethod
    def none(cls, parties: int) -> Self:
        """Nobody barred for any of so many parties."""
        return cls(np.zeros(parties + 1, np.int64), np.empty(0, np.int32))


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """What a party would like, in points; per party at most 1,000,000 together.

    distance : int32 (n), points for a home at the party's own place.
    bits : uint64 (n, w), w <= 16; the wish is met by a home that has all these bits;
        0 is an unused column.
    bit_points : int32 (n, w), points when that wish is met.
    experience : int32 (n), points for a home of experience 10 or more.
    """

    distance: Int32s
    bits: Bits
    bit_points: Int32s
    experience: Int32s

    def __post_init__(self) -> None:
        rows = np.size(self.distance)
        _check_all(self, [("distance", np.int32), ("experience", np.int32)], rows)
        width = self.bits.shape[1] if np.ndim(self.bits) == 2 else 0
        if width > MOST_WISHED_BITS:
            raise InvalidValue(f"column bits is {width} wide, at most {MOST_WISHED_BITS} allowed")
        check_column("bits", self.bits, np.uint64, (rows, width))
        check_column("bit_points", self.bit_points, np.int32, (rows, width))
        _settle(self, ("bits", "bit_points"))
        for name in ("distance", "bit_points", "experience"):
            refuse_where(getattr(self, name) < 0, name, "0 or more points")
        refuse_where(self.most() > MOST_POINTS, "wishes", f"at most {MOST_POINTS} points together")

    def most(self) -> Int64s:
        """Points of a home that meets every wish fully, int64 (n)."""
        most: Int64s = self.bit_points.sum(axis=1, dtype=np.int64)
        most += self.distance
        most += self.experience
        return most

    @classmethod
    def none(cls, parties: int) -> Self:
        """No wish of any of so many parties: every home is worth 0 points."""
        zero = np.zeros(parties, np.int32)
        empty = np.zeros((parties, 0), np.int32)
        return cls(zero, empty.astype(np.uint64), empty, zero.copy())


_PARTY_COLUMNS: tuple[tuple[str, type], ...] = (
    ("needs", np.uint64),
    ("bars", np.uint64),
    ("is_", np.uint64),
    ("offers", np.uint64),
    ("size", np.int32),
    ("party_class", np.int32),
    ("age_min", np.int16),
    ("age_max", np.int16),
    ("lat", np.float64),
    ("lon", np.float64),
    ("radius_km", np.float64),
    ("from_day", np.int32),
    ("until_day", np.int32),
    ("tier", np.int16),
    ("language", np.uint64),
)


@dataclass(frozen=True, slots=True, eq=False)
class Parties:
    """Those who need a home together, one row each; every column has shape (n,).

    needs : uint64, bits the home must have (all of them).
    bars : uint64, bits the home must not have (any of them).
    is_ : uint64, what the party is, compared with a home's refusals.
    offers : uint64, what the party meets of a home's demands.
    size : int32, persons, at least 1.
    party_class : int32, row of `Homes.room_fit`.
    age_min, age_max : int16, years; youngest and oldest person that a home's limits concern.
    lat, lon : float64, degrees; NaN in both = no wish for place.
    radius_km : float64, kilometres a home may be away, at most 50,000; inf = anywhere (and
        then only).
    from_day, until_day : int32, the stay in days since 1970-01-01, `until_day` exclusive.
    tier : int16, urgency, 0 the most urgent.
    language : uint64, one bit per language; one in common is enough; 0 = none asked.
    danger : points to keep away from. barred : home rows that are out. wishes : points.

    Raises InvalidValue naming the column and the first row that cannot be.
    """

    needs: Bits
    bars: Bits
    is_: Bits
    offers: Bits
    size: Int32s
    party_class: Int32s
    age_min: Int16s
    age_max: Int16s
    lat: Floats
    lon: Floats
    radius_km: Floats
    from_day: Int32s
    until_day: Int32s
    tier: Int16s
    language: Bits
    danger: Dangers
    barred: Barred
    wishes: Wishes

    def __post_init__(self) -> None:
        n = len(self)
        _check_all(self, _PARTY_COLUMNS, n)
        _check_place("party", self.lat, self.lon)
        refuse_where(self.size < 1, "size", "1 person or more")
        refuse_where(self.party_class < 0, "party_class", "0 or more")
        refuse_where((self.age_min < 0) | (self.age_max < self.age_min), "age_min/age_max", _SPAN)
        refuse_where(_is_no_radius(self.radius_km), "radius_km", f"0 to {MOST_RADIUS_KM}, or inf")
        placeless = np.isnan(self.lat) & np.isfinite(self.radius_km)
        refuse_where(placeless, "radius_km", "inf where the party has no place")
        refuse_where(self.until_day < self.from_day, "until_day", "no earlier than from_day")
        refuse_where(self.tier < 0, "tier", "0 or more")
        for name, start in (("danger", self.danger.start), ("barred", self.barred.start)):
            check_column(f"{name} start", start, np.int64, (n + 1,))
        check_column("wishes distance", self.wishes.distance, np.int32, (n,))

    def __len__(self) -> int:
        return int(np.size(self.needs))


def _is_no_radius(km: Floats) -> Bools:
    return ~((km >= 0) & ((km <= MOST_RADIUS_KM) | np.isinf(km)))


_SPAN = "in rising order, from 0 years"
_HOME_COLUMNS: tuple[tuple[str, type], ...] = (
    ("has", np.uint64),
    ("refuses", np.uint64),
    ("demands", np.uint64),
    ("home_class", np.int32),
    ("lat", np.float64),
    ("lon", np.float64),
    ("age_min", np.int16),
    ("age_max", np.int16),
    ("free_from", np.int32),
    ("free_until", np.int32),
    ("vetted_until", np.int32),
    ("places", np.int32),
    ("size_max", np.int32),
    ("language", np.uint64),
    ("experience", np.int16),
)


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Homes, one row each; every column but the last has shape (m,).

    has : uint64, what the home is and has. refuses : uint64, what a party must not be.
    demands : uint64, what a party must offer.
    home_class : int32, column of `room_fit`.
    lat, lon : float64, degrees; NaN in both = not known: then the home is out for every
        party with a radius or a danger point.
    age_min, age_max : int16, years, both inclusive.
    free_from, free_until, vetted_until : int32, days since 1970-01-01; both `until` exclusive.
    places : int32, parties still welcome. size_max : int32, persons of one party.
    language : uint64, one bit per language. experience : int16, level from 0.
    room_fit : bool (party classes, home classes), whether the rooms of such a home do for
        such a party.

    Raises InvalidValue naming the column and the first row that cannot be.
    """

    has: Bits
    refuses: Bits
    demands: Bits
    home_class: Int32s
    lat: Floats
    lon: Floats
    age_min: Int16s
    age_max: Int16s
    free_from: Int32s
    free_until: Int32s
    vetted_until: Int32s
    places: Int32s
    size_max: Int32s
    language: Bits
    experience: Int16s
    room_fit: Bools

    def __post_init__(self) -> None:
        _check_all(self, _HOME_COLUMNS, len(self))
        if np.ndim(self.room_fit) != 2:
            raise InvalidValue("room_fit must have two dimensions: party classes, home classes")
        check_column("room_fit", self.room_fit, np.bool_, self.room_fit.shape)
        _settle(self, ("room_fit",))
        classes = self.room_fit.shape[1]
        outside = (self.home_class < 0) | (self.home_class >= classes)
        refuse_where(outside, "home_class", f"0 to {classes - 1}, a column of room_fit")
        _check_place("home", self.lat, self.lon)
        refuse_where((self.age_min < 0) | (self.age_max < self.age_min), "age_min/age_max", _SPAN)
        for name in ("places", "size_max", "experience"):
            refuse_where(getattr(self, name) < 0, name, "0 or more")

    def __len__(self) -> int:
        return int(np.size(self.has))


def check_together(parties: Parties, homes: Homes) -> None:
    """Raise InvalidValue where a party points to a home or a room class that is not there."""
    check_pointers(parties, homes.room_fit, len(homes))


def check_pointers(parties: Parties, room_fit: Bools, homes: int) -> None:
    """The same for so many homes and their table of room classes. Cost: O(n)."""
    must_be("parties", parties, Parties)
    classes = room_fit.shape[0]
    outside = parties.party_class >= classes
    refuse_where(outside, "party_class", f"0 to {classes - 1}, a row of room_fit")
    refuse_where(parties.barred.home >= homes, "barred home", f"below {homes}")


def check_room_class(parties: Parties, i: int, room_fit: Bools) -> None:
    """Raise InvalidValue where one party's room class is not there. Cost: O(1)."""
    classes = room_fit.shape[0]
    if parties.party_class.item(i) >= classes:
        must = f"0 to {classes - 1}, a row of room_fit"
        raise InvalidValue(f"column party_class, row {i}: must be {must}")


def check_rows(name: str, rows: NDArray[Any], count: int) -> Int64s:
    """`rows` as int64, each from 0 to `count` - 1. Raises InvalidValue."""
    if (
        not is_plain(rows)
        or rows.ndim != 1
        or not (rows.size == 0 or np.issubdtype(rows.dtype, np.integer))
    ):
        raise InvalidValue(f"{name} must be a one-dimensional array of whole numbers")
    out = rows.astype(np.int64)
    refuse_where((out < 0) | (out >= count), name, f"0 to {count - 1}")
    return out
