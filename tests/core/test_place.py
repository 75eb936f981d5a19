"""How far two points are apart."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.core.place import EARTH_RADIUS_KM, Danger, Place, area_key, km_between

places = st.builds(Place, st.floats(-90, 90), st.floats(-180, 180))


@given(one=places, other=places)
def test_it_is_as_far_there_as_back_and_never_more_than_half_round_the_world(
    one: Place, other: Place
) -> None:
    there = km_between(one, other)

    assert there == pytest.approx(km_between(other, one))
    assert 0 <= there <= math.pi * EARTH_RADIUS_KM + 1e-6


@given(one=places, other=places, third=places)
def test_no_way_round_is_shorter(one: Place, other: Place, third: Place) -> None:
    way_round = km_between(one, other) + km_between(other, third)

    assert km_between(one, third) <= way_round + 1e-3


@given(place=places)
def test_nowhere_is_far_from_itself(place: Place) -> None:
    assert km_between(place, place) == 0


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((51.5074, -0.1278), (48.8566, 2.3522), 344),  # London to Paris
        ((40.7128, -74.0060), (34.0522, -118.2437), 3936),  # New York to Los Angeles
        ((-36.8485, 174.7633), (-41.2866, 174.7756), 493),  # Auckland to Wellington
        ((0, 0), (0, 180), math.pi * EARTH_RADIUS_KM),
        ((90, 0), (-90, 77), math.pi * EARTH_RADIUS_KM),
        ((0, 179.5), (0, -179.5), 111.2),  # across the date line
    ],
    ids=str,
)
def test_known_distances(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    assert km_between(Place(*one), Place(*other)) == pytest.approx(km, rel=0.005)


@pytest.mark.parametrize("at", [(90.1, 0), (-90.1, 0), (0, 180.1), (0, -180.1), (math.nan, 0)])
def test_a_point_off_the_map_is_no_place(at: tuple[float, float]) -> None:
    with pytest.raises(InvalidValue):
        Place(*at)


@pytest.mark.parametrize("km", [-1.0, math.nan])
def test_a_danger_reaches_some_kilometres_that_can_be_measured(km: float) -> None:
    with pytest.raises(InvalidValue):
        Danger(Place(0, 0), km)


@pytest.mark.parametrize("written", ["Saint Elodie", "saint-élodie", " SAINT  ELODIE"])
def test_an_area_is_the_same_however_it_is_written(written: str) -> None:
    assert area_key(written) == area_key("Saint Elodie")


@pytest.mark.parametrize("other", ["Elodie Saint", "Saint Elodie West", "Saint", "?"])
def test_another_area_is_another(other: str) -> None:
    assert area_key(other) != area_key("Saint Elodie")


@given(name=st.text(min_size=1))
def test_no_name_of_an_area_means_every_home_without_one(name: str) -> None:
    assert area_key(name) != area_key("")
