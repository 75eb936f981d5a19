"""One party's question in whole numbers, as a database or a data frame can be asked it.

The 14 hard tests and the points, with distance in whole metres from the chord between unit
vectors, as in `hearth.engine.plain.pairs`. Homes are a table of the columns of `Homes`, with
that vector (x, y, z) and `cell` (10 km, numbered row after row).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from hearth.engine.plain.pairs import EARTH_M
from hearth.engine.tables import MOST_EXPERIENCE, Floats, Homes, Int64s, Parties

TWICE_EARTH_M = 2 * EARTH_M
EARTH_KM = EARTH_M / 1000
CELL_KM = 10.0
KM_PER_DEGREE = EARTH_KM * np.pi / 180
WORDS = (1 << 63) - 1  # the bits that a signed column holds
LITTLE = 1e-7  # degrees, lest the last bit of a sine cut a home from the box


@dataclass(frozen=True, slots=True)
class Land:
    """Cells of 10 km over all homes: the south-west corner, and cells to a row."""

    south: float
    west: float
    width: int
    lon_per_cell: float
    lat_per_cell: float

    def row(self, lat: Any) -> Any:
        """Row of cells of a latitude."""
        return np.floor((lat - self.south) / self.lat_per_cell).astype(np.int64)

    def column(self, lon: Any) -> Any:
        """Column of cells of a longitude, inside the land."""
        found = np.floor((lon - self.west) / self.lon_per_cell).astype(np.int64)
        return np.clip(found, 0, self.width - 1)

    def cell(self, lat: Floats, lon: Floats) -> Int64s:
        """Number of the cell."""
        cells: Int64s = self.row(lat) * self.width + self.column(lon)
        return cells

    def runs(self, box: tuple[float, float, float, float]) -> list[tuple[int, int]]:
        """First and last cell of each row of cells that the box touches."""
        south, north, west, east = (np.float64(edge) for edge in box)
        first, last = int(self.column(west)), int(self.column(east))
        rows = range(max(0, int(self.row(south))), int(self.row(north)) + 1)
        return [(row * self.width + first, row * self.width + last) for row in rows]


def direction(lat: Any, lon: Any) -> tuple[Any, Any, Any]:
    """The unit vector from the middle of the Earth to places in degrees."""
    phi, theta = np.radians(lat), np.radians(lon)
    return np.cos(phi) * np.cos(theta), np.cos(phi) * np.sin(theta), np.sin(phi)


def land_of(homes: Homes) -> Land:
    """The land of these homes, all with a place."""
    south, west = float(homes.lat.min()), float(homes.lon.min())
    lat_per_cell = CELL_KM / float(KM_PER_DEGREE)
    lon_per_cell = lat_per_cell / float(np.cos(np.radians(np.median(homes.lat))))
    width = int((float(homes.lon.max()) - west) / lon_per_cell) + 1
    return Land(south, west, width, lon_per_cell, lat_per_cell)


def home_columns(homes: Homes, land: Land) -> dict[str, Any]:
    """The columns of the table, by name; bits as int64."""
    x, y, z = direction(homes.lat, homes.lon)
    return {
        "id": np.arange(len(homes)),
        **{name: getattr(homes, name).view(np.int64) for name in ("has", "refuses", "demands")},
        "language": homes.language.view(np.int64),
        **{name: getattr(homes, name) for name in WHOLE},
        "lat": homes.lat,
        "lon": homes.lon,
        "x": x,
        "y": y,
        "z": z,
        "cell": land.cell(homes.lat, homes.lon),
    }


WHOLE = (
    "home_class",
    "age_min",
    "age_max",
    "free_from",
    "free_until",
    "vetted_until",
    "places",
    "size_max",
    "experience",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One party's numbers. box : south, north, west, east in degrees, a little too wide.

    dangers : latitude, longitude, metres. wishes : bits and points.
    """

    needs: int
    bars: int
    is_: int
    lacks: int
    language: int
    age_min: int
    age_max: int
    size: int
    classes: tuple[int, ...]
    from_day: int
    until_day: int
    lat: float
    lon: float
    radius_m: int
    box: tuple[float, float, float, float]
    dangers: tuple[tuple[float, float, int], ...]
    barred: tuple[int, ...]
    distance: int
    wishes: tuple[tuple[int, int], ...]
    experience: int


def asked(parties: Parties, homes: Homes, i: int) -> Asked:
    """What party `i` asks; it must have a place and a radius in whole metres."""
    p, danger, barred, wishes = parties, parties.danger, parties.barred, parties.wishes
    lat, lon, km = float(p.lat[i]), float(p.lon[i]), float(p.radius_km[i])
    up = km / float(KM_PER_DEGREE) + LITTLE
    side = float(np.degrees(np.arcsin(np.sin(km / EARTH_KM) / np.cos(np.radians(lat))))) + LITTLE
    run = range(int(danger.start[i]), int(danger.start[i + 1]))
    return Asked(
        int(p.needs[i]),
        int(p.bars[i]),
        int(p.is_[i]),
        ~int(p.offers[i]) & WORDS,
        int(p.language[i]),
        int(p.age_min[i]),
        int(p.age_max[i]),
        int(p.size[i]),
        tuple(np.flatnonzero(homes.room_fit[p.party_class[i]]).tolist()),
        int(p.from_day[i]),
        int(p.until_day[i]),
        lat,
        lon,
        round(km * 1000),
        (lat - up, lat + up, lon - side, lon + side),
        tuple((float(danger.lat[k]), float(danger.lon[k]), _metres(danger.km[k])) for k in run),
        tuple(barred.home[barred.start[i] : barred.start[i + 1]].tolist()),
        int(wishes.distance[i]),
        tuple(zip(wishes.bits[i].tolist(), wishes.bit_points[i].tolist(), strict=True)),
        int(wishes.experience[i]),
    )


def _metres(km: Any) -> int:
    return round(float(km) * 1000)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database marks its k-th value, and divides whole numbers downwards."""

    mark: Callable[[int], str]
    divide: str = "/"


class Statement:
    """A SELECT in one dialect, and the values of its marks in order."""

    def __init__(self, dialect: Dialect) -> None:
        self.values: list[Any] = []
        self._dialect = dialect

    def put(self, value: Any) -> str:
        """The mark that stands for a value."""
        self.values.append(value)
        return self._dialect.mark(len(self.values))

    def best(self, one: Asked, source: str, where: str, k: int) -> str:
        """The best k homes; `source` and `where` choose what has to be read."""
        order = "ORDER BY points DESC, id"
        return f"{self.passing(one, source, where)} {order} LIMIT {k}"

    def passing(self, one: Asked, source: str, where: str) -> str:
        """Every home that passes, with its points."""
        away = [self._away(one.lat, one.lon)]
        away += [self._away(lat, lon) for lat, lon, _ in one.dangers]
        measured = ", ".join(f"{sql} AS m{at}" for at, sql in enumerate(away))
        inner = (
            f"SELECT id, has, experience, {measured} FROM {source} "
            f"WHERE {where}{' AND '.join(self._tests(one))}"
        )
        limits = [f"m0 <= {self.put(one.radius_m)}"]
        limits += [f"m{at + 1} > {self.put(far)}" for at, (_, _, far) in enumerate(one.dangers)]
        return (
            f"SELECT id, {self._points(one)} AS points FROM ({inner}) AS t "
            f"WHERE {' AND '.join(limits)}"
        )

    def _away(self, lat: float, lon: float) -> str:
        """Whole metres from a place. A square is a product: `power` is slow in places."""
        ends = zip("xyz", direction(lat, lon), strict=True)
        sides = [f"({axis} - {self.put(float(end))})" for axis, end in ends]
        chord = f"sqrt({' + '.join(f'{side} * {side}' for side in sides)})"
        return f"CAST(round({TWICE_EARTH_M!r} * asin({chord} / 2)) AS BIGINT)"

    def _tests(self, one: Asked) -> list[str]:
        south, north, west, east = (self.put(edge) for edge in one.box)
        needs, classes = self.put(one.needs), ", ".join(map(str, one.classes)) or "-1"
        tests = [
            f"lat BETWEEN {south} AND {north} AND lon BETWEEN {west} AND {east}",
            f"(has & {needs}) = {needs} AND (has & {self.put(one.bars)}) = 0",
            f"(refuses & {self.put(one.is_)}) = 0 AND (demands & {self.put(one.lacks)}) = 0",
            f"age_min <= {self.put(one.age_min)} AND age_max >= {self.put(one.age_max)}",
            f"size_max >= {self.put(one.size)} AND home_class IN ({classes}) AND places >= 1",
            f"free_from <= {self.put(one.from_day)} AND free_until >= {self.put(one.until_day)}",
            f"vetted_until >= {self.put(one.until_day)}",
        ]
        if one.language:
            tests.append(f"(language & {self.put(one.language)}) <> 0")
        return tests + [f"id <> {self.put(home)}" for home in one.barred]

    def _points(self, one: Asked) -> str:
        divide, reach = self._dialect.divide, self.put(one.radius_m)
        whole = f"{self.put(one.distance)} * ({reach} - m0) {divide} {reach}"
        for bits, points in one.wishes:
            bit = self.put(bits)
            whole += f" + CASE WHEN (has & {bit}) = {bit} THEN {self.put(points)} ELSE 0 END"
        top = MOST_EXPERIENCE
        level = f"CASE WHEN experience < {top} THEN experience ELSE {top} END"
        return f"{whole} + {self.put(one.experience)} * ({level}) {divide} {top}"
