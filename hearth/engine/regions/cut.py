"""Which region everybody belongs to, and how a map is cut into regions of equal numbers."""

from dataclasses import dataclass

import numpy as np

from hearth.engine.tables import (
    Floats,
    Homes,
    Int32s,
    Int64s,
    Parties,
    check_column,
    must_be,
    must_count,
    refuse_where,
)

Places = tuple[Floats, Floats]


@dataclass(frozen=True, slots=True, eq=False)
class Regions:
    """The region of every party and of every home, from 0 to `count` - 1.

    party : int32 (n). home : int32 (m). A region may be empty. Any labels do: they decide
    how long the join takes, never what it finds.
    Raises InvalidValue naming the first row with a region that is not there.
    """

    count: int
    party: Int32s
    home: Int32s

    def __post_init__(self) -> None:
        must_count("regions", self.count, 1)
        for name, labels in (("party region", self.party), ("home region", self.home)):
            check_column(name, labels, np.int32, (np.size(labels),))
            outside = (labels < 0) | (labels >= self.count)
            refuse_where(outside, name, f"0 to {self.count - 1}")


def by_map(parties: Parties, homes: Homes, count: int) -> Regions:
    """`count` regions with equal numbers of parties and homes together (one more or less a cut).

    The map is halved again and again across its longer side, in proportion where the count
    is odd. Who has no place on the map goes to the regions in turn. The same on every machine.
    Cost: O((n + m) log(n + m) log(count)). Raises InvalidValue for a count below 1.
    Source: J. L. Bentley, "Multidimensional binary search trees", Communications of the ACM
    18 (1975).
    """
    must_be("parties", parties, Parties)
    must_be("homes", homes, Homes)
    return by_places((parties.lat, parties.lon), (homes.lat, homes.lon), count)


def by_places(parties: Places, homes: Places, count: int) -> Regions:
    """As `by_map`, from places alone: latitudes and longitudes, float64 each, NaN = not known."""
    must_count("regions", count, 1)
    lat, lon = (np.concatenate(both) for both in zip(parties, homes, strict=True))
    region = (np.arange(lat.size) % count).astype(np.int32)
    _halve(np.flatnonzero(~np.isnan(lat)), (lat, lon), region, 0, count)
    first = parties[0].size
    return Regions(count, region[:first].copy(), region[first:].copy())


def _halve(
    rows: Int64s, place: tuple[Floats, Floats], region: Int32s, first: int, count: int
) -> None:
    if count == 1 or rows.size == 0:
        region[rows] = first
        return
    lat, lon = place[0][rows], place[1][rows]
    narrow = np.cos(np.radians((lat.min() + lat.max()) / 2))
    across = lat if np.ptp(lat) > np.ptp(lon) * narrow else lon
    order, half = np.argsort(across, kind="stable"), count // 2
    cut = rows.size * half // count
    _halve(rows[order[:cut]], place, region, first, half)
    _halve(rows[order[cut:]], place, region, first + half, count - half)
