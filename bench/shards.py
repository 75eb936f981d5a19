"""Ten regions on two worker processes against one process, and the slope up to a million.

python -m bench.shards [--regions 10] [--each 100000] [--workers 2] [--runs 3]
python -m bench.shards slope [--most 1000000]

All do the same: read a region's tables from its file, make its candidates (crossing ones
included), solve it, join all regions, check the proof of the whole. A worker is a process
with one core's worth of work, so the bar compares with one process on one core; one process
on both cores is shown beside it, because the engine's own threads use the second core for
part of the work. The workers stand before the clock starts, as the one process has its
kernels compiled. In a run of its own a worker is killed. No ratio is printed where a plan
differs.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from bench.apart import answer as answered
from bench.apart import cores, load, measure, save
from bench.kinds import job as invented
from bench.report import at_least_one
from bench.towns import tables
from hearth.batch.cluster import Workers, plan_with, standing
from hearth.batch.jobs import JOINING, Job, Joined, Source, Work, plan_here
from hearth.batch.parcel import pack, unpack
from hearth.engine.assign import assign
from hearth.engine.certify import certify
from hearth.engine.regions.cut import Regions, by_map
from hearth.engine.regions.parts import homes_of, part, parties_of
from hearth.engine.tables import Barred, Homes, Parties

BAR = 1.6
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)


@dataclass(frozen=True, slots=True)
class DiesOnce:
    """A source that kills its own process the first time it is asked."""

    source: Source
    marker: Path

    def __call__(self) -> Work:
        """The work, from the second time on."""
        if self.marker.exists():
            return self.source()
        self.marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
        raise SystemExit


@dataclass(slots=True)
class Clock:
    """Seconds of the regions and of the join, told apart by what is said on the way."""

    began: float = field(default_factory=perf_counter)
    joining: float = 0.0
    ended: float = 0.0

    def say(self, what: str) -> None:
        """Take the moment at which the join begins."""
        if what == JOINING:
            self.joining = perf_counter()

    @property
    def regions_s(self) -> float:
        """Seconds until all regions were solved."""
        return self.joining - self.began

    @property
    def join_s(self) -> float:
        """Seconds of joining, mending and checking."""
        return self.ended - self.joining

    @property
    def whole_s(self) -> float:
        """Seconds of everything."""
        return self.ended - self.began


def timed(plan: Callable[[Callable[[str], None]], Joined]) -> tuple[Clock, Joined]:
    """One run."""
    clock = Clock()
    done = plan(clock.say)
    clock.ended = perf_counter()
    return clock, done


def in_regions(regions: int, each: int) -> tuple[Parties, Homes, Regions]:
    """An invented country, each region's rows behind one another as in registers of their own."""
    parties, homes = tables(regions * each, regions * each)
    cut = by_map(parties, homes, regions)
    party, home = (np.argsort(labels, kind="stable") for labels in (cut.party, cut.home))
    number = np.empty(home.size, np.int32)
    number[home] = np.arange(home.size, dtype=np.int32)
    moved = parties_of(parties, party)
    columns = {name: getattr(moved, name) for name in Parties.__slots__}
    columns["barred"] = _renumbered(moved.barred, number)
    sorted_cut = Regions(regions, cut.party[party], cut.home[home])
    return Parties(**columns), homes_of(homes, home), sorted_cut


def _renumbered(barred: Barred, number: Any) -> Barred:
    owner = np.repeat(np.arange(barred.start.size - 1), np.diff(barred.start))
    home = number[barred.home]
    return Barred(barred.start, home[np.lexsort((home, owner))])


def as_files(folder: Path, regions: int, each: int) -> Job:
    """The job, every region in a file of its own."""
    parties, homes, cut = in_regions(regions, each)
    sources: list[Source] = []
    for region in range(regions):
        path = folder / f"region-{region}"
        pack(path, part(parties, homes, cut, region))
        sources.append(partial(unpack, path))
    return Job.of_sources(sources, homes.places)


def killed_once(job: Job, folder: Path) -> Job:
    """The same job; the worker of one region in the middle is killed."""
    middle = job.regions // 2
    shaken = DiesOnce(job.source(middle), folder / "has-died")
    return Job(
        job.regions,
        lambda region: shaken if region == middle else job.source(region),
        job.places,
    )


def same(one: Joined, other: Joined) -> bool:
    """Whether both plans are proven and agree in every home and price."""
    proven = not one.proof.problems and not other.proof.problems
    return (
        proven
        and np.array_equal(one.plan.home, other.plan.home)
        and np.array_equal(one.plan.price, other.plan.price)
    )


def side_by_side(job: Job, ready: Workers, runs: int, folder: Path) -> int:
    """Measure all, in turns; print; 1 where a plan differs or the proof does not hold."""
    alone: list[Clock] = []
    both: list[Clock] = []
    workers: list[Clock] = []
    here, there = partial(plan_here, job), partial(plan_with, ready, job)
    first, alike = None, True
    for _ in range(runs):
        for clocks, plan, count in ((alone, here, 1), (both, here, 2), (workers, there, 2)):
            with on_cores(count):
                clock, done = timed(plan)
            clocks.append(clock)
            print(f"  {_told([clock])}", file=sys.stderr, flush=True)
            first = first or done
            alike &= same(first, done)
    clock, shaken = timed(partial(plan_with, ready, killed_once(job, folder)))
    survived = first is not None and same(first, shaken)
    pairs = shaken.lists.home.size
    print(f"{job.regions} regions, {shaken.plan.home.size:,} parties, {job.places.size:,} homes")
    print(f"  pairs {pairs:,}, {shaken.crossing:,} cross a border ({shaken.crossing / pairs:.1%})")
    print(f"  one process, one core    {_told(alone)}")
    print(f"  one process, two cores   {_told(both)}")
    print(f"  {ready.count} workers, two cores     {_told(workers)}")
    print(f"  the same, one killed     {_told([clock])}; same plan: {_yes(survived)}")
    print(f"  the proof of the joined plan holds, and all plans are equal: {_yes(alike)}")
    if not (alike and survived):
        print("  no ratio: the plans differ")
        return 1
    took = median(one.whole_s for one in workers)
    ratio = median(one.whole_s for one in alone) / took
    print(f"  to one process on one core: {ratio:.2f}; bar {BAR}: {_met(ratio >= BAR)}")
    print(f"  to one process on two cores: {median(one.whole_s for one in both) / took:.2f}")
    return 0


@contextmanager
def on_cores(count: int) -> Iterator[None]:
    """This process on so many of its cores; workers that stand already keep theirs."""
    before = cores()
    if before:
        os.sched_setaffinity(0, before[:count])
    yield
    if before:
        os.sched_setaffinity(0, before)


def _met(fact: bool) -> str:
    return "met" if fact else "NOT MET"


def _told(clocks: Sequence[Clock]) -> str:
    whole, regions, join = (
        median(getattr(clock, name) for clock in clocks)
        for name in ("whole_s", "regions_s", "join_s")
    )
    return f"{whole:8.2f} s  (regions {regions:.2f} s, join and proof {join:.2f} s)"


def _yes(fact: bool) -> str:
    return "yes" if fact else "NO"


def by_regions(asked: argparse.Namespace) -> int:
    """The first table."""
    with tempfile.TemporaryDirectory() as folder, standing(asked.workers) as ready:
        (Path(folder) / "small").mkdir()
        small = as_files(Path(folder) / "small", max(2, asked.workers), 500)
        plan_here(small)
        plan_with(ready, small)
        print("writing the regions' files ...", file=sys.stderr, flush=True)
        job = as_files(Path(folder), asked.regions, asked.each)
        return side_by_side(job, ready, asked.runs, Path(folder))


def solved(folder: Path) -> Callable[[], dict[str, Any]]:
    """Plan and proof in a process of its own; see `bench.apart`."""
    lists: tuple[Any, Any, Any, Any] = load(folder, "job")
    small = invented("towns", 1_000).columns()
    certify(*small, assign(*small))

    def work() -> dict[str, Any]:
        began = perf_counter()
        plan = assign(*lists)
        planned = perf_counter()
        proof = certify(*lists, plan)
        checked = perf_counter()
        return {
            "plan": planned - began,
            "proof": checked - planned,
            "holds": not proof.problems,
            "pairs": lists[1].size,
        }

    return work


def slope(asked: argparse.Namespace) -> int:
    """The second table: plan and proof in one process, from ten thousand to a million."""
    print("parties = homes        pairs   plan+proof      proof   peak memory   us per pair")
    fine = True
    for size in SIZES:
        if size > asked.most:
            continue
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            save(folder, "job", invented("towns", size).columns())
            found = measure("bench.shards:solved", folder, limit_s=3600)
            if found.why:
                print(f"{size:15,}  {found.why}")
                fine = False
                continue
            said = answered(found, folder)
        fine &= said["holds"]
        each = found.median_s / max(1, said["pairs"]) * 1e6
        print(
            f"{size:15,} {said['pairs']:12,} {found.median_s:10.3f} s {said['proof']:8.3f} s"
            f" {found.memory_mb:10,.0f} MB {each:12.3f}"
            f"{'' if said['holds'] else '   PROOF DOES NOT HOLD'}",
            flush=True,
        )
    return 0 if fine else 1


def main() -> int:
    """Read the words and measure."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    words.add_argument("what", nargs="?", choices=["regions", "slope"], default="regions")
    words.add_argument("--regions", type=at_least_one, default=10)
    words.add_argument("--each", type=at_least_one, default=100_000)
    words.add_argument("--workers", type=at_least_one, default=2)
    words.add_argument("--runs", type=at_least_one, default=3)
    words.add_argument("--most", type=at_least_one, default=SIZES[-1])
    asked = words.parse_args()
    if cores():
        os.sched_setaffinity(0, cores())
    return slope(asked) if asked.what == "slope" else by_regions(asked)


if __name__ == "__main__":
    sys.exit(main())
