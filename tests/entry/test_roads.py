"""Which roads this service asks for."""

from typing import Any

import pytest

from hearth.core.errors import BadInput
from hearth.core.place import Place
from hearth.engine.rounds.roads import DOOR_MIN, great_circle
from hearth.entry import roads
from tests.exchange.test_roads import answering, osrm

PLACES = [Place(51.0, 0.0), Place(51.0, 0.2), Place(51.0, 0.0)]


def test_without_a_server_distances_are_guessed(settings: Any) -> None:
    settings.HEARTH_ROADS = ""

    assert roads.chosen() is great_circle


def test_a_server_of_the_services_own_is_asked(settings: Any) -> None:
    with answering(osrm) as address:
        settings.HEARTH_ROADS = f"osrm {address}"
        ways = roads.chosen()(PLACES)

    assert 13_000 < ways.metres[0, 1] < 15_000
    assert ways.minutes[0, 1] == -(-ways.metres[0, 1] * 80 // 60_000) + DOOR_MIN
    assert ways.minutes[0, 2] == 0


def test_a_name_that_is_none_is_refused(settings: Any) -> None:
    settings.HEARTH_ROADS = "somewhere"

    with pytest.raises(BadInput):
        roads.chosen()
