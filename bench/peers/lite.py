"""Shortlists by SQLite."""

import sqlite3
from pathlib import Path

from bench.apart import Work
from bench.peers.asked import Dialect
from bench.peers.databases import Build, by_cell, create, questions, scan, two
from bench.peers.shortlist import work_of

SQLITE = Dialect(lambda k: f"?{k}")


def _sqlite(folder: Path, build: Build, key: str, tail: str) -> Work:
    columns, asking = questions(folder, build, SQLITE)
    base = sqlite3.connect(":memory:", cached_statements=1_000)
    base.execute(f"{create(columns, key)}{tail}")
    marks = ", ".join("?" for _ in columns)
    rows = zip(*(column.tolist() for column in columns.values()), strict=True)
    base.executemany(f"INSERT INTO homes VALUES ({marks})", rows)
    base.execute("ANALYZE")
    return work_of(lambda i: two(base.execute(*asking[i]).fetchall()), len(asking))


def sqlite_scan(folder: Path) -> Work:
    """SQLite, the whole table in memory."""
    return _sqlite(folder, scan, ", PRIMARY KEY (id)", "")


def sqlite_cells(folder: Path) -> Work:
    """SQLite, the table in the order of its cells."""
    return _sqlite(folder, by_cell, ", PRIMARY KEY (cell, id)", " WITHOUT ROWID")
