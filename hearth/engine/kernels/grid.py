"""Where homes lie on the ball of the Earth: distances, and cells of a grid in memory order."""

import math

import numpy as np
from numpy.typing import NDArray

from hearth.engine.kernels.ahead import fetch
from hearth.engine.kernels.compiled import kernel

EARTH_M = 6371008.8
"""Mean radius of the Earth, metres (R1 = (2a + b) / 3 of GRS 80: H. Moritz, Geodetic
Reference System 1980, Journal of Geodesy 74, 2000)."""

SMALL = 0.01  # of the radius of the Earth, half a distance that counts as small
DOUBTLESS = 0.499_999  # metres from a whole number, up to which it is surely the nearest one

SLACK_M = 2.0  # a search reaches so much farther than asked, so that no rounding loses a home


# Figures of a grid: strips of latitude, each cut into columns of longitude; all degrees.
# The first and the last strip reach to the poles, the first and the last column to the seam,
# a meridian that lies opposite most homes. WEST is that of the first column, from the seam.
SOUTH, HEIGHT, STRIPS, SEAM, WEST, WIDTH, COLUMNS = range(7)
Frame = NDArray[np.float64]


@kernel
def direction(lat: float, lon: float) -> tuple[float, float, float]:
    """The unit vector from the middle of the Earth to a place in degrees; NaN stays NaN."""
    phi, theta = math.radians(lat), math.radians(lon)
    flat = math.cos(phi)
    return flat * math.cos(theta), flat * math.sin(theta), math.sin(phi)


@kernel
def metres(chord2: float) -> int:
    """Whole metres on the ground between two unit vectors, from their squared distance.

    Up to some 130 km a few terms of the series are nearer than a nanometre to the sum they
    stand for, and quicker; where so little could decide which metre it is, the sum decides.
    """
    half = math.sqrt(chord2) / 2
    if half < SMALL:
        square = half * half
        rest = square * (1 / 6 + square * (3 / 40 + square * (15 / 336 + square * (105 / 3456))))
        away = 2 * EARTH_M * (half + half * rest)
        whole = np.rint(away)
        if abs(away - whole) < DOUBTLESS:
            return int(whole)
    return int(np.rint(2 * EARTH_M * math.asin(min(1.0, half))))


@kernel
def distances(
    lat_a: NDArray[np.float64],
    lon_a: NDArray[np.float64],
    lat_b: NDArray[np.float64],
    lon_b: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Kilometres between the places a[k] and b[k], to the metre, into `out`; all float64 (p).

    NaN where a place is not known.
    """
    for k in range(out.size):
        ax, ay, az = direction(lat_a[k], lon_a[k])
        bx, by, bz = direction(lat_b[k], lon_b[k])
        chord2 = (ax - bx) ** 2 + (ay - by) ** 2 + (az - bz) ** 2
        out[k] = math.nan if math.isnan(chord2) else metres(chord2) / 1000


@kernel
def strip_at(frame: Frame, lat: float) -> int:
    """The strip of a latitude; those beyond the grid belong to its border."""
    at = math.floor((lat - frame[SOUTH]) / frame[HEIGHT])
    return int(min(max(at, 0), int(frame[STRIPS]) - 1))


@kernel
def from_seam(frame: Frame, lon: float) -> float:
    """Degrees eastwards from the seam, 0 to 360."""
    return float((lon - frame[SEAM]) % 360.0)


@kernel
def column_at(frame: Frame, east: float) -> int:
    """The column of a place `east` degrees from the seam; rising with `east`."""
    at = math.floor((east - frame[WEST]) / frame[WIDTH])
    return int(min(max(at, 0), int(frame[COLUMNS]) - 1))


@kernel
def cells_of(
    frame: Frame, lat: NDArray[np.float64], lon: NDArray[np.float64], out: NDArray[np.int64]
) -> None:
    """The cell of each place into `out`, int64; the cell after the last for places not known."""
    columns = int(frame[COLUMNS])
    for k in range(out.size):
        if math.isnan(lat[k]):
            out[k] = int(frame[STRIPS]) * columns
        else:
            out[k] = strip_at(frame, lat[k]) * columns + column_at(frame, from_seam(frame, lon[k]))


@kernel
def reach_of_strip(
    frame: Frame, strip: int, lat: float, angle: float, narrowed: float, half2: float
) -> float:
    """How many degrees of longitude a circle reaches to either side within a strip.

    The circle has the radius `angle` (radians) around a place at latitude `lat`. Negative
    where it misses the strip, 360 where it may go all the way round. Never too small.
    narrowed : cosine of the latitude. half2 : sine of half the angle, squared.
    """
    low = frame[SOUTH] + strip * frame[HEIGHT] if strip > 0 else -90.0
    high = frame[SOUTH] + (strip + 1) * frame[HEIGHT] if strip < frame[STRIPS] - 1 else 90.0
    off = math.radians(max(0.0, low - lat, lat - high))
    if off > angle:
        return -1.0
    if angle >= math.pi:
        return 360.0
    # hav(angle) = hav(off) + cos cos hav(longitude), with the least cosine in the strip.
    left = max(0.0, half2 - math.sin(off / 2) ** 2)
    least = narrowed * math.cos(math.radians(max(-low, high)))
    if left >= least:
        return 360.0
    return math.degrees(2 * math.asin(math.sqrt(left / least)))


@kernel
def runs_within(  # noqa: PLR0917  arrays, one by one
    frame: Frame,
    cells: NDArray[np.int64],
    broken: NDArray[np.bool_],
    lat: float,
    lon: float,
    reach_m: float,
    seen: NDArray[np.int64],
    out: NDArray[np.int64],
) -> int:
    """Slots of all cells that a circle touches and that `seen` does not have yet, as runs.

    cells : int64 (cells + 1, 2), first slot and slots of each cell; the last cell holds
        places not known and is never in a circle.
    broken : bool (strips), whether some cell of the strip has moved away from its neighbours.
    seen : int64 (strips, 2), first and last column already given; (1, 0) for none. Updated.
    out : int64 (runs, 2), slots from and up to; at least 2 * strips + 2 * moved cells + 2 rows.

    Returns how many runs. Cost: O(strips touched), O(cells) in strips with a moved cell.
    """
    angle = (reach_m + SLACK_M) / EARTH_M
    degrees, east, found = math.degrees(angle), from_seam(frame, lon), 0
    columns, flat = int(frame[COLUMNS]), cells.reshape(-1)
    narrowed, half2 = math.cos(math.radians(lat)), math.sin(angle / 2) ** 2
    for strip in range(strip_at(frame, lat - degrees), strip_at(frame, lat + degrees) + 1):
        reach = reach_of_strip(frame, strip, lat, angle, narrowed, half2)
        if reach < 0:
            continue
        first, last = 0, columns - 1
        if east - reach > 0 and east + reach < 360:
            first, last = column_at(frame, east - reach), column_at(frame, east + reach)
        old_first, old_last = seen[strip, 0], seen[strip, 1]
        is_new = old_first > old_last
        if not is_new:
            first, last = min(first, old_first), max(last, old_last)
        seen[strip, 0], seen[strip, 1] = first, last
        below = (strip + 1) * columns  # the next strip's cells of about here begin to come near
        fetch(flat, 2 * (below + first))
        fetch(flat, 2 * (below + last))
        for side in range(1 if is_new else 2):
            low = first if side == 0 else old_last + 1
            high = last if is_new or side == 1 else old_first - 1
            cell, end = strip * columns + low, strip * columns + high
            while cell <= end:
                # Cells of a strip lie side by side until one of them moves away.
                stop = cell if broken[strip] else end
                upto = cells[stop, 0] + cells[stop, 1]
                while stop < end and cells[stop + 1, 0] == upto:
                    stop += 1
                    upto += cells[stop, 1]
                if upto > cells[cell, 0]:
                    out[found, 0], out[found, 1] = cells[cell, 0], upto
                    found += 1
                cell = stop + 1
    return found
