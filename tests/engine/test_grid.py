"""Distances on the ground: the quick way to the metre is the exact one, near and far."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.engine.candidates import candidates
from hearth.engine.kernels.grid import EARTH_M, SMALL, metres
from hearth.engine.plain.pairs import candidates_plain, distance_km_plain
from hearth.engine.register import Register
from hearth.engine.tables import Dangers
from tests.engine.worlds import some_homes, some_parties


def metres_plain(chord2: float) -> int:
    """The same by the sum alone, as in `distance_km_plain`."""
    return round(2 * EARTH_M * math.asin(min(1.0, math.sqrt(chord2) / 2)))


@given(st.floats(0, 4.1) | st.floats(0, 5 * SMALL**2))
def test_whole_metres_are_those_of_the_sum(chord2: float) -> None:
    assert metres(chord2) == metres_plain(chord2)


@given(st.integers(0, int(2 * SMALL * EARTH_M) + 20_000), st.floats(-1e-6, 1e-6))
def test_so_they_are_where_two_metres_are_equally_near(whole: int, off: float) -> None:
    chord2 = (2 * math.sin((whole + 0.5 + off) / EARTH_M / 2)) ** 2
    assert metres(chord2) == metres_plain(chord2)


@pytest.mark.parametrize("change", [-0.001, 0.0, 0.001])
@pytest.mark.parametrize("lon", [20.0, 20.001, 20.5, 23.0, 80.0, 200.0 - 360])
def test_a_home_at_the_very_border_of_danger_or_of_reach_is_judged_as_by_hand(
    change: float, lon: float
) -> None:
    homes = some_homes(1, lat=np.array([-10.0]), lon=np.array([lon]))
    border = max(0.0, distance_km_plain(10.0, 20.0, -10.0, lon) + change)
    danger = Dangers(np.array([0, 1, 1]), np.array([10.0]), np.array([20.0]), np.array([border]))
    parties = some_parties(
        2,
        lat=np.full(2, 10.0),
        lon=np.full(2, 20.0),
        radius_km=np.array([np.inf, border]),
        danger=danger,
    )
    found = np.diff(candidates(parties, homes).indptr)
    plain = [len(candidates_plain(parties, homes, i)) for i in range(2)]
    assert found.tolist() == plain == [int(change < 0), int(change >= 0)]


@pytest.mark.parametrize("km", [np.inf, 25_000.0])
def test_a_danger_that_reaches_round_the_earth_leaves_no_home(km: float) -> None:
    places = {"lat": np.array([10.0, -10.0]), "lon": np.array([20.0, -160.0])}
    danger = Dangers(np.array([0, 1]), np.array([10.0]), np.array([20.0]), np.array([km]))
    parties = some_parties(1, danger=danger)
    assert candidates(parties, Register.of(some_homes(2, **places))).home.size == 0
