"""A grid laid over the places of homes, so that neighbours on the ground are so in memory."""

import math

import numpy as np

from hearth.engine.tables import Floats, Int64s

HOMES_PER_CELL = 32  # in the mean over the whole land; towns have many more
TALLER = 4  # times as high as wide: fewer strips for a search to go through, each a run of homes
LEAST_HEIGHT = 0.004  # degrees, some 450 m: smaller cells cost more than they save
LEAST_SPAN = 0.01  # degrees, so that homes at one point have an area


def frame_of(lat: Floats, lon: Floats) -> Floats:
    """A grid for homes at these places (float64, degrees; NaN = not known). Cost: O(homes).

    float64 (7), see `kernels/grid.py`: south, height, strips, seam, west, width, columns.

    At most about as many cells as homes. Homes that come later may lie outside: they belong
    to the cells at the border.
    """
    known = ~np.isnan(lat)
    if not known.any():
        return np.array([-90.0, 180.0, 1, -180.0, 0.0, 360.0, 1])
    lat, seam = lat[known], seam_of(lon[known])
    east = (lon[known] - seam) % 360.0
    south, tall = float(lat.min()), max(LEAST_SPAN, float(np.ptp(lat)))
    west, wide = float(east.min()), max(LEAST_SPAN, float(np.ptp(east)))
    narrowed = max(0.01, math.cos(math.radians(south + tall / 2)))
    cells = max(1.0, lat.size / HOMES_PER_CELL)
    height = max(LEAST_HEIGHT, math.sqrt(TALLER * tall * wide * narrowed / cells))
    width = height / narrowed / TALLER
    # A strip and a column more on each side: those at the border reach far beyond the homes.
    strips, columns = math.ceil(tall / height) + 2, math.ceil(wide / width) + 2
    return np.array([south - height, height, strips, seam, west - width, width, columns])


def seam_of(lon: Floats) -> float:
    """The meridian in the middle of the widest gap between homes, to half a degree."""
    taken = np.unique(np.floor(lon).astype(np.int64) % 360)
    gaps: Int64s = np.diff(taken, append=taken[0] + 360)
    widest = int(np.argmax(gaps))
    # A degree is taken as a whole, so the gap begins one degree later.
    return float((taken[widest] + 1 + (gaps[widest] - 1) / 2) % 360)
