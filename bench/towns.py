"""Invented parties and homes as engine tables, from a seed: towns, 14 hard tests, points.

As many homes per square kilometre whatever their number, so ten times the homes are ten
times the land. At 100,000 of each, about 34 homes pass for a party: 14 % of parties have
none, a quarter two or fewer, 5 % more than 140.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from bench.plane import settle
from hearth.engine.tables import (
    OPEN_END,
    Barred,
    Bits,
    Dangers,
    Floats,
    Homes,
    Int32s,
    Parties,
    Wishes,
)

DAY = 20_000
KM_PER_CELL = 1.2
SOUTH, WEST = 44.0, 0.0  # degrees, the corner of the land
KM_PER_DEGREE = 111.195
NARROWED = 0.66  # of a degree of longitude, about 49 degrees from the equator
TONGUES = 8
CLASSES = 4

# What a home may be and have: share of homes that do, share of parties that need it.
TRAITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "for women": (0.75, 0.25),
        "for men": (0.55, 0.20),
        "for non-binary people": (0.45, 0.06),
        "step-free": (0.15, 0.05),
        "ground-floor bath": (0.20, 0.06),
        "pets welcome": (0.30, 0.10),
        "smoke-free": (0.70, 0.25),
        "children welcome": (0.50, 0.25),
        "affirming": (0.35, 0.20),
        "kitchen": (0.80, 0.30),
        "no men": (0.30, 0.12),
        "no other guests": (0.35, 0.12),
        "trained for sensitive periods": (0.12, 0.04),
        "medicine store": (0.40, 0.10),
        "quiet": (0.50, 0.0),
        "garden": (0.40, 0.0),
        "near a school": (0.30, 0.0),
        "near a stop": (0.60, 0.0),
    }
)
# What a home may have that a party must avoid: share of homes, share of parties.
AVOIDED = ((0.25, 0.12), (0.15, 0.10), (0.10, 0.15), (0.20, 0.05))
RADIUS, RADIUS_SPREAD = 29.0, 0.22  # km a home may be away, log-normal
AREAS = 16  # each home lies in one, some parties refuse a few
FIRST_AREA = len(TRAITS) + len(AVOIDED)
ASKING, ASKING_SPREAD = 2.15, 0.12  # how much more than these shares a party asks, log-normal
WISHES = 4  # of the last traits, which nobody needs


def tables(parties: int, homes: int, seed: int = 1) -> tuple[Parties, Homes]:
    """So many parties and homes, the same for the same seed. Cost: 2 s for a million."""
    rng = np.random.default_rng([seed, 77])
    parties_at, homes_at, _ = settle(rng, parties, homes, one=False)
    return _parties(rng, parties_at, homes), _homes(rng, homes_at)


def _degrees(at: Floats) -> tuple[Floats, Floats]:
    """Latitude and longitude of places in cells."""
    km = at * KM_PER_CELL
    return SOUTH + km[:, 1] / KM_PER_DEGREE, WEST + km[:, 0] / (KM_PER_DEGREE * NARROWED)


def _bits(
    rng: np.random.Generator, rows: int, shares: list[float], first: int = 0, times: Any = 1.0
) -> Bits:
    """uint64 (rows), bit `first + k` set in `shares[k]` of the rows, `times` as often."""
    bits = np.zeros(rows, np.uint64)
    for k, share in enumerate(shares):
        bits |= (rng.random(rows) < share * times).astype(np.uint64) << np.uint64(first + k)
    return bits


def _one_bit(rng: np.random.Generator, rows: int, count: int, first: int = 0) -> Bits:
    """uint64 (rows), one of `count` bits each, the first ones more often (Zipf)."""
    share = 1 / np.arange(1, count + 1)
    chosen = rng.choice(count, rows, p=share / share.sum())
    bits: Bits = np.uint64(1) << (chosen + first).astype(np.uint64)
    return bits


def _parties(rng: np.random.Generator, at: Floats, homes: int) -> Parties:
    n = len(at)
    lat, lon = _degrees(at)
    youngest, span = rng.integers(0, 45, n), rng.integers(0, 30, n)
    size = rng.choice(np.arange(1, 7), n, p=[0.6, 0.15, 0.1, 0.08, 0.05, 0.02])
    from_day = DAY + rng.integers(0, 30, n)
    asking = rng.lognormal(np.log(ASKING), ASKING_SPREAD, n)
    avoids = _bits(rng, n, [share for _, share in AVOIDED], len(TRAITS), asking)
    refuses_area = np.where(rng.random(n) < 0.2, _one_bit(rng, n, AREAS, FIRST_AREA), 0)
    return Parties(
        needs=_bits(rng, n, [share for _, share in TRAITS.values()], times=asking),
        bars=avoids | refuses_area.astype(np.uint64),
        is_=_bits(rng, n, [0.3, 0.2, 0.1, 0.1, 0.05]),
        offers=_bits(rng, n, [0.9, 0.8, 0.9, 0.7]),
        size=size.astype(np.int32),
        party_class=rng.integers(0, CLASSES, n).astype(np.int32),
        age_min=youngest.astype(np.int16),
        age_max=(youngest + span).astype(np.int16),
        lat=lat,
        lon=lon,
        radius_km=np.clip(rng.lognormal(np.log(RADIUS), RADIUS_SPREAD, n), 3, 90).round(1),
        from_day=from_day.astype(np.int32),
        until_day=(from_day + rng.integers(30, 240, n)).astype(np.int32),
        tier=rng.choice(4, n, p=[0.1, 0.2, 0.3, 0.4]).astype(np.int16),
        language=_one_bit(rng, n, TONGUES) | _one_bit(rng, n, TONGUES),
        danger=_dangers(rng, lat, lon),
        barred=_barred(rng, n, homes),
        wishes=_wishes(rng, n),
    )


def _dangers(rng: np.random.Generator, lat: Floats, lon: Floats) -> Dangers:
    """A fifth have one, some 10 km from where they are."""
    has = rng.random(lat.size) < 0.2
    start = np.concatenate([[0], np.cumsum(has)]).astype(np.int64)
    away = rng.normal(0, 0.1, (2, int(has.sum())))
    km = rng.uniform(1, 15, int(has.sum())).round(1)
    return Dangers(start, lat[has] + away[0], lon[has] + away[1], km)


def _barred(rng: np.random.Generator, n: int, homes: int) -> Barred:
    """One home in two parties out of five: hostile, feared or refused."""
    has = rng.random(n) < 0.4
    start = np.concatenate([[0], np.cumsum(has)]).astype(np.int64)
    return Barred(start, rng.integers(0, max(1, homes), int(has.sum())).astype(np.int32))


def _wishes(rng: np.random.Generator, n: int) -> Wishes:
    first = len(TRAITS) - WISHES
    bits = np.uint64(1) << np.arange(first, first + WISHES, dtype=np.uint64)
    return Wishes(
        rng.integers(100_000, 400_000, n).astype(np.int32),
        np.tile(bits, (n, 1)),
        rng.integers(0, 100_000, (n, WISHES)).astype(np.int32),
        rng.integers(0, 200_000, n).astype(np.int32),
    )


def _homes(rng: np.random.Generator, at: Floats) -> Homes:
    m = len(at)
    lat, lon = _degrees(at)
    has = _bits(rng, m, [share for share, _ in TRAITS.values()])
    has |= _bits(rng, m, [share for share, _ in AVOIDED], len(TRAITS))
    return Homes(
        has=has | _one_bit(rng, m, AREAS, FIRST_AREA),
        refuses=_bits(rng, m, [0.15, 0.2, 0.1, 0.3, 0.2]),
        demands=_bits(rng, m, [0.6, 0.5, 0.6, 0.4]),
        home_class=rng.integers(0, CLASSES, m).astype(np.int32),
        lat=lat,
        lon=lon,
        age_min=rng.choice([0, 16, 18], m, p=[0.6, 0.2, 0.2]).astype(np.int16),
        age_max=rng.choice([120, 70, 50], m, p=[0.7, 0.2, 0.1]).astype(np.int16),
        free_from=(DAY + rng.integers(-40, 40, m)).astype(np.int32),
        free_until=_some_day(rng, m, 0.4, 60, 400),
        vetted_until=(DAY + rng.integers(30, 500, m)).astype(np.int32),
        places=rng.choice([0, 1, 2, 3, 4], m, p=[0.25, 0.5, 0.17, 0.05, 0.03]).astype(np.int32),
        size_max=rng.choice(np.arange(1, 7), m, p=[0.3, 0.3, 0.2, 0.1, 0.06, 0.04]).astype(
            np.int32
        ),
        language=_one_bit(rng, m, TONGUES) | _one_bit(rng, m, TONGUES),
        experience=rng.integers(0, 12, m).astype(np.int16),
        room_fit=np.tri(CLASSES, CLASSES, 1, np.bool_).T,
    )


def _some_day(rng: np.random.Generator, m: int, never: float, first: int, last: int) -> Int32s:
    """OPEN_END for a share of them, else a day so many days away."""
    day = np.where(rng.random(m) < never, OPEN_END, DAY + rng.integers(first, last, m))
    return day.astype(np.int32)
