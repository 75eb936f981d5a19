"""A region's tables hold every home that could be right for one of its parties."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from hearth.core.errors import InvalidValue
from hearth.engine.candidates import candidates
from hearth.engine.regions.cut import Regions
from hearth.engine.regions.parts import Part, part
from hearth.engine.tables import Barred, Homes, Parties
from tests.engine.worlds import some_homes, some_parties, unhurried, worlds


@st.composite
def cut_worlds(draw: st.DrawFn) -> tuple[Parties, Homes, Regions]:
    """A small world and regions drawn at random."""
    parties, homes = draw(worlds())
    count = draw(st.integers(1, 3))
    label = st.integers(0, count - 1)
    labels = [draw(arrays(np.int32, len(some), elements=label)) for some in (parties, homes)]
    return parties, homes, Regions(count, *labels)


def pairs(parties: Parties, homes: Homes) -> dict[tuple[int, int], int]:
    """All candidates and their points."""
    made = candidates(parties, homes)
    owner = np.repeat(np.arange(len(parties)), np.diff(made.indptr))
    keys = zip(owner.tolist(), made.home.tolist(), strict=True)
    return dict(zip(keys, made.value.tolist(), strict=True))


@settings(unhurried)
@given(cut_worlds())
def test_the_regions_together_make_all_candidates(cut: tuple[Parties, Homes, Regions]) -> None:
    parties, homes, regions = cut
    together: dict[tuple[int, int], int] = {}
    for region in range(regions.count):
        one = part(parties, homes, regions, region)
        assert one.party.tolist() == np.flatnonzero(regions.party == region).tolist()
        assert one.home[one.own].tolist() == np.flatnonzero(regions.home == region).tolist()
        for (i, j), points in pairs(one.parties, one.homes).items():
            together[int(one.party[i]), int(one.home[j])] = points
    assert together == pairs(parties, homes)


def at(*places: tuple[float, float]) -> dict[str, Any]:
    """Columns of these places."""
    return {"lat": np.array([a for a, _ in places]), "lon": np.array([b for _, b in places])}


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ((51.0, 10.0), (51.0, 10.71)),  # 49.7 km east
        ((51.0, 10.0), (51.449, 10.0)),  # 49.9 km north
        ((89.9, 0.0), (89.9, 180.0)),  # over the pole
        ((10.0, 179.9), (10.0, -179.9)),  # over the line where days change
        ((-80.0, -179.9), (-80.0, 179.0)),
    ],
)
def test_a_home_that_the_radius_reaches_is_there(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    parties = some_parties(1, **at(here), radius_km=np.array([50.0]))
    homes = some_homes(1, **at(there))
    assert len(candidates(parties, homes).home) == 1
    ours = Regions(2, np.zeros(1, np.int32), np.ones(1, np.int32))
    assert part(parties, homes, ours, 0).home.tolist() == [0]


def test_a_home_a_hand_away_is_there_even_without_any_radius() -> None:
    parties = some_parties(1, **at((51.0, 10.0)), radius_km=np.zeros(1))
    homes = some_homes(1, **at((51.000003, 10.000003)))  # rounded to the metre: at the same place
    assert len(candidates(parties, homes).home) == 1
    ours = Regions(2, np.zeros(1, np.int32), np.ones(1, np.int32))
    assert part(parties, homes, ours, 0).home.tolist() == [0]


def test_who_asks_for_no_radius_reaches_every_home_also_one_whose_place_is_unknown() -> None:
    homes = some_homes(3, **at((51.0, 10.0), (-30.0, 170.0), (np.nan, np.nan)))
    ours = Regions(2, np.zeros(1, np.int32), np.ones(3, np.int32))
    for parties in (some_parties(1), some_parties(1, **at((51.0, 10.0)))):
        assert candidates(parties, homes).home.tolist() == [0, 1, 2]
        assert part(parties, homes, ours, 0).home.tolist() == [0, 1, 2]


def test_a_barred_home_is_barred_under_its_new_number_too() -> None:
    near, far = (51.0, 10.0), (40.0, 10.0)
    barred = Barred(np.array([0, 0, 2]), np.array([1, 2], np.int32))
    places = at(near, near)
    parties = some_parties(2, **places, radius_km=np.full(2, 50.0), barred=barred)
    homes = some_homes(4, **at(far, far, near, near))
    ours = Regions(2, np.array([1, 0], np.int32), np.ones(4, np.int32))
    one = part(parties, homes, ours, 0)
    assert one.home.tolist() == [2, 3]
    assert one.parties.barred.home.tolist() == [0]
    assert pairs(one.parties, one.homes) == {(0, 1): 0}


def test_a_home_far_away_is_not_carried_along() -> None:
    parties = some_parties(1, **at((51.0, 10.0)), radius_km=np.array([50.0]))
    homes = some_homes(4, **at((51.0, 10.0), (51.0, 12.0), (40.0, 10.0), (np.nan, np.nan)))
    ours = Regions(2, np.zeros(1, np.int32), np.array([0, 1, 1, 1], np.int32))
    assert part(parties, homes, ours, 0).home.tolist() == [0]
    assert part(parties, homes, ours, 1).home.tolist() == [1, 2, 3]


def test_a_region_that_is_not_there_is_refused() -> None:
    ours = Regions(2, np.zeros(1, np.int32), np.zeros(1, np.int32))
    for region in (-1, 2):
        with pytest.raises(InvalidValue, match="region must be 0 to 1"):
            part(some_parties(), some_homes(), ours, region)


def test_a_part_whose_columns_do_not_fit_is_refused() -> None:
    rows, own = np.zeros(1, np.int64), np.ones(1, np.bool_)
    with pytest.raises(InvalidValue, match="party rows"):
        Part(np.zeros(2, np.int64), some_parties(), rows, some_homes(), own)
    with pytest.raises(InvalidValue, match="home rows"):
        Part(rows, some_parties(), rows.astype(np.int32), some_homes(), own)
    with pytest.raises(InvalidValue, match="own"):
        Part(rows, some_parties(), rows, some_homes(), np.ones(2, np.bool_))
