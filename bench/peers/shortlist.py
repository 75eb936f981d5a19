"""The best 20 homes for one party after the other, by Hearth and by what one could take instead.

Every work answers `lists`, one pair (homes, points) per party, and `each`, seconds per
party. What stays from one party to the next (tables, indexes, the register) is made before,
and so are the words of every question to a database.
"""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from bench import apart
from bench.apart import Work
from bench.peers.asked import TWICE_EARTH_M, Asked, asked, direction, home_columns, land_of
from hearth.engine.tables import MOST_EXPERIENCE, Homes, Int64s, Parties

JOB = "job"
K = 20
WARM = 5  # parties asked before the clock runs

Ask = Callable[[int], tuple[Any, Any]]


def job_of(folder: Path) -> tuple[Parties, Homes]:
    """The parties and homes that everybody is asked about."""
    read: tuple[Parties, Homes] = apart.load(folder, JOB)
    return read


def work_of(ask: Ask, parties: int) -> Work:
    """Ask for every party in turn, once a few have been asked to warm up."""
    for i in range(min(WARM, parties)):
        ask(i)

    def work() -> dict[str, Any]:
        lists, each = [], np.zeros(parties)
        for i in range(parties):
            began = perf_counter()
            home, points = ask(i)
            each[i] = perf_counter() - began
            lists.append((np.asarray(home, np.int64), np.asarray(points, np.int64)))
        return {"lists": lists, "each": each}

    return work


def numpy_box(folder: Path) -> Work:
    """NumPy: a bounding box over all homes first, then the cheap tests, then distance."""
    return _numpy(folder, _in_box, by=None)


def numpy_sorted(folder: Path) -> Work:
    """NumPy: the same, but for homes in the order of their latitude."""
    return _numpy(folder, in_band, by="lat")


Rows = Callable[[dict[str, Any], Asked], Int64s]


def _numpy(folder: Path, rows: Rows, by: str | None) -> Work:
    parties, homes = job_of(folder)
    columns = columns_by(home_columns(homes, land_of(homes)), by)
    questions = [asked(parties, homes, i) for i in range(len(parties))]

    def ask(i: int) -> tuple[Int64s, Int64s]:
        passing, points = passing_by_numpy(columns, questions[i], rows)
        home = columns["id"][passing]
        best = np.lexsort((home, -points))[:K]
        return home[best], points[best]

    return work_of(ask, len(questions))


def columns_by(columns: dict[str, Any], by: str | None) -> dict[str, Any]:
    """The columns in the order of one of them."""
    if by is None:
        return columns
    order = np.argsort(columns[by], kind="stable")
    return {name: np.ascontiguousarray(column[order]) for name, column in columns.items()}


def _in_box(columns: dict[str, Any], one: Asked) -> Int64s:
    south, north, west, east = one.box
    lat, lon = columns["lat"], columns["lon"]
    return np.flatnonzero((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east))


def in_band(columns: dict[str, Any], one: Asked) -> Int64s:
    """Rows in the box, where the columns are in the order of latitude."""
    south, north, west, east = one.box
    first, end = np.searchsorted(columns["lat"], [south, north])
    lon = columns["lon"][first:end]
    found: Int64s = first + np.flatnonzero((lon >= west) & (lon <= east))
    return found


def passing_by_numpy(columns: dict[str, Any], one: Asked, rows_of: Rows) -> tuple[Int64s, Int64s]:
    """Rows of the columns that pass, and their points."""
    rows = rows_of(columns, one)
    for test in _tests(columns, one):
        rows = rows[test(rows)]
    metres = _metres(columns, rows, one.lat, one.lon)
    kept = metres <= one.radius_m
    for lat, lon, far in one.dangers:
        kept &= _metres(columns, rows, lat, lon) > far
    rows, metres = rows[kept], metres[kept]
    return rows, _points(columns, one, rows, metres)


def _tests(columns: dict[str, Any], one: Asked) -> list[Callable[[Int64s], Any]]:
    """The cheap tests, each of the rows that are left; the most refusing first."""
    c = columns
    barred = np.array(one.barred, np.int64)
    return [
        lambda j: (c["has"][j] & (one.needs | one.bars)) == one.needs,
        lambda j: (c["refuses"][j] & one.is_) | (c["demands"][j] & one.lacks) == 0,
        lambda j: (one.language == 0) | ((c["language"][j] & one.language) != 0),
        lambda j: (c["places"][j] >= 1) & (c["size_max"][j] >= one.size),
        lambda j: np.isin(c["home_class"][j], one.classes),
        lambda j: (c["age_min"][j] <= one.age_min) & (c["age_max"][j] >= one.age_max),
        lambda j: (c["free_from"][j] <= one.from_day) & (c["free_until"][j] >= one.until_day),
        lambda j: c["vetted_until"][j] >= one.until_day,
        lambda j: ~np.isin(c["id"][j], barred),
    ]


def _metres(columns: dict[str, Any], rows: Int64s, lat: float, lon: float) -> Int64s:
    x, y, z = direction(lat, lon)
    square = (columns["x"][rows] - x) ** 2
    square += (columns["y"][rows] - y) ** 2
    square += (columns["z"][rows] - z) ** 2
    metres: Int64s = np.rint(TWICE_EARTH_M * np.arcsin(np.sqrt(square) / 2)).astype(np.int64)
    return metres


def _points(columns: dict[str, Any], one: Asked, rows: Int64s, metres: Int64s) -> Int64s:
    points = one.distance * (one.radius_m - metres) // max(1, one.radius_m)
    for bits, worth in one.wishes:
        points += np.where((columns["has"][rows] & bits) == bits, worth, 0)
    level = np.minimum(columns["experience"][rows], MOST_EXPERIENCE).astype(np.int64)
    total: Int64s = points + one.experience * level // MOST_EXPERIENCE
    return total
