"""Seconds and memory of the engine on invented towns: candidates, plan, proof, shortlist.

python -m bench.engine [PARTIES HOMES]
"""

import resource
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import TypeVar

import numpy as np

from hearth.engine.assign import assign, assign_beds
from hearth.engine.candidates import candidates
from hearth.engine.certify import certify, certify_beds
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import OPEN_END, Barred, Bits, Dangers, Floats, Homes, Parties, Wishes
from hearth.engine.tiers import with_tiers

DAY = 20_000
TOWNS = 40
CLASSES = 4
T = TypeVar("T")


def some_bits(rng: np.random.Generator, rows: int, share: float, count: int = 12) -> Bits:
    """uint64 (rows), each of `count` bits set with this share."""
    each = rng.random((rows, count)) < share
    bits: Bits = (each * (1 << np.arange(count))).sum(axis=1).astype(np.uint64)
    return bits


def placed(rng: np.random.Generator, towns: Floats, rows: int) -> tuple[Floats, Floats]:
    """Latitudes and longitudes around towns whose sizes fall as 1/rank (Zipf)."""
    weight = 1 / np.arange(1, TOWNS + 1)
    at = rng.choice(TOWNS, rows, p=weight / weight.sum())
    spread = rng.normal(0, 0.05, (2, rows))
    return towns[0, at] + spread[0], towns[1, at] + spread[1]


def invented_parties(rng: np.random.Generator, towns: Floats, n: int, m: int) -> Parties:
    """Parties of 1 to 6 people; most with a radius, some with danger points and barred homes."""
    lat, lon = placed(rng, towns, n)
    dangers = rng.random(n) < 0.2
    start = np.concatenate([[0], np.cumsum(dangers)]).astype(np.int64)
    until = rng.integers(DAY + 30, DAY + 200, n).astype(np.int32)
    half = np.full(n, 400_000, np.int32)
    return Parties(
        needs=some_bits(rng, n, 0.06),
        bars=some_bits(rng, n, 0.03),
        is_=some_bits(rng, n, 0.15),
        offers=some_bits(rng, n, 0.9),
        size=rng.choice(np.arange(1, 7), n, p=[0.6, 0.15, 0.1, 0.08, 0.05, 0.02]).astype(np.int32),
        party_class=rng.integers(0, CLASSES, n).astype(np.int32),
        age_min=rng.integers(0, 40, n).astype(np.int16),
        age_max=rng.integers(40, 80, n).astype(np.int16),
        lat=lat,
        lon=lon,
        radius_km=np.where(rng.random(n) < 0.7, rng.uniform(5, 80, n), np.inf),
        from_day=np.full(n, DAY, np.int32),
        until_day=until,
        tier=rng.integers(0, 4, n).astype(np.int16),
        language=some_bits(rng, n, 0.1, 6),
        danger=Dangers(start, lat[dangers], lon[dangers], rng.uniform(1, 10, int(dangers.sum()))),
        barred=Barred(np.arange(n + 1), rng.integers(0, m, n).astype(np.int32)),
        wishes=Wishes(
            half,
            np.tile(np.array([1, 2, 4, 8], np.uint64), (n, 1)),
            rng.integers(0, 100_000, (n, 4)).astype(np.int32),
            (half // 2).astype(np.int32),
        ),
    )


def invented_homes(rng: np.random.Generator, towns: Floats, m: int) -> Homes:
    """Homes with 1 to 4 places, most of them free and vetted for long."""
    lat, lon = placed(rng, towns, m)
    return Homes(
        has=some_bits(rng, m, 0.6),
        refuses=some_bits(rng, m, 0.05),
        demands=some_bits(rng, m, 0.05),
        home_class=rng.integers(0, CLASSES, m).astype(np.int32),
        lat=lat,
        lon=lon,
        age_min=np.where(rng.random(m) < 0.3, 18, 0).astype(np.int16),
        age_max=np.full(m, 120, np.int16),
        free_from=(DAY + rng.integers(-30, 5, m)).astype(np.int32),
        free_until=np.where(rng.random(m) < 0.7, OPEN_END, DAY + 120).astype(np.int32),
        vetted_until=rng.integers(DAY + 50, DAY + 700, m).astype(np.int32),
        places=rng.choice([1, 2, 3, 4], m, p=[0.6, 0.25, 0.1, 0.05]).astype(np.int32),
        size_max=rng.integers(1, 7, m).astype(np.int32),
        language=some_bits(rng, m, 0.5, 6),
        experience=rng.integers(0, 12, m).astype(np.int16),
        room_fit=rng.random((CLASSES, CLASSES)) < 0.85,
    )


def timed(name: str, work: Callable[[], T]) -> T:
    """Do the work three times, print the median of the seconds."""
    seconds = []
    for _ in range(3):
        began = perf_counter()
        answer = work()
        seconds.append(perf_counter() - began)
    print(f"{name:34} {median(seconds):8.3f} s")
    return answer


def main(parties_count: int = 600, homes_count: int = 3000) -> int:
    """Print what each part takes; 1 if a proof has a problem."""
    rng = np.random.default_rng(1)
    towns = np.stack([rng.uniform(50, 54, TOWNS), rng.uniform(-4, 1, TOWNS)])
    parties = invented_parties(rng, towns, parties_count, homes_count)
    homes = invented_homes(rng, towns, homes_count)
    lists = timed("candidates", lambda: candidates(parties, homes))
    print(f"  {lists.home.size} pairs for {parties_count} parties and {homes_count} homes")
    value = with_tiers(lists.value, lists.indptr, parties.tier)
    columns = (lists.indptr, lists.home, value)
    plan = timed("assign, with tiers", lambda: assign(*columns, homes.places))
    print(f"  {int((plan.home >= 0).sum())} placed")
    proof = timed("certify", lambda: certify(*columns, homes.places, plan))
    timed("assign, fit alone", lambda: assign(lists.indptr, lists.home, lists.value, homes.places))
    timed("one shortlist of 20", lambda: shortlist(parties, homes, 0, 20))
    fit = (lists.indptr, lists.home, lists.value, parties.size, homes.size_max)
    beds = timed("assign_beds, gap 0.1 %", lambda: assign_beds(*fit, homes.places, gap=0.001))
    bed_proof = certify_beds(*fit, beds, parties_max=homes.places)
    print(f"  gap by prices {beds.gap:.4%}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for problem in (*proof.problems, *bed_proof.problems):
        print(f"PROBLEM {problem}")
    return 1 if proof.problems or bed_proof.problems else 0


if __name__ == "__main__":
    sys.exit(main(*[int(word) for word in sys.argv[1:3]]))
