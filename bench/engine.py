"""A plan for everyone: Hearth beside OR-Tools, SciPy, HiGHS and NetworkX, kind by kind.

[--kind KIND] [--size quick|full] [--json]. Each engine has a process of its own, on two cores,
on the same job; a plan is looked up in the lists again before its time counts.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import apart
from bench.apart import Measured, measure
from bench.job import Job
from bench.kinds import KINDS, job
from bench.peers.plan import JOB, worth
from bench.report import Line, Row, show, versions
from bench.shapes import shape_of_lists
from hearth.engine.tables import Int32s

OURS, PROOF = "hearth_plan", "bench.peers.ours:proof"
OUR_ENGINE = f"bench.peers.ours:{OURS}"
FLOW, SPARSE = "bench.peers.flow:ortools_flow", "bench.peers.scipys:scipy_sparse"
DENSE, LP = "bench.peers.scipys:scipy_dense", "bench.peers.scipys:highs_lp"
NETWORKX = "bench.peers.graph:networkx_flow"
EXACT_FLOAT = 1 << 53  # whole numbers that a float holds; SciPy and HiGHS reckon in floats
LARGE, PROOF_S, HALF = 100_000, 0.02, 0.5  # bars of a proof and of memory from there on
PACKAGES = ("ortools", "scipy", "networkx", "numba", "numpy")
FOOT = (
    "Peers' models are built within their time, ours is packed within ours; nothing is compiled",
    "within it. Memory is the peak of the whole process, the job it was given included.",
    "`matching` is not here: it finds stable plans by order of preference, not the plan of most",
    "value, so there is nothing to compare. SciPy's dense plan and NetworkX are asked up to",
    "10,000 parties, SciPy's sparse plan up to 120,000 with values that floats hold.",
)


@dataclass(frozen=True, slots=True)
class Task:
    """A job, who is asked, and the ratio to reach against the best of them."""

    kind: str
    parties: int
    bar: float = 1.0
    peers: tuple[str, ...] = (FLOW,)


QUICK = tuple(
    Task(kind, 10_000, peers=(FLOW, SPARSE, DENSE, LP) if kind == "towns" else (FLOW, SPARSE))
    for kind in KINDS
)
FULL = (
    Task("towns", 10_000, peers=(FLOW, SPARSE, DENSE, LP, NETWORKX)),
    Task("towns", 100_000, 15, (FLOW, SPARSE)),
    Task("towns", 1_000_000, 20),
    Task("scarce", 200_000, 10),
    Task("scarce", 1_000_000),
    Task("near-balance", 120_000, 10),
    Task("ties", 100_000, 20),
    Task("ties-scarce", 150_000, 15),
    Task("no-geography", 100_000, 12),
    Task("balanced", 100_000, 2),
    Task("very-scarce", 300_000, 3),
    Task("counts", 100_000, 12),
    Task("counts-scarce", 150_000, 6),
    Task("tiers", 100_000),
    Task("tiers-scarce", 200_000),
    Task("wide", 100_000),
    Task("one-town", 100_000),
    Task("none", 100_000),
)
SIZES = {"quick": QUICK, "full": FULL}


def run(task: Task) -> Row:
    """Make the job, ask everybody, compare."""
    print(f"{task.kind}, {task.parties:,} parties", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as made:
        folder = Path(made)
        one = job(task.kind, task.parties)
        apart.compile_first(OUR_ENGINE, JOB, job(task.kind, 50))
        apart.save(folder, JOB, one)
        ours = measure(OUR_ENGINE, folder)
        others = [_ask(peer, one, folder) for peer in task.peers]
        return _row(task, one, folder, [ours, *others])


def _ask(peer: str, one: Job, folder: Path) -> Measured:
    most = int(one.value.max(initial=0)) * one.parties
    if peer != FLOW and most > EXACT_FLOAT:
        return Measured(
            peer.split(":")[1], why="reckons in floats, and these values are too great for them"
        )
    return measure(peer, folder)


def _row(task: Task, one: Job, folder: Path, all_of_them: list[Measured]) -> Row:
    value = {
        found.engine: _value(one, apart.answer(found, folder)["home"])
        for found in all_of_them
        if not found.why
    }
    best, _ = value.get(OURS, (None, ""))
    lines = [_line(found, value.get(found.engine), best) for found in all_of_them]
    said, broken = [], False
    if best is not None:
        proof, broken = _proof(folder, best, one.parties)
        said = [f"value {best:,}", *_memory(task, all_of_them), proof]
    figures = shape_of_lists(one)
    sizes = {name: figures[name] for name in ("parties", "homes", "places", "pairs")}
    return Row(task.kind, sizes, tuple(lines), task.bar, tuple(said), broken)


def _value(one: Job, home: Int32s) -> tuple[int | None, str]:
    """What a plan is worth, or why it cannot be."""
    try:
        return worth(one, home), ""
    except ValueError as no:
        return None, str(no)


def _line(found: Measured, value: tuple[int | None, str] | None, best: int | None) -> Line:
    if value is None:
        return Line.of(found, None)
    its, why = value
    note = "" if its == best and best is not None else why or f"value {its:,}"
    return Line.of(found, its is not None and its == best, note)


def _memory(task: Task, all_of_them: list[Measured]) -> tuple[str, ...]:
    """Ours beside that of OR-Tools; half of it is promised for towns."""
    of = {found.engine: found.memory_mb for found in all_of_them if not found.why}
    if "ortools_flow" not in of:
        return ()
    share = of[OURS] / of["ortools_flow"]
    said = f"memory {share:.2f} of that of OR-Tools"
    if task.kind != "towns" or task.parties < LARGE:
        return (said,)
    return (f"{said}; bar {HALF}: {'met' if share <= HALF else 'NOT MET'}",)


def _proof(folder: Path, value: int, parties: int) -> tuple[str, bool]:
    """What the check of our plan says, in a process of its own, and whether it has a problem."""
    checked = measure(PROOF, folder)
    if checked.why:
        return f"PROOF: {checked.why}", True
    found = apart.answer(checked, folder)["proof"]
    if found.problems or found.bound != value:
        return f"PROOF: {'; '.join(found.problems) or 'of another value'}", True
    said = f"proof checked in {checked.median_s:.3f} s, {checked.memory_mb:,.0f} MB"
    if parties < LARGE:
        return said, False
    most = PROOF_S * parties / LARGE
    return f"{said}; bar {most:g} s: {'met' if checked.median_s <= most else 'NOT MET'}", False


def growth(rows: Sequence[Row]) -> tuple[str, ...]:
    """How our time and memory grow from 100 thousand to 1 million parties in towns."""
    of = {row.sizes["parties"]: row.lines[0] for row in rows if row.what == "towns"}
    small, large = of.get(100_000), of.get(1_000_000)
    if not small or not large or not small.seconds or not large.seconds:
        return ()
    times, memory = large.seconds / small.seconds, large.memory_mb / small.memory_mb
    good = "met" if times <= 12 and memory <= 11 else "NOT MET"
    return (f"from 100,000 to 1,000,000: {times:.1f} x time, {memory:.1f} x memory; "
            f"bar 12 and 11: {good}",)  # fmt: skip


def main(words: Sequence[str] | None = None) -> int:
    """Print the table; 1 where values differ or a proof has a problem."""
    say = argparse.ArgumentParser(prog="run.py bench engine", description=__doc__.split("\n")[0])
    say.add_argument("--kind", choices=[*KINDS], help="only this kind")
    say.add_argument("--size", choices=[*SIZES], default="quick")
    say.add_argument("--json", action="store_true")
    asked = say.parse_args(words)
    tasks = [task for task in SIZES[asked.size] if asked.kind in (None, task.kind)]
    rows = (run(task) for task in tasks)
    return show(
        rows, as_json=asked.json, foot=lambda seen: (*growth(seen), *FOOT, versions(*PACKAGES))
    )


if __name__ == "__main__":
    sys.exit(main())
