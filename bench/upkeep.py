"""A plan kept up: one party or home comes or goes, and a whole day, beside solving again.

[--size quick|full] [KIND]. Each act is timed alone; after every one bound and value are equal,
and now and then the value is found again from nothing; after a day the proof is checked from
nothing as well. OR-Tools solves the last lists once, in this process, on the same two cores. The
machine may be busy with others, so the time that the act itself ran is told beside the time that
passed, and how many acts had to give way to others.
"""

import argparse
import gc
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter, thread_time
from typing import Any

import numpy as np

from bench import apart
from bench.job import Job
from bench.kinds import job
from bench.peers.flow import ortools_flow
from bench.peers.plan import JOB, worth
from bench.report import busy
from hearth.engine.assign import assign
from hearth.engine.certify import certify
from hearth.engine.plan import Values
from hearth.engine.tables import Bools, Int32s, Int64s
from hearth.engine.tomorrow import Before, tomorrow
from hearth.engine.upkeep import Changes, Newcomers, Upkeep

KINDS = {"towns": 1, "scarce": 2}  # and parties per home
SIZES = {"quick": (10_000, 200), "full": (100_000, 2_000)}  # homes, and acts of each sort
SAMPLES = 3  # acts of each sort after which the value is found again from nothing
RUNS = 3
# Of parties and of homes, how many leave in a day, and as many come: 1 % of them changed.
SHARES = ((0.005, 0.0), (0.005, 0.005))
BAR_S = 0.001


class Wrong(Exception):
    """A value or a proof is not what it has to be: then no figure means anything."""


@dataclass(slots=True)
class Clock:
    """Seconds of each act: passed, and run by this thread; how many acts were interrupted."""

    passed: list[float] = field(default_factory=list)
    run: list[float] = field(default_factory=list)
    interrupted: int = 0

    def time(self, work: Callable[[], Any]) -> None:
        """Do it once."""
        others = given_up()
        began, ran = perf_counter(), thread_time()
        work()
        self.run.append(thread_time() - ran)
        self.passed.append(perf_counter() - began)
        self.interrupted += given_up() > others

    def said(self) -> str:
        """Both, p50 and p99, in milliseconds, and whether the bar is met."""
        words = []
        for name, seconds in (("passed", self.passed), ("run", self.run)):
            p50, p99 = np.percentile(seconds, (50, 99)) * 1000
            words.append(f"{name} p50 {p50:.3f} p99 {p99:.3f} ms")
        met = "met" if np.percentile(self.run, 99) <= BAR_S else "NOT MET"
        return f"{', '.join(words)}; interrupted {self.interrupted}; bar 1 ms run: {met}"


def given_up() -> int:
    """How often this process had to leave a core to others."""
    return getrusage(RUSAGE_SELF).ru_nivcsw


def check(kept: Upkeep, *, anew: bool) -> None:
    """Raise Wrong unless the plan is proven, `anew` also by one found from nothing."""
    if kept.value != kept.bound:
        raise Wrong(f"worth {kept.value}, and no more than {kept.bound} is proven")
    if anew and assign(*kept.lists()).value != kept.value:
        raise Wrong("another value than from nothing")


def timed(kept: Upkeep, acts: Sequence[Callable[[], Any]]) -> Clock:
    """Do all acts, each timed alone."""
    clock = Clock()
    samples = set(np.linspace(0, len(acts) - 1, SAMPLES).astype(int).tolist())
    gc.collect()
    for count, one in enumerate(acts):
        clock.time(one)
        check(kept, anew=count in samples)
    return clock


def rows_of(one: Job, rows: Int64s) -> tuple[Int64s, Int32s, Any]:
    """The candidate lists of these parties alone."""
    counts = np.diff(one.indptr)[rows]
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    at = np.repeat(one.indptr[rows] - start[:-1], counts) + np.arange(start[-1])
    return start, one.home[at], one.value[at]


def single_acts(one: Job, count: int) -> Iterator[str]:
    """Parties arrive and leave, homes leave and come back, one after the other."""
    rng = np.random.default_rng(1)
    order = rng.permutation(one.parties)
    late, early = order[:count], np.sort(order[count:])
    kept = Upkeep.of(*rows_of(one, early), one.places)
    kept.change(Changes())  # so that nothing is compiled or grown within the first act
    kept.close(int(kept.open(np.array([0], np.int32), np.array([1]), 1).opened[0]))
    lists = [rows_of(one, late[k : k + 1])[1:] for k in range(count)]
    arrive = timed(kept, [partial(kept.arrive, *row) for row in lists])
    yield f"one party arrives      {arrive.said()}"
    leaving = rng.choice(early.size, count, replace=False).tolist()
    leave = timed(kept, [partial(kept.leave, i) for i in leaving])
    yield f"one party leaves       {leave.said()}"
    closing = rng.choice(one.places.size, count, replace=False)
    back = by_home(kept, closing)
    close = timed(kept, [partial(kept.close, j) for j in closing.tolist()])
    yield f"one home leaves        {close.said()}"
    cuts = np.split(np.arange(back.who.size), back.indptr[1:-1])
    come = [
        partial(kept.open, back.who[cut], back.value[cut], int(one.places[j]))
        for cut, j in zip(cuts, closing, strict=True)
    ]
    yield f"one home comes         {timed(kept, come).said()}"
    yield from against(kept, median(arrive.passed))


def by_home(kept: Upkeep, homes: Int64s, without: Bools | None = None) -> Newcomers:
    """The parties that list these homes, but for those to leave out, as lists by home."""
    indptr, home, value, places = kept.lists()
    number = np.full(places.size, -1)
    number[homes] = np.arange(homes.size)
    party = np.repeat(np.arange(indptr.size - 1), np.diff(indptr))
    some = np.flatnonzero((number[home] >= 0) & (True if without is None else ~without[party]))
    some = some[np.argsort(number[home[some]], kind="stable")]
    counts = np.bincount(number[home[some]], minlength=homes.size)
    start = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return Newcomers(start, party[some].astype(np.int32), value[some])


def against(kept: Upkeep, seconds: float) -> Iterator[str]:
    """OR-Tools and we, each from nothing, on the lists as they are now.

    Raises Wrong where the values are not the same or the proof does not hold.
    """
    one = Job(*kept.lists())
    ours = median(took(partial(assign, *one.columns())) for _ in range(RUNS))
    with tempfile.TemporaryDirectory(prefix="hearth-bench-") as made:
        apart.save(Path(made), JOB, one)
        solve = ortools_flow(Path(made))
        began = perf_counter()
        answer = solve()
        theirs = perf_counter() - began
    if worth(one, answer["home"]) != kept.value:
        raise Wrong(f"OR-Tools found {worth(one, answer['home']):,}, we {kept.value:,}")
    certified(kept, one.columns())
    yield f"value {kept.value:,}, the same for all three; proof holds"
    yield f"from nothing: ours {ours:.3f} s, OR-Tools {theirs:.3f} s"
    yield f"to mend for one party is {theirs / seconds:,.0f} x quicker than OR-Tools again"


def took(work: Callable[[], Any]) -> float:
    """Seconds that passed."""
    began = perf_counter()
    work()
    return perf_counter() - began


def a_day(
    kept: Upkeep, rng: np.random.Generator, there: tuple[Bools, Bools], share: tuple[float, float]
) -> Changes:
    """This share of parties and of homes leaves, and as many that are like them come."""
    left, closed = (
        rng.choice(np.flatnonzero(side), round(part * side.sum()), replace=False)
        for side, part in zip(there, share, strict=True)
    )
    indptr, home, value, places = kept.lists()
    gone, shut = np.zeros(indptr.size - 1, np.bool_), np.zeros(places.size, np.bool_)
    gone[left], shut[closed] = True, True
    start, who, worth_of = rows_of(Job(indptr, home, value, places), left)
    open_ = ~shut[who]
    starts = np.concatenate([[0], np.cumsum(open_)])[start]
    return Changes(
        left=left.astype(np.int32),
        closed=closed.astype(np.int32),
        opened=by_home(kept, closed, gone),
        opened_places=places[closed],
        came=Newcomers(starts, who[open_], worth_of[open_]),
    )


def days(one: Job, share: tuple[float, float]) -> Iterator[str]:
    """One percent changes: the plan kept up, the plan begun from yesterday's, and from nothing."""
    kept, rng = Upkeep.of(*one.columns()), np.random.default_rng(2)
    kept.change(Changes())
    there = np.ones(one.parties, np.bool_), np.ones(one.places.size, np.bool_)
    keep, begun, anew, proof = [], [], [], []
    for _ in range(RUNS):
        plan, day = kept.plan(), a_day(kept, rng, there, share)
        keep.append(took(partial(kept.change, day)))
        there = (
            after(there[0], day.left, len(day.came)),
            after(there[1], day.closed, len(day.opened)),
        )
        lists = kept.lists()
        anew.append(took(partial(assign, *lists)))
        proof.append(took(partial(certified, kept, lists)))
        check(kept, anew=True)
        before = Before(plan, known(plan.home.size, there[0]), known(plan.price.size, there[1]))
        began = perf_counter()
        found = tomorrow(*lists, before)
        begun.append(perf_counter() - began)
        if found.plan.value != kept.value:
            raise Wrong("another value than the plan that was kept up")
    said = f"{len(day.came):,} parties and {len(day.opened):,} homes leave and as many come"
    yield f"a day, {said}: values equal; {found.moved.size:,} must move"
    for name, seconds in (("kept up", keep), ("begun from yesterday's", begun)):
        ratio = median(anew) / median(seconds)
        said = f"{name:22} {median(seconds):.3f} s, {ratio:.1f} x quicker than from nothing"
        bar = f"; bar 10: {'met' if ratio >= 10 else 'NOT MET'}" if seconds is keep else ""
        yield f"{said} ({median(anew):.3f} s){bar}"
    yield f"{'proof checked':22} {median(proof):.3f} s, alike for all three, not in the ratios"


def certified(kept: Upkeep, lists: tuple[Int64s, Int32s, Values, Int32s]) -> None:
    """Raise Wrong unless the proof holds, checked from nothing."""
    problems = certify(*lists, kept.plan()).problems
    if problems:
        raise Wrong(f"the proof fails: {problems[0]}")


def after(there: Bools, gone: Int32s, come: int) -> Bools:
    """Which rows are there after a day."""
    rows = np.concatenate([there, np.ones(come, np.bool_)])
    rows[gone] = False
    return rows


def known(before: int, there: Bools) -> Int32s:
    """For each row now, the same row before; -1 where it is new or has left."""
    row = np.arange(there.size, dtype=np.int32)
    return np.where(there & (row < before), row, -1).astype(np.int32)


def main(words: Sequence[str]) -> int:
    """Measure both kinds, or one; 1 as soon as a value or a proof is wrong."""
    asked = argparse.ArgumentParser(prog="bench upkeep", description=__doc__)
    asked.add_argument("kinds", nargs="*", metavar="KIND")
    asked.add_argument("--size", choices=SIZES, default="quick")
    said = asked.parse_args(words)
    if apart.cores():
        os.sched_setaffinity(0, apart.cores())
    homes, acts = SIZES[said.size]
    for kind in said.kinds or KINDS:
        one = job(kind, homes * KINDS[kind])
        print(f"{kind}: {one.parties:,} parties, {homes:,} homes, {one.home.size:,} pairs")
        try:
            for lines in (single_acts(one, acts), *(days(one, share) for share in SHARES)):
                for line in lines:
                    print(f"  {line}", flush=True)
        except Wrong as error:
            print(f"  NO RATIO: {error}")
            return 1
    print(busy())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
