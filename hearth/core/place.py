"""A point on the map, and how far two points are apart."""

import math
from dataclasses import dataclass

from hearth.core.errors import InvalidValue

EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG 1980


@dataclass(frozen=True, slots=True)
class Place:
    """Degrees: latitude -90 to 90, longitude -180 to 180."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise InvalidValue("latitude must lie in -90..90 and longitude in -180..180")


@dataclass(frozen=True, slots=True)
class Danger:
    """A point that every home must be farther from than `km` kilometres."""

    at: Place
    km: float

    def __post_init__(self) -> None:
        if not self.km >= 0:  # also refuses what is no number
            raise InvalidValue(f"a distance is 0 km or more, got {self.km}")


def km_between(one: Place, other: Place) -> float:
    """Great-circle distance in kilometres to the metre, by the haversine formula.

    Good to about 0.5 % (the earth is not a ball). Cost: a handful of trigonometric calls.
    Source: docs/sources.md, "great-circle distance".
    """
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    half_lat = (lat2 - lat1) / 2
    half_lon = math.radians(other.longitude - one.longitude) / 2
    root = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return round(2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, root))), 3)
