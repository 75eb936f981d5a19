"""The map is cut into regions of equal numbers, the same everywhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue
from hearth.engine.regions.cut import Regions, by_map
from tests.engine.worlds import some_homes, some_parties, unhurried


@settings(unhurried)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 9), st.integers(0, 3))
def test_regions_hold_equal_numbers_give_or_take(n: int, m: int, count: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    # Few different places: ties must not make a region larger.
    party, home = (rng.integers(0, 4, (size, 2)).astype(np.float64) for size in (n, m))
    regions = by_map(
        some_parties(n, lat=party[:, 0], lon=party[:, 1]),
        some_homes(m, lat=home[:, 0], lon=home[:, 1]),
        count,
    )
    sizes = np.bincount(np.concatenate([regions.party, regions.home]), minlength=count)
    assert sizes.sum() == n + m
    assert sizes.max() - sizes.min() <= np.ceil(np.log2(count)) + 1


def test_what_lies_together_stays_together() -> None:
    lon = np.array([0.0, 0.1, 0.2, 9.0, 9.1, 9.2])
    parties = some_parties(6, lat=np.full(6, 50.0), lon=lon)
    homes = some_homes(6, lat=np.full(6, 50.0), lon=lon)
    regions = by_map(parties, homes, 2)
    assert regions.party.tolist() == regions.home.tolist() == [0, 0, 0, 1, 1, 1]


def test_far_north_a_degree_of_longitude_is_short() -> None:
    lat, lon = np.array([70.0, 70.0, 72.0, 72.0]), np.array([10.0, 14.0, 10.0, 14.0])
    regions = by_map(some_parties(4, lat=lat, lon=lon), some_homes(0), 2)
    assert regions.party.tolist() == [0, 0, 1, 1]


def test_who_has_no_place_goes_to_the_regions_in_turn() -> None:
    regions = by_map(some_parties(4), some_homes(3), 3)
    assert regions.party.tolist() == [0, 1, 2, 0]
    assert regions.home.tolist() == [1, 2, 0]


def test_regions_that_cannot_be_are_refused_by_row() -> None:
    labels = np.array([0, 2], np.int32)
    fine = np.zeros(1, np.int32)
    with pytest.raises(InvalidValue, match=r"party region, row 1: must be 0 to 1"):
        Regions(2, labels, fine)
    with pytest.raises(InvalidValue, match=r"home region, row 0: must be 0 to 1"):
        Regions(2, fine, -1 - labels)
    with pytest.raises(InvalidValue, match="int32"):
        Regions(2, fine.astype(np.int64), fine)
    for count in (0, -1):
        with pytest.raises(InvalidValue, match="regions must be a whole number, 1 or more, not "):
            Regions(count, fine, fine)
        with pytest.raises(InvalidValue, match="regions must be a whole number, 1 or more, not "):
            by_map(some_parties(), some_homes(), count)
