"""Shortlists: the best homes, found without looking at most of the others."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine.asking import Questions, line_of, lines_of
from hearth.engine.kernels.pairs import DANGER, DANGER_END
from hearth.engine.plain.pairs import shortlist_plain
from hearth.engine.register import Register
from hearth.engine.shortlist import Shortlist, shortlist
from hearth.engine.tables import Homes, Parties, Wishes
from tests.engine.worlds import a_land, some_homes, some_parties, unhurried, worlds


def pairs(short: Shortlist) -> list[tuple[int, int]]:
    """Home rows and points."""
    return list(zip(short.home.tolist(), short.points.tolist(), strict=True))


@unhurried
@given(worlds(), st.integers(0, 6))
def test_they_are_the_plain_ones(world: tuple[Parties, Homes], k: int) -> None:
    parties, homes = world
    for i in range(len(parties)):
        plain = shortlist_plain(parties, homes, i, k)
        assert pairs(shortlist(parties, homes, i, k)) == plain
        assert pairs(shortlist(Questions.of(parties), homes, i, k)) == plain


@given(st.integers(0, 2**30), st.sampled_from([1, 3, 20]))
def test_on_a_land_of_towns_they_are_the_plain_ones_too(seed: int, k: int) -> None:
    parties, homes = a_land(seed, parties=5, homes=150)
    register = Register.of(homes)
    for i in range(len(parties)):
        assert pairs(shortlist(parties, register, i, k)) == shortlist_plain(parties, homes, i, k)


@pytest.mark.parametrize("radius", [60.0, np.inf])
def test_a_far_home_that_has_what_was_wished_goes_before_near_ones(radius: float) -> None:
    km = np.arange(40) * 1.4  # to the north of the party
    homes = some_homes(40, lat=50 + km / 111.195, lon=np.full(40, 8.0), has=_last_bit(40))
    place = {"lat": np.full(1, 50.0), "lon": np.full(1, 8.0)}
    party = some_parties(1, radius_km=np.full(1, radius), wishes=_ONE_WISH, **place)
    short = shortlist(party, homes, 0, 2)
    assert short.home.tolist() == [39, 0]
    assert pairs(short) == shortlist_plain(party, homes, 0, 2)


_ONE_WISH = Wishes(
    np.array([100], np.int32),
    np.array([[1]], np.uint64),
    np.array([[200]], np.int32),
    np.array([0], np.int32),
)


def _last_bit(homes: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.concatenate([np.zeros(homes - 1, np.uint64), np.ones(1, np.uint64)])


@pytest.mark.parametrize("radius", [25_000.0, np.inf])
def test_a_search_may_go_round_the_whole_earth_and_over_the_poles(radius: float) -> None:
    rng = np.random.default_rng(4)
    homes = some_homes(200, lat=rng.uniform(-90, 90, 200), lon=rng.uniform(-180, 180, 200))
    for lat, lon in ((90.0, 0.0), (-89.9, 7.0), (0.0, 180.0), (12.0, -179.99)):
        place = {"lat": np.full(1, lat), "lon": np.full(1, lon)}
        party = some_parties(1, radius_km=np.full(1, radius), **place)
        assert shortlist(party, homes, 0, 500).home.size == 200


@given(st.integers(0, 2**30))
def test_near_a_pole_and_across_the_seam_nobody_is_missed(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lat, lon = rng.choice([-89.99, -60, 0, 89.9]), rng.choice([-180, 179.99, 0, 90])
    spread = rng.choice([0.01, 0.5, 5])
    where = {
        "lat": np.clip(lat + rng.normal(0, spread, 60), -90, 90),
        "lon": (lon + rng.normal(0, spread, 60) + 180) % 360 - 180,
    }
    homes = some_homes(60, **where)
    km = float(spread * rng.choice([20, 100, 300]))
    near = {"lat": where["lat"][:5].copy(), "lon": where["lon"][:5].copy()}
    parties = some_parties(5, radius_km=np.full(5, km), **near)
    for i in range(5):
        assert pairs(shortlist(parties, homes, i, 60)) == shortlist_plain(parties, homes, i, 60)


def test_fewer_than_none_are_refused_and_none_is_an_empty_list() -> None:
    with pytest.raises(InvalidValue, match="shortlist"):
        shortlist(some_parties(), some_homes(), 0, -1)
    assert pairs(shortlist(some_parties(), some_homes(), 0, 0)) == []
    assert pairs(shortlist(some_parties(), some_homes(0), 0, 5)) == []


@unhurried
@given(worlds())
def test_the_line_of_one_party_is_its_line_among_all(world: tuple[Parties, Homes]) -> None:
    parties, _ = world
    lines = lines_of(parties, np.arange(len(parties)))
    for i in range(len(parties)):
        line, danger = line_of(parties, i)
        first, end = lines[i, DANGER], lines[i, DANGER_END]
        assert (line[DANGER], line[DANGER_END]) == (0, end - first)
        assert len(danger) == end - first
        others = np.delete(np.arange(line.size), [DANGER, DANGER_END])
        assert line[others].tolist() == lines[i, others].tolist()
