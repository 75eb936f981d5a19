"""Shortlists by PostgreSQL."""

import atexit
import io
import os
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
from psycopg.types.numeric import Int8

from bench.apart import NotHere, Work
from bench.peers.asked import Dialect
from bench.peers.databases import Build, by_cell, create, questions, scan, two
from bench.peers.shortlist import work_of
from tests.databases import Cluster, NoServer, find_server

POSTGRES = Dialect(lambda k: f"%(v{k})s")


def _postgres(folder: Path, build: Build, *, cells: bool) -> Work:
    """A server of our own on a private socket, with room to hold the whole table."""
    columns, asking = questions(folder, build, POSTGRES)
    try:
        cluster = Cluster(find_server(os.environ))
    except NoServer as no:
        raise NotHere(str(no)) from no
    atexit.register(cluster.stop)
    with psycopg.connect(cluster.dsn, autocommit=True, dbname="postgres") as first:
        first.execute("ALTER SYSTEM SET shared_buffers = '1GB'")
    base = psycopg.connect(cluster.dsn, autocommit=True, dbname="postgres")
    base.execute(create(columns))
    frame = pl.DataFrame(columns)
    text = io.BytesIO()
    (frame.sort("cell", "id") if cells else frame).write_csv(text, include_header=False)
    with base.cursor().copy("COPY homes FROM STDIN (FORMAT csv)") as copy:
        copy.write(text.getvalue())
    if cells:
        base.execute("CREATE INDEX ON homes (cell)")
        base.execute("SET enable_seqscan = off")
    base.execute("VACUUM ANALYZE homes")
    base.execute("SET jit = off")
    words = [(sql, {f"v{k + 1}": _typed(v, Int8) for k, v in enumerate(vs)}) for sql, vs in asking]
    return work_of(lambda i: two(base.execute(*words[i], prepare=True).fetchall()), len(words))


def _typed(value: Any, whole: type) -> Any:
    """Whole numbers all of one type, so that a statement is prepared once."""
    return whole(value) if isinstance(value, int) else value


def postgres_scan(folder: Path) -> Work:
    """PostgreSQL, one scan of a cached table, by as many workers as it likes to take."""
    return _postgres(folder, scan, cells=False)


def postgres_cells(folder: Path) -> Work:
    """PostgreSQL, the table in the order of its cells, with an index on them."""
    return _postgres(folder, by_cell, cells=True)
