"""A made-up map: towns of very unequal size, out at sea, cut into a few named areas.

A home is described by its area before anybody consents, and at least five homes must be
alike, so areas are few.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from hearth.core.place import Place
from hearth.sim.chance import Chance
from hearth.sim.names import Names

KM_PER_DEGREE = 111.2  # of latitude, mean
OUT_AT_SEA = (Place(-48.9, -123.4), Place(-32.0, 88.0), Place(37.0, -150.0))
"""Points more than 700 km from any coast, so that no real house stands at a pretend one."""

TOWNS_MAX = 12
AREAS_MIN, AREAS_MAX = 8, 20
HOMES_PER_TOWN, HOMES_PER_AREA = 200, 60
TOWNS_APART_KM = 45.0


@dataclass(frozen=True, slots=True)
class Area:
    """A named part of a town. About half of its homes lie within `spread_km` of the centre."""

    name: str
    town: str
    centre: Place
    spread_km: float


@dataclass(frozen=True, slots=True)
class Land:
    """All areas, each with its share of everybody who lives there."""

    shares: Mapping[Area, float]

    @property
    def areas(self) -> tuple[Area, ...]:
        return tuple(self.shares)

    def area(self, chance: Chance) -> Area:
        """An area, as likely as it is large."""
        return chance.weighted(self.shares)

    def place_in(self, area: Area, chance: Chance) -> Place:
        """A point in the area."""
        return moved(area.centre, chance.bell(area.spread_km), chance.bell(area.spread_km))


def moved(place: Place, north_km: float, east_km: float) -> Place:
    """The point so many kilometres north and east. Good for short ways far from the poles."""
    wide = KM_PER_DEGREE * math.cos(math.radians(place.latitude))
    return Place(
        round(place.latitude + north_km / KM_PER_DEGREE, 5),
        round(place.longitude + east_km / wide, 5),
    )


def land(chance: Chance, names: Names, homes: int) -> Land:
    """A map for about `homes` homes: 1 to 12 towns, 8 to 20 areas.

    The second town is half as large as the first, the third a third (Zipf's rule).
    """
    towns = min(TOWNS_MAX, 1 + homes // HOMES_PER_TOWN)
    parts = _parts(towns, min(AREAS_MAX, max(AREAS_MIN, homes // HOMES_PER_AREA)))
    sea = chance.one_of(OUT_AT_SEA)
    shares: dict[Area, float] = {}
    for rank, count in enumerate(parts, start=1):
        town, centre = names.new_word(), _near(sea, TOWNS_APART_KM, chance)
        wide = 6.0 / math.sqrt(rank)
        for _ in range(count):
            area = Area(names.new_word(), town, _near(centre, wide, chance), wide / 3)
            shares[area] = 1 / rank / count
    return Land(shares)


def _near(place: Place, spread_km: float, chance: Chance) -> Place:
    return moved(place, chance.bell(spread_km), chance.bell(spread_km))


def _parts(towns: int, areas: int) -> list[int]:
    """Areas of each town: one at least, the others where an area would be largest."""
    parts = [1] * towns
    for _ in range(areas - towns):
        largest = max(range(towns), key=lambda rank: 1 / (rank + 1) / (parts[rank] + 1))
        parts[largest] += 1
    return parts
