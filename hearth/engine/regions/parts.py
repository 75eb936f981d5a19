"""The tables of one region: its parties, and every home that could be right for one of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.engine.regions.cut import Regions
from hearth.engine.tables import (
    Barred,
    Bools,
    Dangers,
    Homes,
    Int32s,
    Int64s,
    Parties,
    Wishes,
    check_column,
)

KM_PER_DEGREE = 111.0  # a little less than a degree of latitude, so that a reach is not too short
TO_THE_METRE_KM = 0.001  # distances are rounded to the metre before they are compared
ALMOST_POLE = 89.0  # degrees; beyond, every longitude is near


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """What one region needs to know to make its candidates, crossing ones included.

    party : int64 (n_r), rows of the whole, rising; parties : their table.
    home : int64 (k), rows of the whole, rising, of all homes within reach; homes : their table.
    own : bool (k), whether the home is the region's own; all its own homes are there.
    `parties.barred` counts homes as `homes` does.
    Raises InvalidValue where the columns do not fit together.
    """

    party: Int64s
    parties: Parties
    home: Int64s
    homes: Homes
    own: Bools

    def __post_init__(self) -> None:
        check_column("party rows", self.party, np.int64, (len(self.parties),))
        check_column("home rows", self.home, np.int64, (len(self.homes),))
        check_column("own", self.own, np.bool_, (len(self.homes),))


def part(parties: Parties, homes: Homes, regions: Regions, region: int) -> Part:
    """The tables of region `region`, cut out of the tables of the whole.

    A home is within reach where it lies in the smallest box around the region's parties and
    their radii; a party without a radius reaches every home. Too many is no fault, too few
    would be. Cost: O(n + m). Raises InvalidValue where there is no such region.
    """
    if not 0 <= region < regions.count:
        raise InvalidValue(f"region must be 0 to {regions.count - 1}, not {region}")
    party = np.flatnonzero(regions.party == region)
    own = regions.home == region
    some = parties_of(parties, party)
    home = np.flatnonzero(own | _in_reach(some, homes))
    number = np.full(len(homes), -1, np.int32)
    number[home] = np.arange(home.size, dtype=np.int32)
    return Part(party, _renumbered(some, number), home, homes_of(homes, home), own[home])


def _in_reach(parties: Parties, homes: Homes) -> Bools:
    """Homes (m) in the box around the parties and their radii."""
    radius = parties.radius_km
    if not np.isfinite(radius).all():
        return np.ones(len(homes), np.bool_)
    if radius.size == 0:
        return np.zeros(len(homes), np.bool_)
    up = (radius + TO_THE_METRE_KM) / KM_PER_DEGREE
    far = np.minimum(np.abs(parties.lat) + up, ALMOST_POLE)
    out = up / np.cos(np.radians(far))
    inside = (homes.lat >= (parties.lat - up).min()) & (homes.lat <= (parties.lat + up).max())
    west, east = (parties.lon - out).min(), (parties.lon + out).max()
    if far.max() >= ALMOST_POLE or west < -180 or east > 180:
        return np.asarray(inside)
    return np.asarray(inside & (homes.lon >= west) & (homes.lon <= east))


def homes_of(homes: Homes, rows: Int64s) -> Homes:
    """These rows of the table, in this order."""
    columns: dict[str, Any] = {name: getattr(homes, name) for name in Homes.__slots__}
    fit = columns.pop("room_fit")
    return Homes(**{name: column[rows] for name, column in columns.items()}, room_fit=fit)


def parties_of(parties: Parties, rows: Int64s) -> Parties:
    """These rows of the table, in this order; barred homes as they are numbered there."""
    columns: dict[str, Any] = {name: getattr(parties, name) for name in Parties.__slots__}
    danger, barred, wishes = (columns.pop(name) for name in ("danger", "barred", "wishes"))
    start, at = _runs(danger.start, rows)
    barred_start, barred_at = _runs(barred.start, rows)
    return Parties(
        **{name: column[rows] for name, column in columns.items()},
        danger=Dangers(start, danger.lat[at], danger.lon[at], danger.km[at]),
        barred=Barred(barred_start, barred.home[barred_at]),
        wishes=Wishes(*(getattr(wishes, name)[rows] for name in Wishes.__slots__)),
    )


def _runs(start: Int64s, rows: Int64s) -> tuple[Int64s, Int64s]:
    """Starts (rows + 1) and positions of the entries that belong to these rows."""
    count = start[rows + 1] - start[rows]
    new = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    return new, np.arange(new[-1]) + np.repeat(start[rows] - new[:-1], count)


def _renumbered(parties: Parties, number: Int32s) -> Parties:
    """The same parties, barred homes by their new number; those with none (-1) left out."""
    old = parties.barred
    kept = number[old.home] >= 0
    before = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
    barred = Barred(before[old.start], number[old.home[kept]])
    columns = {name: getattr(parties, name) for name in Parties.__slots__}
    return Parties(**{**columns, "barred": barred})
