"""Shortlists and candidates by Polars."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from bench.apart import Work
from bench.peers.asked import TWICE_EARTH_M, Asked, asked, direction, home_columns, land_of
from bench.peers.candidates import SQL, both_tables, cells_of
from bench.peers.shortlist import K, job_of, work_of
from hearth.engine.tables import MOST_EXPERIENCE

BLOCK = 2_000  # parties joined at once, so that memory does


def polars_frame(folder: Path) -> Work:
    """Polars: one filter over the whole frame, then points and the best."""
    parties, homes = job_of(folder)
    frame = pl.DataFrame(home_columns(homes, land_of(homes)))
    questions = [best(asked(parties, homes, i), K) for i in range(len(parties))]

    def ask(i: int) -> tuple[Any, Any]:
        found = questions[i](frame)
        return found["id"].to_numpy(), found["points"].to_numpy()

    return work_of(ask, len(questions))


def best(one: Asked, k: int) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """The best k homes of a frame, as a function of the frame."""
    cheap, limits, away = tests(one), _limits(one), _measured(one)
    worth = points(one).alias("points")

    def ask(frame: pl.DataFrame) -> pl.DataFrame:
        found = frame.lazy().filter(cheap).with_columns(away).filter(limits)
        wanted = found.select("id", worth)
        return wanted.sort("points", "id", descending=[True, False]).head(k).collect()

    return ask


def metres(lat: float, lon: float) -> pl.Expr:
    """Whole metres from a place to the homes."""
    ends = zip("xyz", direction(lat, lon), strict=True)
    square = sum(((pl.col(axis) - float(end)).pow(2) for axis, end in ends), pl.lit(0.0))
    return (TWICE_EARTH_M * (square.sqrt() / 2).arcsin()).round().cast(pl.Int64)


def tests(one: Asked) -> pl.Expr:
    """All tests but distance."""
    south, north, west, east = one.box
    return pl.all_horizontal(
        pl.col("lat").is_between(south, north),
        pl.col("lon").is_between(west, east),
        (pl.col("has") & (one.needs | one.bars)) == one.needs,
        (pl.col("refuses") & one.is_) == 0,
        (pl.col("demands") & one.lacks) == 0,
        (pl.col("language") & one.language) != 0 if one.language else pl.lit(True),
        pl.col("age_min") <= one.age_min,
        pl.col("age_max") >= one.age_max,
        pl.col("size_max") >= one.size,
        pl.col("home_class").is_in(list(one.classes)),
        pl.col("places") >= 1,
        pl.col("free_from") <= one.from_day,
        pl.col("free_until") >= one.until_day,
        pl.col("vetted_until") >= one.until_day,
        ~pl.col("id").is_in(list(one.barred)) if one.barred else pl.lit(True),
    )


def _measured(one: Asked) -> list[pl.Expr]:
    away = [metres(one.lat, one.lon), *(metres(lat, lon) for lat, lon, _ in one.dangers)]
    return [each.alias(f"m{at}") for at, each in enumerate(away)]


def _limits(one: Asked) -> pl.Expr:
    far = (pl.col(f"m{at + 1}") > metres for at, (_, _, metres) in enumerate(one.dangers))
    return pl.all_horizontal(pl.col("m0") <= one.radius_m, *far)


def points(one: Asked) -> pl.Expr:
    """Points of a home from its distance `m0`, its traits and its experience."""
    whole = one.distance * (one.radius_m - pl.col("m0")) // max(1, one.radius_m)
    for bits, worth in one.wishes:
        met = (pl.col("has") & bits) == bits
        whole = whole + pl.when(met).then(worth).otherwise(0)
    level = pl.min_horizontal(pl.col("experience"), MOST_EXPERIENCE).cast(pl.Int64)
    return whole + one.experience * level // MOST_EXPERIENCE


def polars_join(folder: Path) -> Work:
    """Polars: the same join, some parties at a time."""
    parties, homes = job_of(folder)

    def work() -> dict[str, Any]:
        land = land_of(homes)
        mine, theirs = both_tables(parties, homes, land)
        register, everybody = pl.DataFrame(theirs), pl.DataFrame(mine)
        found = []
        for first in range(0, len(parties), BLOCK):
            rows = range(first, min(first + BLOCK, len(parties)))
            who, cell = cells_of(parties, homes, land, rows)
            asking = everybody[who].with_columns(cell=cell)
            found.append(_joined(asking, register))
        whole = pl.concat(found)
        return {name: whole[name].to_numpy() for name in ("party", "home", "points")}

    return work


def _joined(asking: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """The pairs of some parties, homes rising."""
    context = pl.SQLContext(asking=asking.lazy(), homes=register.lazy())
    return context.execute(SQL.replace("greatest(1, p_radius)", "p_radius")).collect()
