"""All pairs that pass, for everyone at once: Hearth beside Polars, DuckDB and a NumPy loop.

[--size quick|full] [--json]. Full is 100,000 parties and homes, then a million of each by
Hearth alone: its lists block after block, and all the way to a proven plan. Every pair and
its points must be the same; else there is no ratio.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench import apart
from bench.apart import Measured, measure
from bench.peers.candidates import SAMPLE, answer_of
from bench.peers.shortlist import JOB
from bench.report import Line, Row, show, versions
from bench.towns import tables

OUR_ENGINE = "bench.peers.ours_lists:hearth_candidates"
LOOP = "numpy_loop"
PEERS = (
    "bench.peers.frames:polars_join",
    "bench.peers.duck:duckdb_join",
    f"bench.peers.candidates:{LOOP}",
)
SIZES = {"quick": 10_000, "full": 100_000}
MILLION = 1_000_000
LIMIT_S = 150.0
BAR, MEMORY_MB = 30.0, 300
BLOCKS, REGION = "bench.peers.ours_lists:hearth_blocks", "bench.peers.ours:hearth_region"
ALONE = {BLOCKS: (5.0, 4_000), REGION: (8.0, 4_000)}  # seconds and MB at most
FOOT = (
    f"Polars joins some parties at a time; DuckDB is stopped after {LIMIT_S:.0f} s. NumPy goes",
    f"through {SAMPLE:,} parties, and its time is reckoned up from there to all of them.",
)


def run(count: int) -> Row:
    """Ask everybody for all pairs of so many parties and homes."""
    print(f"candidates, {count:,} parties and homes", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as made:
        folder = Path(made)
        apart.compile_first(OUR_ENGINE, JOB, tables(20, 20))
        apart.save(folder, JOB, tables(count, count))
        ours = measure(OUR_ENGINE, folder)
        others = [measure(peer, folder, limit_s=LIMIT_S) for peer in PEERS]
        if ours.why:
            lines, pairs = [Line.of(ours, None)], 0
        else:
            found = answer_of(apart.answer(ours, folder)["lists"])
            lines = [Line.of(ours, True), *(_line(one, folder, found, count) for one in others)]
            pairs = found["party"].size
    sizes = {"parties": count, "homes": count, "pairs": pairs}
    bar = BAR if count == SIZES["full"] else None
    return Row("candidates", sizes, tuple(lines), bar, _said(ours, count))


def _line(one: Measured, folder: Path, ours: dict[str, Any], count: int) -> Line:
    if one.why:
        return Line.of(one, None)
    theirs = apart.answer(one, folder)
    some = ours["party"] < SAMPLE if one.engine == LOOP else slice(None)
    equal = all(np.array_equal(ours[name][some], theirs[name]) for name in ours)
    if one.engine != LOOP or count <= SAMPLE:
        return Line.of(one, equal)
    seconds = one.median_s * count / SAMPLE
    note = f"reckoned up from {SAMPLE:,} parties"
    return Line(one.engine, seconds, one.memory_mb, equal, len(one.seconds), note)


def _said(ours: Measured, count: int) -> tuple[str, ...]:
    if ours.why or count != SIZES["full"]:
        return ()
    good = "met" if ours.memory_mb <= MEMORY_MB else "NOT MET"
    return (f"memory {ours.memory_mb:,.0f} MB; bar {MEMORY_MB}: {good}",)


def run_alone(count: int) -> Iterator[Row]:
    """Hearth alone on so many parties and homes."""
    print(f"a region, {count:,} parties and homes", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as made:
        folder = Path(made)
        apart.save(folder, JOB, tables(count, count))
        yield from (_alone(engine, folder, count) for engine in ALONE)


def _alone(engine: str, folder: Path, count: int) -> Row:
    apart.compile_first(engine, JOB, tables(20, 20))
    found = measure(engine, folder)
    if found.why:
        return Row(found.engine, {"parties": count}, (Line.of(found, None),))
    answer = apart.answer(found, folder)
    most_s, most_mb = ALONE[engine]
    good = "met" if found.median_s <= most_s and found.memory_mb <= most_mb else "NOT MET"
    said, proven = [f"bar {most_s:g} s and {most_mb:,} MB: {good}"], answer.get("proven", True)
    if "value" in answer:
        said.append(f"value {answer['value']:,}, {'proven' if proven else 'NOT PROVEN'}")
    sizes = {"parties": count, "homes": count, "pairs": answer["pairs"]}
    line = Line.of(found, None)
    return Row(found.engine, sizes, (line,), says=tuple(said), broken=not proven)


def main(words: Sequence[str] | None = None) -> int:
    """Print the table; 1 where a pair differs."""
    say = argparse.ArgumentParser(prog="run.py bench candidates")
    say.add_argument("--size", choices=[*SIZES], default="quick")
    say.add_argument("--json", action="store_true")
    asked = say.parse_args(words)
    return show(
        _rows(asked.size),
        as_json=asked.json,
        foot=lambda _: (*FOOT, versions("polars", "duckdb", "numpy", "numba")),
    )


def _rows(size: str) -> Iterator[Row]:
    yield run(SIZES[size])
    if size == "full":
        yield from run_alone(MILLION)


if __name__ == "__main__":
    sys.exit(main())
