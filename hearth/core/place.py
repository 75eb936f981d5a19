"""A point on the map, how far two points are apart, and when two areas are the same."""

import math
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

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


@lru_cache(maxsize=1024)
def area_key(name: str) -> str:
    """An area's name as areas are compared: a refusal binds however it was typed.

    No accents, no case, no signs between words. A name that has no words stays as it is.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.findall(r"\w+", kept)) or name


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
