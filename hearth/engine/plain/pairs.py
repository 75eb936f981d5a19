"""Every sum again for one pair, slow and readable: read this first.

The tests hold `allowed.py`, `shortlist.py` and `candidates.py` to what is written here.
Points are whole numbers from 0 to 1,000,000, more is better. Three parts, each from 0 to what
the party gives it: nearness (falls evenly from the party's own place to 0 at its radius, or at
100 km where it has none), wishes met, and the home's experience (levels 0 to 10). A party or
home without a place has no nearness.
"""

import math

from hearth.engine.tables import Homes, Parties

EARTH_M = 6371008.8  # mean radius, see kernels/grid.py
NO_RADIUS_REACH_M = 100_000  # where nearness ends for a party without a radius; our choice


def _direction(lat: float, lon: float) -> tuple[float, float, float]:
    """The unit vector from the middle of the Earth to a place in degrees."""
    phi, theta = math.radians(lat), math.radians(lon)
    return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)


def distance_km_plain(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in kilometres, to the metre; NaN where a place is not known."""
    if math.isnan(lat_a) or math.isnan(lat_b):
        return math.nan
    x, y, z = (
        a - b for a, b in zip(_direction(lat_a, lon_a), _direction(lat_b, lon_b), strict=True)
    )
    half_chord = min(1.0, math.sqrt(x * x + y * y + z * z) / 2)
    return round(2 * EARTH_M * math.asin(half_chord)) / 1000


def _too_far(parties: Parties, homes: Homes, i: int, j: int) -> bool:
    radius = float(parties.radius_km[i])
    if math.isinf(radius):
        return False
    here, there = (parties.lat[i], parties.lon[i]), (homes.lat[j], homes.lon[j])
    km = distance_km_plain(*here, *there)
    return math.isnan(km) or km > radius


def _in_danger(parties: Parties, homes: Homes, i: int, j: int) -> bool:
    danger = parties.danger
    for k in range(int(danger.start[i]), int(danger.start[i + 1])):
        km = distance_km_plain(danger.lat[k], danger.lon[k], homes.lat[j], homes.lon[j])
        if math.isnan(km) or km <= danger.km[k]:
            return True
    return False


def _is_barred(parties: Parties, i: int, j: int) -> bool:
    barred = parties.barred
    return j in barred.home[barred.start[i] : barred.start[i + 1]].tolist()


def allowed_plain(parties: Parties, homes: Homes, i: int, j: int) -> list[str]:
    """Names of the hard tests that party `i` and home `j` break, in their fixed order.

    An empty list means that nothing speaks against the pair.
    """
    p, h = parties, homes
    languages = int(p.language[i])
    tests = [
        ("needs", int(p.needs[i]) & ~int(h.has[j]) != 0),
        ("bars", int(p.bars[i]) & int(h.has[j]) != 0),
        ("refuses", int(p.is_[i]) & int(h.refuses[j]) != 0),
        ("demands", int(h.demands[j]) & ~int(p.offers[i]) != 0),
        ("language", languages != 0 and languages & int(h.language[j]) == 0),
        ("age", p.age_min[i] < h.age_min[j] or p.age_max[i] > h.age_max[j]),
        ("size", p.size[i] > h.size_max[j]),
        ("rooms", not h.room_fit[p.party_class[i], h.home_class[j]]),
        ("places", h.places[j] < 1),
        ("stay", h.free_from[j] > p.from_day[i] or h.free_until[j] < p.until_day[i]),
        ("vetted", h.vetted_until[j] < p.until_day[i]),
        ("radius", _too_far(p, h, i, j)),
        ("danger", _in_danger(p, h, i, j)),
        ("barred", _is_barred(p, i, j)),
    ]
    return [name for name, is_broken in tests if is_broken]


def _nearness_plain(parties: Parties, homes: Homes, i: int, j: int) -> int:
    radius = float(parties.radius_km[i])
    reach = NO_RADIUS_REACH_M if math.isinf(radius) else round(radius * 1000)
    km = distance_km_plain(parties.lat[i], parties.lon[i], homes.lat[j], homes.lon[j])
    if math.isnan(km) or round(km * 1000) >= reach:
        return 0
    return int(parties.wishes.distance[i]) * (reach - round(km * 1000)) // reach


def score_plain(parties: Parties, homes: Homes, i: int, j: int) -> int:
    """Points of party `i` with home `j`, 0 to 1,000,000, hard tests aside."""
    wishes = parties.wishes
    points = _nearness_plain(parties, homes, i, j)
    for bits, worth in zip(wishes.bits[i].tolist(), wishes.bit_points[i].tolist(), strict=True):
        if bits != 0 and bits & int(homes.has[j]) == bits:
            points += worth
    level = min(int(homes.experience[j]), 10)
    return points + int(wishes.experience[i]) * level // 10


def candidates_plain(parties: Parties, homes: Homes, i: int) -> list[tuple[int, int]]:
    """(home row, points) of every home that passes for party `i`, rows rising."""
    return [
        (j, score_plain(parties, homes, i, j))
        for j in range(len(homes))
        if not allowed_plain(parties, homes, i, j)
    ]


def shortlist_plain(parties: Parties, homes: Homes, i: int, k: int) -> list[tuple[int, int]]:
    """The `k` best of them, equal points by lower row."""
    found = candidates_plain(parties, homes, i)
    return sorted(found, key=lambda one: (-one[1], one[0]))[:k]
