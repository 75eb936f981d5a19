"""The map is made up: small, at sea, of towns of unequal size."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.place import Place, km_between
from hearth.sim.chance import Chance
from hearth.sim.land import OUT_AT_SEA, Land, land, moved
from hearth.sim.names import Names

NEAREST_COAST_KM = 700.0


def a_land(homes: int, seed: int = 1) -> Land:
    return land(Chance(seed, "land"), Names(Chance(seed, "names"), seed), homes)


@given(st.integers(0, 20_000), st.integers(0, 500))
@settings(deadline=None)
def test_no_two_areas_share_a_name_and_a_larger_land_has_no_fewer_of_them(
    homes: int, seed: int
) -> None:
    areas, twice = a_land(homes, seed).areas, a_land(2 * homes, seed).areas

    assert len({area.name for area in areas}) == len(areas)
    assert len(areas) <= len(twice)
    assert len({area.town for area in areas}) <= len({area.town for area in twice})


@pytest.mark.parametrize(
    ("homes", "towns", "areas"),
    [(0, 1, 8), (199, 1, 8), (200, 2, 8), (600, 4, 10), (2_199, 11, 20), (20_000, 12, 20)],
)
def test_so_many_homes_make_so_many_towns_and_areas(homes: int, towns: int, areas: int) -> None:
    made = a_land(homes).areas

    assert len({area.town for area in made}) == towns
    assert len(made) == areas


def test_the_first_town_is_twice_as_large_as_the_second() -> None:
    shares: dict[str, float] = {}
    for area, share in a_land(5000).shares.items():
        shares[area.town] = shares.get(area.town, 0.0) + share
    first, second, third, *_ = shares.values()

    assert first / second == pytest.approx(2.0)
    assert first / third == pytest.approx(3.0)


@given(st.integers(0, 500))
@settings(deadline=None)
def test_no_home_is_near_a_coast(seed: int) -> None:
    made, chance = a_land(3000, seed), Chance(seed, "places")
    place = made.place_in(made.area(chance), chance)

    assert min(km_between(place, sea) for sea in OUT_AT_SEA) < NEAREST_COAST_KM / 2


@given(st.floats(-40, 40), st.floats(-40, 40))
def test_moving_goes_as_far_as_it_says(north: float, east: float) -> None:
    start = Place(37.0, -150.0)
    far = km_between(start, moved(start, north, east))

    assert far == pytest.approx((north**2 + east**2) ** 0.5, rel=0.01, abs=0.01)


def test_an_area_has_a_name_that_tells_no_town() -> None:
    areas = a_land(3000).areas

    assert {area.name for area in areas}.isdisjoint({area.town for area in areas})
