"""How far places are apart by road, guessed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.place import Place, km_between
from hearth.engine.rounds.roads import DOOR_MIN, ROAD_FACTOR, great_circle

places = st.builds(Place, st.floats(-80, 80), st.floats(-179, 179))


@given(st.lists(places, max_size=6))
def test_the_columns_agree_with_the_plain_sum_of_the_core(some: list[Place]) -> None:
    ways = great_circle(some)

    for a, one in enumerate(some):
        for b, other in enumerate(some):
            plain = 1000 * ROAD_FACTOR * km_between(one, other)
            assert ways.metres[a, b] == pytest.approx(plain, abs=3)


def test_a_way_takes_the_door_along_and_no_way_takes_nothing() -> None:
    ways = great_circle([Place(51, 0), Place(51, 0.5)], factor=1.0, speed_kmh=60)

    assert np.diag(ways.minutes).tolist() == [0, 0]
    assert ways.minutes[0, 1] == np.ceil(ways.metres[0, 1] / 1000) + DOOR_MIN
