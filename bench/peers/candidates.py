"""All pairs that pass, with their points: by Hearth, Polars, DuckDB and a loop of NumPy.

Every work answers `party`, `home` and `points` as int64, party after party, homes rising.
"""

from pathlib import Path
from typing import Any

import numpy as np

from bench.apart import Work
from bench.peers.asked import TWICE_EARTH_M, WORDS, Land, asked, direction, home_columns, land_of
from bench.peers.shortlist import columns_by, in_band, job_of, passing_by_numpy
from bench.towns import TRAITS, WISHES
from hearth.engine.tables import MOST_EXPERIENCE, Homes, Int64s, Parties

SAMPLE = 2_000  # parties of NumPy's loop


def answer_of(lists: Any) -> dict[str, Int64s]:
    """Our lists in the form of the others."""
    party = np.repeat(np.arange(lists.indptr.size - 1), np.diff(lists.indptr))
    return {"party": party, "home": lists.home, "points": lists.value}


def numpy_loop(folder: Path) -> Work:
    """NumPy, party after party, for the first of them."""
    parties, homes = job_of(folder)

    def work() -> dict[str, Any]:
        columns = columns_by(home_columns(homes, land_of(homes)), "lat")
        found = []
        for i in range(min(SAMPLE, len(parties))):
            rows, points = passing_by_numpy(columns, asked(parties, homes, i), in_band)
            home = columns["id"][rows]
            at = np.argsort(home)
            found.append((np.full(rows.size, i), home[at], points[at]))
        names = ("party", "home", "points")
        columns_of = (np.concatenate(column) for column in zip(*found, strict=True))
        return dict(zip(names, columns_of, strict=True))

    return work


def party_columns(parties: Parties, homes: Homes) -> dict[str, Any]:
    """Parties as columns; each may have one danger point and one barred home at most.

    Raises ValueError where one has more: then this is not the table to ask with.
    """
    p, danger, barred = parties, parties.danger, parties.barred
    if max(np.diff(danger.start).max(initial=0), np.diff(barred.start).max(initial=0)) > 1:
        raise ValueError("one danger point and one barred home at most")
    x, y, z = direction(p.lat, p.lon)
    fits = homes.room_fit[p.party_class] @ (1 << np.arange(homes.room_fit.shape[1]))
    wishes = {f"w{k}": p.wishes.bit_points[:, k].astype(np.int64) for k in range(WISHES)}
    return {
        "party": np.arange(len(p)),
        **{f"p_{name}": getattr(p, name).view(np.int64) for name in ("needs", "bars", "is_")},
        "p_tongues": p.language.view(np.int64),
        "p_lacks": (~p.offers & np.uint64(WORDS)).view(np.int64),
        **{f"p_{name}": getattr(p, name) for name in ("age_min", "age_max", "size")},
        "p_fits": fits.astype(np.int64),
        **{f"p_{name}": getattr(p, name) for name in ("from_day", "until_day")},
        "p_x": x,
        "p_y": y,
        "p_z": z,
        "p_radius": np.rint(p.radius_km * 1000).astype(np.int64),
        **_dangers(parties),
        "p_barred": _only(barred.start, barred.home.astype(np.int64), -1),
        "p_distance": p.wishes.distance.astype(np.int64),
        "p_experience": p.wishes.experience.astype(np.int64),
        **wishes,
    }


def _only(start: Int64s, column: Any, otherwise: Any) -> Any:
    """The single entry of each party, or `otherwise`."""
    has = np.diff(start) > 0
    found = np.full(has.size, otherwise, np.asarray(column).dtype)
    found[has] = column[start[:-1][has]]
    return found


def _dangers(parties: Parties) -> dict[str, Any]:
    danger = parties.danger
    ends = zip("xyz", direction(danger.lat, danger.lon), strict=True)
    far = np.rint(danger.km * 1000).astype(np.int64)
    sides = {f"p_danger_{axis}": _only(danger.start, end, 0.0) for axis, end in ends}
    return {**sides, "p_danger_m": _only(danger.start, far, -1)}


def cells_of(parties: Parties, homes: Homes, land: Land, rows: range) -> tuple[Int64s, Int64s]:
    """Parties and the cells of their boxes, a row for each."""
    who, where = [], []
    for i in rows:
        for first, last in land.runs(asked(parties, homes, i).box):
            who.append(np.full(last - first + 1, i))
            where.append(np.arange(first, last + 1))
    return np.concatenate(who), np.concatenate(where)


TESTS = (
    "(has & p_needs) = p_needs AND (has & p_bars) = 0 AND (refuses & p_is_) = 0",
    "(demands & p_lacks) = 0 AND (p_tongues = 0 OR (language & p_tongues) <> 0)",
    "places >= 1 AND size_max >= p_size AND (p_fits & home_bit) <> 0",
    "age_min <= p_age_min AND age_max >= p_age_max",
    "free_from <= p_from_day AND free_until >= p_until_day AND vetted_until >= p_until_day",
    "id <> p_barred",
)


def _metres(end: str) -> str:
    square = " + ".join(f"({axis} - {end}{axis}) * ({axis} - {end}{axis})" for axis in "xyz")
    return f"CAST(round({TWICE_EARTH_M!r} * asin(sqrt({square}) / 2)) AS BIGINT)"


def _points() -> str:
    first = "p_distance * (p_radius - metres) // greatest(1, p_radius)"
    bits = [f"CASE WHEN (has & {_wish_bit(k)}) <> 0 THEN w{k} ELSE 0 END" for k in range(WISHES)]
    level = f"p_experience * least(experience, {MOST_EXPERIENCE}) // {MOST_EXPERIENCE}"
    return " + ".join([first, *bits, level])


def _wish_bit(k: int) -> int:
    return 1 << (len(TRAITS) - WISHES + k)


SQL = f"""
SELECT party, id AS home, {_points()} AS points FROM (
  SELECT *, {_metres("p_")} AS metres FROM asking JOIN homes USING (cell)
  WHERE {" AND ".join(TESTS)})
WHERE metres <= p_radius AND {_metres("p_danger_")} > p_danger_m
ORDER BY party, home
"""


def both_tables(
    parties: Parties, homes: Homes, land: Land
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parties and homes as columns; classes of rooms as bits."""
    columns = home_columns(homes, land)
    columns["home_bit"] = np.int64(1) << columns.pop("home_class").astype(np.int64)
    return party_columns(parties, homes), columns
