"""Small invented tables for the tests: say what matters, the rest does no harm."""

from itertools import chain
from typing import Any

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from hearth.engine.candidates import candidates
from hearth.engine.tables import OPEN_END, Barred, Dangers, Homes, Parties, Wishes

# A busy machine is no reason to fail: nothing here is timed.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def some_parties(n: int = 1, **columns: Any) -> Parties:
    """Parties against which nothing speaks, but for the columns given."""
    bits = np.zeros(n, np.uint64)
    usual: dict[str, Any] = {
        **dict.fromkeys(("needs", "bars", "is_", "offers", "language"), bits),
        "size": np.ones(n, np.int32),
        "party_class": np.zeros(n, np.int32),
        "age_min": np.full(n, 30, np.int16),
        "age_max": np.full(n, 30, np.int16),
        "lat": np.full(n, np.nan),
        "lon": np.full(n, np.nan),
        "radius_km": np.full(n, np.inf),
        "from_day": np.zeros(n, np.int32),
        "until_day": np.full(n, 10, np.int32),
        "tier": np.zeros(n, np.int16),
        "danger": Dangers.none(n),
        "barred": Barred.none(n),
        "wishes": Wishes.none(n),
    }
    return Parties(**{**usual, **columns})


def some_homes(m: int = 1, **columns: Any) -> Homes:
    """Homes open to everybody, but for the columns given."""
    bits = np.zeros(m, np.uint64)
    usual: dict[str, Any] = {
        **dict.fromkeys(("has", "refuses", "demands", "language"), bits),
        "home_class": np.zeros(m, np.int32),
        "lat": np.full(m, np.nan),
        "lon": np.full(m, np.nan),
        "age_min": np.zeros(m, np.int16),
        "age_max": np.full(m, 120, np.int16),
        "free_from": np.zeros(m, np.int32),
        "free_until": np.full(m, OPEN_END, np.int32),
        "vetted_until": np.full(m, OPEN_END, np.int32),
        "places": np.ones(m, np.int32),
        "size_max": np.full(m, 9, np.int32),
        "experience": np.zeros(m, np.int16),
        "room_fit": np.ones((1, 1), np.bool_),
    }
    return Homes(**{**usual, **columns})


_few_bits = st.sampled_from([0, 0, 0, 1, 2, 3, 1 << 63])
_lat = st.sampled_from([10.0, 10.1, 10.5, -80.0, 90.0])
_lon = st.sampled_from([20.0, 20.2, 179.9, -179.9])


def _column(draw: st.DrawFn, dtype: type, size: int, elements: st.SearchStrategy[Any]) -> Any:
    return draw(arrays(dtype, size, elements=elements))


def _starts(draw: st.DrawFn, n: int, most: int) -> Any:
    counts = draw(st.lists(st.integers(0, most), min_size=n, max_size=n))
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)


def _placed(draw: st.DrawFn, size: int) -> dict[str, Any]:
    known = _column(draw, np.bool_, size, st.sampled_from([True, True, False]))
    lat, lon = _column(draw, np.float64, size, _lat), _column(draw, np.float64, size, _lon)
    return {"lat": np.where(known, lat, np.nan), "lon": np.where(known, lon, np.nan)}


def _dangers(draw: st.DrawFn, n: int) -> Dangers:
    start = _starts(draw, n, 2)
    d = int(start[-1])
    km = _column(draw, np.float64, d, st.sampled_from([0.0, 5.0, 100.0]))
    return Dangers(
        start, _column(draw, np.float64, d, _lat), _column(draw, np.float64, d, _lon), km
    )


def _barred(draw: st.DrawFn, n: int, m: int) -> Barred:
    sets = [sorted(draw(st.sets(st.integers(0, m - 1), max_size=2))) for _ in range(n)]
    start = np.concatenate([[0], np.cumsum([len(one) for one in sets])]).astype(np.int64)
    return Barred(start, np.array(list(chain.from_iterable(sets)), np.int32))


def _wishes(draw: st.DrawFn, n: int) -> Wishes:
    width = draw(st.integers(0, 3))
    points = st.integers(0, 200_000)
    return Wishes(
        _column(draw, np.int32, n, points),
        draw(arrays(np.uint64, (n, width), elements=_few_bits)),
        draw(arrays(np.int32, (n, width), elements=points)),
        _column(draw, np.int32, n, points),
    )


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Parties, Homes]:
    """A few parties and homes in which every test is sometimes broken and sometimes not."""
    n, m = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    small = st.integers(0, 3)
    where = _placed(draw, n)
    radius = _column(draw, np.float64, n, st.sampled_from([0.0, 30.0, 60.0, np.inf]))
    parties = some_parties(
        n,
        **where,
        **{
            name: _column(draw, np.uint64, n, _few_bits)
            for name in ("needs", "bars", "is_", "offers", "language")
        },
        size=_column(draw, np.int32, n, st.integers(1, 4)),
        party_class=_column(draw, np.int32, n, st.integers(0, 1)),
        age_min=_column(draw, np.int16, n, st.integers(0, 20)),
        age_max=_column(draw, np.int16, n, st.integers(20, 60)),
        radius_km=np.where(np.isnan(where["lat"]), np.inf, radius),
        from_day=_column(draw, np.int32, n, small),
        until_day=_column(draw, np.int32, n, st.integers(3, 6)),
        danger=_dangers(draw, n),
        barred=_barred(draw, n, m),
        wishes=_wishes(draw, n),
    )
    homes = some_homes(
        m,
        **_placed(draw, m),
        **{
            name: _column(draw, np.uint64, m, _few_bits)
            for name in ("has", "refuses", "demands", "language")
        },
        home_class=_column(draw, np.int32, m, st.integers(0, 1)),
        age_min=_column(draw, np.int16, m, st.integers(0, 15)),
        age_max=_column(draw, np.int16, m, st.integers(30, 99)),
        free_from=_column(draw, np.int32, m, small),
        free_until=_column(draw, np.int32, m, st.integers(4, 9)),
        vetted_until=_column(draw, np.int32, m, st.integers(4, 9)),
        places=_column(draw, np.int32, m, st.integers(0, 2)),
        size_max=_column(draw, np.int32, m, st.integers(1, 5)),
        experience=_column(draw, np.int16, m, st.integers(0, 12)),
        room_fit=draw(arrays(np.bool_, (2, 2), elements=st.sampled_from([True, True, False]))),
    )
    return parties, homes


def a_land(seed: int, parties: int, homes: int) -> tuple[Parties, Homes]:
    """Towns of a few kilometres, near enough to one another to be searched together.

    Everything is drawn from few values, so that points are often equal.
    """
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0, 0.8, (2, 4)) + np.array([[50], [8]])

    def bits(rows: int, share: float) -> Any:
        return ((rng.random((rows, 4)) < share) * [1, 2, 4, 1 << 63]).astype(object).sum(1)

    def placed(rows: int) -> dict[str, Any]:
        at = towns[:, rng.integers(0, 4, rows)] + rng.normal(0, 0.04, (2, rows)).round(2)
        at[:, rng.random(rows) < 0.05] = np.nan
        return {"lat": at[0], "lon": at[1]}

    def days(rows: int, first: int, end: int) -> Any:
        return rng.integers(first, end, rows).astype(np.int32)

    where = placed(parties)
    radius = rng.choice([3.0, 20.0, 60.0, np.inf], parties)
    asked = some_parties(
        parties,
        **where,
        **{name: bits(parties, 0.1).astype(np.uint64) for name in ("needs", "bars", "is_")},
        offers=bits(parties, 0.8).astype(np.uint64),
        language=bits(parties, 0.3).astype(np.uint64),
        size=days(parties, 1, 12),
        age_min=days(parties, 0, 30).astype(np.int16),
        age_max=days(parties, 30, 60).astype(np.int16),
        radius_km=np.where(np.isnan(where["lat"]), np.inf, radius),
        from_day=days(parties, 0, 40),
        until_day=days(parties, 40, 60),
        wishes=Wishes(
            rng.choice([0, 7, 400_000], parties).astype(np.int32),
            np.tile(np.array([1, 6], np.uint64), (parties, 1)),
            rng.choice([0, 3, 100_000], (parties, 2)).astype(np.int32),
            rng.choice([0, 200_000], parties).astype(np.int32),
        ),
    )
    offered = some_homes(
        homes,
        **placed(homes),
        has=bits(homes, 0.8).astype(np.uint64),
        refuses=bits(homes, 0.1).astype(np.uint64),
        demands=bits(homes, 0.1).astype(np.uint64),
        language=bits(homes, 0.7).astype(np.uint64),
        age_min=days(homes, 0, 12).astype(np.int16),
        age_max=days(homes, 40, 99).astype(np.int16),
        free_from=days(homes, -60, 10),
        free_until=days(homes, 50, 90),
        vetted_until=days(homes, 50, 90),
        places=rng.choice([0, 1, 3], homes, p=[0.1, 0.6, 0.3]).astype(np.int32),
        size_max=days(homes, 2, 30),
        experience=days(homes, 0, 13).astype(np.int16),
    )
    return asked, offered


@st.composite
def lists(draw: st.DrawFn, parties: int = 5, homes: int = 4) -> tuple[Any, Any, Any, Any]:
    """Small candidate lists: indptr, home, value, places; values from 0 to 10**12."""
    n, m = draw(st.integers(0, parties)), draw(st.integers(1, homes))
    most = draw(st.sampled_from([1, 5, 100, 10**12]))
    chosen = [draw(st.lists(st.integers(0, m - 1), unique=True, max_size=m)) for _ in range(n)]
    indptr = np.concatenate([[0], np.cumsum([len(one) for one in chosen])]).astype(np.int64)
    home = np.array(list(chain.from_iterable(chosen)), np.int32)
    value = draw(arrays(np.int64, home.size, elements=st.integers(0, most)))
    places = draw(arrays(np.int32, m, elements=st.integers(0, 2)))
    return indptr, home, value, places


def random_lists(rng: np.random.Generator, n: int, m: int, most: int) -> tuple[Any, Any, Any, Any]:
    """Candidate lists of up to 12 homes a party, and 0 to 2 places a home."""
    counts = np.minimum(m, rng.integers(0, 13, n))
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    home = np.concatenate([rng.choice(m, k, replace=False) for k in counts]).astype(np.int32)
    value = rng.integers(0, most + 1, home.size)
    return indptr, home, value, rng.integers(0, 3, m).astype(np.int32)


@st.composite
def wider_lists(draw: st.DrawFn) -> tuple[Any, Any, Any, Any]:
    """Candidate lists with rows long enough to be read in parts: few or many homes, values of
    few levels or many, worth far more than they differ or not, alike within a party or not."""
    n, m = draw(st.integers(1, 30)), draw(st.integers(1, 30))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    counts = rng.integers(0, m + 1, n)
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    chosen = [rng.choice(m, k, replace=False) for k in counts.tolist()]
    home = np.concatenate([np.empty(0), *chosen]).astype(np.int32)
    value = rng.integers(0, draw(st.sampled_from([2, 6, 1000, 10**9])), home.size)
    level = rng.integers(0, draw(st.sampled_from([1, 2, 5])), n)
    value += np.repeat(level, counts) * draw(st.sampled_from([1, 10**4, 10**12]))
    return indptr, home, value, rng.integers(0, draw(st.sampled_from([2, 4])), m).astype(np.int32)


def fitting(parties: Parties, homes: Homes) -> NDArray[np.bool_]:
    """Which pairs the engine lets through, bool (n, m)."""
    lists = candidates(parties, homes)
    found = np.zeros((len(parties), len(homes)), np.bool_)
    found[np.repeat(np.arange(len(parties)), np.diff(lists.indptr)), lists.home] = True
    return found
