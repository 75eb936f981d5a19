"""Hard tests: many at a time say what the plain ones say for one pair."""

import numpy as np
import pytest
from hypothesis import given

from hearth.core.errors import InvalidValue
from hearth.engine.allowed import TESTS, broken, distance_km
from hearth.engine.candidates import candidates
from hearth.engine.plain.pairs import allowed_plain, distance_km_plain, score_plain
from hearth.engine.shortlist import shortlist
from hearth.engine.tables import Homes, Parties, Wishes
from tests.engine.worlds import some_homes, some_parties, unhurried, worlds


@unhurried
@given(worlds())
def test_each_test_agrees_with_the_plain_one(world: tuple[Parties, Homes]) -> None:
    parties, homes = world
    for i in range(len(parties)):
        found = broken(parties, homes, i)
        for j in range(len(homes)):
            assert [name for name in TESTS if found[name][j]] == allowed_plain(*world, i, j)


@unhurried
@given(worlds())
def test_points_are_never_below_0_nor_above_a_million(world: tuple[Parties, Homes]) -> None:
    parties, homes = world
    for i, j in np.ndindex(len(parties), len(homes)):
        assert 0 <= score_plain(parties, homes, i, j) <= 1_000_000


@unhurried
@given(worlds())
def test_a_shortlist_is_the_best_of_the_candidates_by_points_then_row(
    world: tuple[Parties, Homes],
) -> None:
    parties, homes = world
    lists = candidates(parties, homes)
    for i in range(len(parties)):
        part = slice(lists.indptr[i], lists.indptr[i + 1])
        pairs = zip(lists.value[part].tolist(), lists.home[part].tolist(), strict=True)
        best = sorted(pairs, key=lambda pair: (-pair[0], pair[1]))[:2]
        short = shortlist(parties, homes, i, 2)
        assert list(zip(short.points.tolist(), short.home.tolist(), strict=True)) == best


def test_equal_homes_come_in_the_order_of_their_rows() -> None:
    equal = np.tile(np.array([0, 1], np.uint64), 50)
    wishes = Wishes(
        np.zeros(1, np.int32),
        np.ones((1, 1), np.uint64),
        np.full((1, 1), 7, np.int32),
        np.zeros(1, np.int32),
    )
    short = shortlist(some_parties(1, wishes=wishes), some_homes(100, has=equal), 0, 60)
    assert short.home.tolist() == [*range(1, 100, 2), *range(0, 20, 2)]


def test_the_distance_between_two_known_places_is_right() -> None:
    # A quarter of the way round a sphere of the mean radius.
    km = distance_km(np.array([0.0]), np.array([0.0]), np.array([90.0]), np.array([0.0]))
    assert km[0] == pytest.approx(10007.557, abs=0.001)
    assert distance_km_plain(0, 179.9, 0, -179.9) == pytest.approx(22.239, abs=0.001)


def test_a_home_whose_place_is_not_known_is_out_where_distance_matters() -> None:
    near = some_parties(1, lat=np.zeros(1), lon=np.zeros(1), radius_km=np.array([50.0]))
    assert broken(near, some_homes(), 0)["radius"].tolist() == [True]


def test_asking_for_a_party_that_is_not_there_is_refused() -> None:
    with pytest.raises(InvalidValue, match="party"):
        broken(some_parties(2), some_homes(), 2)
    with pytest.raises(InvalidValue, match="shortlist"):
        shortlist(some_parties(), some_homes(), 0, -1)


def test_nobody_and_nowhere_are_fine() -> None:
    assert candidates(some_parties(0), some_homes(3)).indptr.tolist() == [0]
    assert candidates(some_parties(2), some_homes(0)).indptr.tolist() == [0, 0, 0]
