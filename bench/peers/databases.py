"""The question in the words of a database, with and without 10 km cells."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.peers.asked import Asked, Dialect, Land, Statement, asked, home_columns, land_of
from bench.peers.shortlist import K, job_of

KINDS = {"f": "DOUBLE PRECISION", "i": "BIGINT", "u": "BIGINT"}

Question = tuple[str, list[Any]]


def scan(one: Asked, dialect: Dialect, _: Land) -> Question:
    """The whole table."""
    said = Statement(dialect)
    return said.best(one, "homes", "", K), said.values


def by_cell(one: Asked, dialect: Dialect, land: Land) -> Question:
    """Rows of cells first, each one run of the clustered table."""
    said = Statement(dialect)
    runs = ", ".join(f"({said.put(a)}, {said.put(b)})" for a, b in land.runs(one.box))
    where = "cell BETWEEN r.first AND r.last AND "
    sql = said.best(one, "r CROSS JOIN homes", where, K)
    return f"WITH r(first, last) AS (VALUES {runs}) {sql}", said.values


def by_zone(one: Asked, dialect: Dialect, land: Land) -> Question:
    """For DuckDB, which skips blocks of rows by the least and the greatest in them."""
    said = Statement(dialect)
    runs = land.runs(one.box)
    whole = f"cell BETWEEN {said.put(runs[0][0])} AND {said.put(runs[-1][1])} AND "
    return said.best(one, "homes", whole, K), said.values


Build = Callable[[Asked, Dialect, Land], Question]


def questions(folder: Path, build: Build, dialect: Dialect) -> tuple[dict[str, Any], Any]:
    """The columns of the homes, and the question of every party."""
    parties, homes = job_of(folder)
    land = land_of(homes)
    asking = [build(asked(parties, homes, i), dialect, land) for i in range(len(parties))]
    return home_columns(homes, land), asking


def two(rows: list[Any]) -> tuple[Any, Any]:
    """Homes and points of rows."""
    return [row[0] for row in rows], [row[1] for row in rows]


def create(columns: dict[str, Any], more: str = "") -> str:
    """The statement that makes the table."""
    words = [f"{name} {KINDS[column.dtype.kind]}" for name, column in columns.items()]
    return f"CREATE TABLE homes ({', '.join(words)}{more})"
