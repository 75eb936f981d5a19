"""Shortlists and candidates by DuckDB."""

from pathlib import Path
from typing import Any

import duckdb

from bench.apart import CORES, Work
from bench.peers.asked import Dialect, land_of
from bench.peers.candidates import SQL, both_tables, cells_of
from bench.peers.databases import Build, by_zone, questions, scan, two
from bench.peers.shortlist import job_of, work_of

DUCKDB = Dialect(lambda k: f"${k}", divide="//")


def _duckdb(folder: Path, build: Build, order: str) -> Work:
    columns, asking = questions(folder, build, DUCKDB)
    base = duckdb.connect(config={"threads": CORES})
    base.register("given", columns)
    base.execute(f"CREATE TABLE homes AS SELECT * FROM given {order}")
    return work_of(lambda i: two(base.execute(*asking[i]).fetchall()), len(asking))


def duckdb_scan(folder: Path) -> Work:
    """DuckDB, as the homes came."""
    return _duckdb(folder, scan, "")


def duckdb_cells(folder: Path) -> Work:
    """DuckDB, the table in the order of its cells."""
    return _duckdb(folder, by_zone, "ORDER BY cell, id")


def duckdb_join(folder: Path) -> Work:
    """DuckDB: parties with the cells of their boxes, joined to the homes of those cells."""
    parties, homes = job_of(folder)

    def work() -> dict[str, Any]:
        land = land_of(homes)
        mine, theirs = both_tables(parties, homes, land)
        who, cell = cells_of(parties, homes, land, range(len(parties)))
        base = duckdb.connect(config={"threads": CORES})
        asking = {"cell": cell, **{name: one[who] for name, one in mine.items()}}
        base.register("asking", asking)
        base.register("homes", theirs)
        return dict(base.execute(SQL).fetchnumpy())

    return work
