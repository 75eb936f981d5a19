"""How far two places are apart by road, guessed from the great circle.

Used where no server of roads is named. The factor stands for bends, the speed for a day among
small towns; both are assumptions of this project, told in docs/sources.md, "road factor".
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from hearth.core.place import EARTH_RADIUS_KM, Place
from hearth.engine.rounds.week import Ints

ROAD_FACTOR = 1.3
SPEED_KMH = 45.0
DOOR_MIN = 3  # from the car to the door and back, added to every way between two places


class Ways(NamedTuple):
    """Metres and minutes from row to column, int32 (l, l)."""

    metres: Ints
    minutes: Ints


Roads = Callable[[Sequence[Place]], Ways]


def great_circle(
    places: Sequence[Place], *, factor: float = ROAD_FACTOR, speed_kmh: float = SPEED_KMH
) -> Ways:
    """Ways between all of them by the haversine formula. 0 from a place to itself.

    Minutes are rounded up. Cost: O(l^2) in time and memory.
    Source: docs/sources.md, "great-circle distance" and "road factor".
    """
    told = np.radians([(one.latitude, one.longitude) for one in places]).reshape(-1, 2)
    latitude, longitude = told[:, 0], told[:, 1]
    half_lat = (latitude[:, None] - latitude[None]) / 2
    half_lon = (longitude[:, None] - longitude[None]) / 2
    root = np.sin(half_lat) ** 2
    root += np.cos(latitude)[:, None] * np.cos(latitude)[None] * np.sin(half_lon) ** 2
    km = factor * 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, root)))
    metres = np.round(1000 * km).astype(np.int32)
    minutes = np.ceil(60 * km / speed_kmh).astype(np.int32)
    return Ways(metres, with_doors(minutes, metres))


def with_doors(minutes: Ints, metres: Ints) -> Ints:
    """Minutes with the way to the door, between places that are not one."""
    return np.where(metres > 0, minutes + DOOR_MIN, 0).astype(np.int32)
