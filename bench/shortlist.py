"""The best 20 homes for one party: Hearth beside PostgreSQL, SQLite, DuckDB, Polars, NumPy.

[--size quick|full] [--peer NAME] [--json]. Full is one million homes. Every list of every
engine must be the same, home for home and point for point; else there is no ratio.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from bench import apart
from bench.apart import Measured, measure
from bench.peers.shortlist import JOB, K
from bench.report import Line, Row, show, versions
from bench.towns import tables
from hearth.engine.plain.pairs import allowed_plain, score_plain
from hearth.engine.tables import Homes, Parties

HOMES = {"quick": 50_000, "full": 1_000_000}
PARTIES = 300
CHECKED = 3  # parties whose listed homes are reckoned again, pair by pair
OURS = "hearth_shortlist"
OUR_ENGINE = f"bench.peers.ours:{OURS}"
PEERS = {
    "numpy_box": "shortlist",
    "numpy_sorted": "shortlist",
    "polars_frame": "frames",
    "duckdb_scan": "duck",
    "duckdb_cells": "duck",
    "sqlite_scan": "lite",
    "sqlite_cells": "lite",
    "postgres_scan": "postgres",
    "postgres_cells": "postgres",
}
BARS = {50: 40.0, 99: 10.0}
FIRST_S, CHANGED_S = 0.05, 0.001
FOOT = (
    "Tables, indexes and the register are made before the clock runs, and so are the words of",
    "every question. PostgreSQL's memory is that of its server and is not counted here.",
)


def run(size: str, peers: Sequence[str]) -> list[Row]:
    """Ask everybody for every party; one row per percentile."""
    homes = HOMES[size]
    print(f"shortlists, {homes:,} homes", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as made:
        folder = Path(made)
        parties, register = tables(PARTIES, homes)
        apart.compile_first(OUR_ENGINE, JOB, tables(5, 200))
        apart.save(folder, JOB, (parties, register))
        ours = measure(OUR_ENGINE, folder, runs=1)
        others = [measure(f"bench.peers.{PEERS[peer]}:{peer}", folder, runs=1) for peer in peers]
        found = {one.engine: apart.answer(one, folder) for one in [ours, *others] if not one.why}
    if OURS not in found:
        return [_row(percent, homes, [ours, *others], found, ()) for percent in BARS]
    right = _as_plain(found[OURS], parties, register)
    said = _said(found[OURS], right=right)
    rows = (_row(percent, homes, [ours, *others], found, said) for percent in BARS)
    return [replace(row, broken=not right) for row in rows]


def same(ours: dict[str, Any], its: dict[str, Any]) -> int:
    """How many parties were given another list than ours."""
    pairs = zip(ours["lists"], its["lists"], strict=True)
    return sum(
        not all(np.array_equal(a, b) for a, b in zip(mine, other, strict=True))
        for mine, other in pairs
    )


def _row(
    percent: int,
    homes: int,
    measured: list[Measured],
    found: dict[str, Any],
    said: tuple[str, ...],
) -> Row:
    lines = []
    for one in measured:
        if one.why or OURS not in found:
            lines.append(Line(one.engine, None, note=one.why))
            continue
        other = same(found[OURS], found[one.engine])
        note = f"{other} of {PARTIES} lists differ" if other else ""
        seconds = float(np.percentile(one.seconds, percent))
        memory = 0.0 if one.engine.startswith("postgres") else one.memory_mb
        lines.append(Line(one.engine, seconds, memory, other == 0, len(one.seconds), note))
    sizes = {"homes": homes, "parties asked for": PARTIES}
    bar = BARS[percent] if homes == HOMES["full"] else None
    return Row(f"shortlist of {K}, p{percent}", sizes, tuple(lines), bar, said)


def _said(ours: dict[str, Any], *, right: bool) -> tuple[str, ...]:
    first, (changed, slowest) = ours["first"], ours["changed"]
    plain = "as the plain rules say" if right else "NOT BY THE RULES"
    return (
        f"packed in {ours['packed']:.2f} s; first answer {first * 1000:.1f} ms, bar 50: "
        f"{'met' if first <= FIRST_S else 'NOT MET'}",
        f"a home goes and comes back, p99 of 1,000 {changed * 1000:.3f} ms, slowest "
        f"{slowest * 1000:.3f} ms, bar 1: "
        f"{'met' if changed <= CHANGED_S else 'NOT MET'}",
        f"the homes listed for the first {CHECKED} parties are {plain}",
    )


def _as_plain(ours: dict[str, Any], parties: Parties, homes: Homes) -> bool:
    return all(
        not allowed_plain(parties, homes, i, j) and score_plain(parties, homes, i, j) == points
        for i in range(CHECKED)
        for j, points in zip(*(column.tolist() for column in ours["lists"][i]), strict=True)
    )


def main(words: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a list differs, or is not as the plain rules say."""
    say = argparse.ArgumentParser(prog="run.py bench shortlist")
    say.add_argument("--size", choices=[*HOMES], default="quick")
    say.add_argument("--peer", choices=[*PEERS], action="append", help="only this one; repeatable")
    say.add_argument("--json", action="store_true")
    asked = say.parse_args(words)
    return show(
        run(asked.size, asked.peer or [*PEERS]),
        as_json=asked.json,
        foot=lambda _: (*FOOT, versions("duckdb", "polars", "numpy", "numba", "psycopg")),
    )


if __name__ == "__main__":
    sys.exit(main())
