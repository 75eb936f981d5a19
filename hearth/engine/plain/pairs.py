"""Every sum again for one pair, slow and readable: read this first.

The tests hold `allowed.py` and `score.py` to what is written here.
"""

import math

from hearth.engine.tables import Homes, Parties

EARTH_KM = 6371.0088  # mean radius, see allowed.py
NO_RADIUS_REACH_M = 100_000  # see score.py


def distance_km_plain(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance in kilometres, to the metre; NaN where a place is not known."""
    if math.isnan(lat_a) or math.isnan(lat_b):
        return math.nan
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    across = math.sin((phi_b - phi_a) / 2) ** 2
    along = math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    part = min(1.0, across + math.cos(phi_a) * math.cos(phi_b) * along)
    return round(2 * EARTH_KM * 1000 * math.asin(math.sqrt(part))) / 1000


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
