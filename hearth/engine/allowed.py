"""Which hard tests speak against a home, by name, for one party and many homes at a time.

Every test takes row numbers `i` of parties and `j` of homes, of shapes that broadcast
together, and says where it is broken. `plain/pairs.py` says the same for one pair, and
the kernels for shortlists and candidates, which do not tell which test it was.
"""

from collections.abc import Callable
from types import MappingProxyType

import numpy as np

from hearth.engine.kernels.grid import distances
from hearth.engine.tables import (
    Bools,
    Floats,
    Homes,
    Int64s,
    Parties,
    check_room_class,
    check_rows,
    check_together,
)

Test = Callable[[Parties, Homes, Int64s, Int64s], Bools]


def distance_km(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Great-circle distance in kilometres of points in degrees, to the metre; NaN stays NaN.

    2 R asin(c / 2) for the chord c between two unit vectors, on a sphere of the mean radius:
    at most 0.6 % off the ellipsoid. Rounded to whole metres, so that no answer hangs on the
    last bit of a sine. Shapes broadcast. The same kernel decides who is within a radius.
    """
    ends = np.broadcast_arrays(lat_a, lon_a, lat_b, lon_b)
    a, b, c, d = (np.array(end, np.float64).ravel() for end in ends)
    km = np.empty(ends[0].shape)
    distances(a, b, c, d, km.reshape(-1))
    return km


def _needs(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    return (parties.needs[i] & ~homes.has[j]).astype(np.bool_)


def _bars(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    return (parties.bars[i] & homes.has[j]).astype(np.bool_)


def _refuses(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    return (parties.is_[i] & homes.refuses[j]).astype(np.bool_)


def _demands(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    return (homes.demands[j] & ~parties.offers[i]).astype(np.bool_)


def _language(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    asked = parties.language[i]
    return asked.astype(np.bool_) & ~(asked & homes.language[j]).astype(np.bool_)


def _age(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    too_young = parties.age_min[i] < homes.age_min[j]
    return too_young | (parties.age_max[i] > homes.age_max[j])


def _size(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    return parties.size[i] > homes.size_max[j]


def _rooms(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    return ~homes.room_fit[parties.party_class[i], homes.home_class[j]]


def _places(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    full = homes.places[j] < 1
    return np.broadcast_to(full, np.broadcast_shapes(i.shape, j.shape))


def _stay(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    too_late = homes.free_from[j] > parties.from_day[i]
    return too_late | (homes.free_until[j] < parties.until_day[i])


def _vetted(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    return homes.vetted_until[j] < parties.until_day[i]


def _radius(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    asked = np.isfinite(parties.radius_km[i])
    km = distance_km(parties.lat[i], parties.lon[i], homes.lat[j], homes.lon[j])
    # Written as "not within" so that a home whose place is not known is out.
    return asked & ~(km <= parties.radius_km[i])


def _danger(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    danger = parties.danger
    count = np.diff(danger.start)[i]
    found = np.zeros(np.broadcast_shapes(i.shape, j.shape), np.bool_)
    for k in range(int(count.max(initial=0))):
        at = np.where(k < count, danger.start[i] + k, 0)
        km = distance_km(danger.lat[at], danger.lon[at], homes.lat[j], homes.lon[j])
        found |= (k < count) & ~(km > danger.km[at])
    return found


def _barred(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Bools:
    barred = parties.barred
    low, j = np.broadcast_arrays(barred.start[i], j)
    high = end = np.broadcast_to(barred.start[i + 1], low.shape)
    if barred.home.size == 0:
        return np.zeros(low.shape, np.bool_)
    # Halve the lists of all pairs at once until each is down to one place.
    while (low < high).any():
        middle = (low + high) // 2
        is_before = (low < high) & (barred.home[np.minimum(middle, barred.home.size - 1)] < j)
        low, high = np.where(is_before, middle + 1, low), np.where(is_before, high, middle)
    found: Bools = (low < end) & (barred.home[np.minimum(low, barred.home.size - 1)] == j)
    return found


TESTS: MappingProxyType[str, Test] = MappingProxyType(
    {
        "needs": _needs,
        "bars": _bars,
        "refuses": _refuses,
        "demands": _demands,
        "language": _language,
        "age": _age,
        "size": _size,
        "rooms": _rooms,
        "places": _places,
        "stay": _stay,
        "vetted": _vetted,
        "radius": _radius,
        "danger": _danger,
        "barred": _barred,
    }
)
"""Every hard test by name, in the order in which broken ones are told."""


def broken(parties: Parties, homes: Homes, i: int) -> dict[str, Bools]:
    """For one party, per test: the homes where it is broken, bool (m). Cost: O(m) each.

    Keys in the order of TESTS. Raises InvalidValue for a party that is not there.
    """
    check_together(parties, homes)
    row = check_rows("party", np.array([i]), len(parties))
    every = np.arange(len(homes))
    return {name: np.array(test(parties, homes, row, every)) for name, test in TESTS.items()}


def broken_pair(
    parties: Parties, homes: Homes, i: int, j: int, *, row: int | None = None
) -> tuple[str, ...]:
    """Names of the tests that party `i` and home `j` break, in the order of TESTS; O(1).

    `row` is the home's number in the lists of barred homes where the table counts otherwise.
    Raises InvalidValue for a party, a home or a room class that is not there.
    """
    party, home = check_rows("party", np.array([i]), len(parties)), np.array([j])
    check_rows("home", home, len(homes))
    check_room_class(parties, i, homes.room_fit)
    named = np.array([j if row is None else row])
    return tuple(
        name
        for name, test in TESTS.items()
        if test(parties, homes, party, named if name == "barred" else home)[0]
    )
