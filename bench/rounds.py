"""Rounds of visits: published routes reached, and a week of 400 visits beside nearest-first.

[vrp] [week] [--data FOLDER] [--only NAME] [--runs N]. `vrp` needs the given instances
(HEARTH_TEST_DATA or --data); each is solved by two processes together, each with a seed of its own,
and N times with other seeds where asked. `week` plans 400 visits by 12 visitors with every rule at
once, and the same week nearest-first; a separate checker looks at both.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from bench.nearest import nearest_first
from bench.report import at_least_one
from hearth.engine.rounds.again import planned_again
from hearth.engine.rounds.check import broken
from hearth.engine.rounds.plan import planned
from hearth.engine.rounds.solve import Found, Leg, best_of, searched
from hearth.engine.rounds.week import CLOSED, Rounds, Week, metres_of

if TYPE_CHECKING:
    from pyvrp import ProblemData

# name: how its numbers are rounded, its best known cost, seconds, the bar above it in per cent
GIVEN = {
    "PR01": ("exact", 1_655_420, 20.0, 2.0),
    "PR07": ("exact", 2_166_886, 20.0, 2.0),
    "PR11A": ("exact", 6_655_548, 20.0, 2.0),
    "C1_10_1": ("dimacs", 424_448, 60.0, 3.0),
}
SEEDS = (1, 2)
VISITS, VISITORS, DAYS = 400, 12, 5
WEEK_S, WEEK_BAR_S = 45.0, 60.0


def routed(path: str, rounding: str, leg: Leg) -> Found:
    """The best routes of a given instance; reading it is in the time."""
    began = perf_counter()
    return searched(given(path, rounding), leg, began)


@cache
def given(path: str, rounding: str) -> "ProblemData":
    """An instance, read once in each process."""
    from pyvrp import read

    return read(path, round_func=rounding)


def published(folder: Path, only: str | None, runs: int = 1) -> int:
    """How many of the given instances miss their bar, in the worst of the runs."""
    missed = 0
    for name, (rounding, best, seconds, bar) in GIVEN.items():
        if only not in (None, name):
            continue
        path = str(folder / "opt" / "vrp" / f"{name}.vrp")
        gaps = []
        for run in range(runs):
            began = perf_counter()
            seeds = [seed + run * len(SEEDS) for seed in SEEDS]
            found = best_of(partial(routed, path, rounding), seconds, seeds)
            took = perf_counter() - began
            gaps.append(100 * (found.cost / best - 1) if found.routes else float("inf"))
            who = f"{name:8} {took:.0f} s, {len(SEEDS)} processes"
            print(f"{who}: {gaps[-1]:+.2f} % of the best known", flush=True)
        missed += max(gaps) > bar
        word = "met" if max(gaps) <= bar else "NOT MET"
        told = f", mean {sum(gaps) / runs:+.2f} %, worst {max(gaps):+.2f} %" if runs > 1 else ""
        print(f"{'':8} bar {bar:.0f} %: {word}{told}", flush=True)
    return missed


def invent(visits: int = VISITS, visitors: int = VISITORS, seed: int = 1) -> Week:
    """A week of a service in a region of 40 km: several bases, and every rule at once.

    Languages, a gender asked for, training, conflicts of interest (never), continuity (a cost),
    days on which somebody can be seen, hours after school, drawn days of unannounced visits, two
    visitors at once, homes at odds, breaks, and days off.
    """
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0, 40_000, (9, 2))
    at = towns[rng.choice(9, visits, p=rng.dirichlet(np.full(9, 2.0)))]
    at = at + rng.normal(0, 2_500, (visits, 2))
    bases = towns[rng.choice(3, visitors)]
    spots = np.concatenate([bases, at])
    metres = 1.3 * np.sqrt(((spots[:, None] - spots[None]) ** 2).sum(axis=2))
    begins = np.full((visitors, DAYS), 8 * 60)
    begins[rng.random((visitors, DAYS)) < 0.05] = CLOSED
    whole = {
        "minutes": np.where(rng.random(visits) < 0.5, 40, 50),
        **_hours(rng, visits),
        "place": np.arange(visitors, visitors + visits),
        "needed": np.where(rng.random(visits) < 0.03, 2, 1),
        "cost": np.where(rng.random((visits, visitors)) < 1 / visitors, 0, 3_000),
        "weight": np.where(rng.random(visits) < 0.1, 400_000, 200_000),
        "odds": _odds(rng, visits),
        "base": np.arange(visitors),
        "begins": begins,
        "ends": np.full((visitors, DAYS), 17 * 60),
        "rest": np.tile([30, 11 * 60 + 30, 14 * 60], (visitors, 1)),
        "most": np.full(visitors, 9),
        "metres": metres,
        "travel": np.ceil(metres / (45_000 / 60)),
    }
    columns = {name: np.ascontiguousarray(one, np.int32) for name, one in whole.items()}
    return Week(allowed=_allowed(rng, visits, visitors), **columns)


def _hours(rng: np.random.Generator, visits: int) -> dict[str, np.ndarray]:
    opens = np.full((visits, DAYS), 8 * 60)
    closes = np.full((visits, DAYS), 17 * 60)
    school = rng.random(visits) < 0.15
    opens[school], closes[school] = 14 * 60, 16 * 60 + 30
    opens[rng.random((visits, DAYS)) < 0.2] = CLOSED
    drawn = np.flatnonzero(rng.random(visits) < 0.2)
    for visit in drawn:  # an unannounced visit has the one day that was drawn
        day, kept = rng.integers(DAYS), opens[visit].copy()
        opens[visit] = CLOSED
        opens[visit, day] = max(int(kept[day]), 8 * 60)
    return {"opens": opens, "closes": closes}


def _odds(rng: np.random.Generator, visits: int) -> np.ndarray:
    pairs = rng.integers(0, visits, (20, 2))
    return pairs[pairs[:, 0] != pairs[:, 1]]


def _allowed(rng: np.random.Generator, visits: int, visitors: int) -> np.ndarray:
    speaks = rng.random((visitors, 6)) < 0.5
    speaks[:, 0] = True
    language = rng.choice(6, visits, p=[0.7, 0.1, 0.08, 0.06, 0.04, 0.02])
    woman = rng.random(visitors) < 0.6
    asks = rng.random(visits) < 0.15
    trained = rng.random(visitors) < 0.5
    needs = rng.random(visits) < 0.1
    allowed: np.ndarray = speaks[:, language].T & (woman[None] | ~asks[:, None])
    found: np.ndarray = allowed & (trained[None] | ~needs[:, None])
    return np.asarray(found & (rng.random(allowed.shape) > 0.03))


def week() -> int:
    """The same week twice. 1 where a rule is broken or it took too long."""
    asked = invent()
    began = perf_counter()
    ours = planned(asked, seconds=WEEK_S, seeds=SEEDS)
    seconds = perf_counter() - began
    began = perf_counter()
    plain = nearest_first(asked)
    plain_s = perf_counter() - began
    print(f"{asked.visits} visits, {asked.visitors} visitors, {asked.days} days")
    _line("hearth", asked, ours.rounds, seconds)
    _line("nearest first", asked, plain, plain_s)
    began = perf_counter()
    ill = asked.begins.copy()
    ill[0, 1:3] = CLOSED
    then = Week(**{name: getattr(asked, name) for name in Week.__slots__} | {"begins": ill})
    again = planned_again(then, ours.rounds)
    _line("one ill, two days", then, again.plan.rounds, perf_counter() - began)
    print(
        f"  {again.least} had to change; changed {len(again.changed)}, other hours alone "
        f"{len(again.shifted)}, left out {len(again.lost)}"
    )
    wrong = len(broken(asked, ours.rounds)) + len(broken(then, again.plan.rounds))
    missed = wrong > 0 or seconds > WEEK_BAR_S
    print(f"bar {WEEK_BAR_S:.0f} s and no rule broken: {'NOT MET' if missed else 'met'}")
    return int(missed)


def _line(name: str, asked: Week, rounds: Rounds, seconds: float) -> None:
    km, left = metres_of(asked, rounds) / 1000, asked.visits - rounds.planned
    print(
        f"  {name:18} {seconds:6.1f} s  {km:8,.0f} km  {km / max(rounds.planned, 1):5.2f} km a "
        f"visit  {left:3} left out  {len(broken(asked, rounds))} rules broken",
        flush=True,
    )


def main(words: Sequence[str] | None = None) -> int:
    """Print what was reached; 1 where a bar was missed."""
    say = argparse.ArgumentParser(prog="run.py bench rounds")
    say.add_argument("what", nargs="*", default=[], help="vrp, week, or nothing for both")
    say.add_argument("--only", help="one of the given instances, by name")
    say.add_argument(
        "--runs", type=at_least_one, default=1, help="how often each, with other seeds"
    )
    say.add_argument("--data", type=Path, default=os.environ.get("HEARTH_TEST_DATA"))
    asked = say.parse_args(words)
    wanted, missed = asked.what or ["vrp", "week"], 0
    if "vrp" in wanted and asked.data is None:
        print("the given instances are not here: name their folder with --data")
    elif "vrp" in wanted:
        missed += published(Path(asked.data), asked.only, max(1, asked.runs))
    if "week" in wanted:
        missed += week()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
