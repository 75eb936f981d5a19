"""Points of a pair: whole numbers from 0 to 1,000,000, more is better.

Three parts, each from 0 to what the party gives it: nearness (falls evenly from the
party's own place to 0 at its radius, or at 100 km where it has none), wishes met, and
the home's experience (levels 0 to 10). A party or home without a place has no nearness.
"""

import numpy as np

from hearth.engine.allowed import distance_km
from hearth.engine.tables import (
    MOST_EXPERIENCE,
    Homes,
    Int32s,
    Int64s,
    Parties,
    check_rows,
    check_together,
)

REACH_KM = 100.0
"""Kilometres at which nearness is worth nothing to a party without a radius; our choice."""


def nearness(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Int64s:
    """Points for distance of pairs (i, j), int64; shapes broadcast.

    weight * (reach - distance) / reach, rounded down, everything in whole metres.
    """
    radius = parties.radius_km[i]
    reach = np.rint(np.where(np.isfinite(radius), radius, REACH_KM) * 1000).astype(np.int64)
    km = distance_km(parties.lat[i], parties.lon[i], homes.lat[j], homes.lon[j])
    away = np.rint(np.where(np.isnan(km), np.inf, km) * 1000)
    left = reach - np.minimum(away, reach).astype(np.int64)
    points: Int64s = parties.wishes.distance[i] * left // np.maximum(reach, 1)
    return points


def wishes_met(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Int64s:
    """Points for wished bits that the home has, int64; shapes broadcast."""
    wishes = parties.wishes
    total = np.zeros(np.broadcast_shapes(i.shape, j.shape), np.int64)
    for column in range(wishes.bits.shape[1]):
        bits = wishes.bits[i, column]
        met = (bits != 0) & ((bits & ~homes.has[j]) == 0)
        total += np.where(met, wishes.bit_points[i, column], 0)
    return total


def experience(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Int64s:
    """Points for the home's experience, int64: a tenth of the weight per level up to 10."""
    level = np.minimum(homes.experience[j], MOST_EXPERIENCE).astype(np.int64)
    points: Int64s = parties.wishes.experience[i] * level // MOST_EXPERIENCE
    return points


def score_pairs(parties: Parties, homes: Homes, i: Int64s, j: Int64s) -> Int32s:
    """Points of the pairs (i[k], j[k]), int32, 0 to 1,000,000. Cost: O(pairs).

    Asks nothing about hard tests. Raises InvalidValue for a row that is not there.
    """
    check_together(parties, homes)
    i, j = check_rows("i", i, len(parties)), check_rows("j", j, len(homes))
    total = nearness(parties, homes, i, j) + wishes_met(parties, homes, i, j)
    return (total + experience(parties, homes, i, j)).astype(np.int32)
