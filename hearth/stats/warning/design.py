"""Setting a chart: the limit that keeps false alarms as rare as was asked, and what that costs.

Between two concerns the sum falls evenly while stays go on; each one that is upheld lifts it by
ln(ratio). Cut into `PARTS` even steps from one lift down to 0, it moves on whole numbers, and
how long it runs is exact.
"""

from dataclasses import dataclass
from functools import cache
from math import inf, log

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.core.later import when_needed
from hearth.stats.warning.run_length import of_lattice

special = when_needed("scipy.special")  # scipy.stats takes a second longer to load

PARTS = 12  # of one lift: the limit is set to a twelfth of it
LARGEST = 24  # lifts; beyond, a chart would never alarm in anybody's time


@dataclass(frozen=True, slots=True)
class Design:
    """A chart as it was set. All run lengths are in expected concerns, not in days.

    limit : of the sum. false_after : average run while nothing is wrong. noticed_after : average
    run from a rate `ratio` times the expected on, counted in what was expected by then.
    """

    ratio: float
    limit: float
    false_after: float
    noticed_after: float


def design(ratio: float, false_after: float) -> Design:
    """The lowest limit whose false alarms come no oftener than once in `false_after` expected.

    It lies above one lift: a single concern never alarms, for whoever reads the chart has just
    upheld it and needs no chart to know.

    Raises InvalidValue for a ratio not above 1, or a wish that no limit of `LARGEST` lifts
    keeps. Cost: a few dozen small linear systems, kept for the next time.
    """
    if not ratio > 1 or not 0 < false_after < inf:
        raise InvalidValue("a chart looks for more than the expected, and false alarms are rare")
    low, high = PARTS, 2 * PARTS
    while high <= LARGEST * PARTS and _run(ratio, high, 1.0) < false_after:
        low, high = high, 2 * high
    if high > LARGEST * PARTS:
        raise InvalidValue(f"no limit keeps false alarms to one in {false_after:g} expected")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _run(ratio, middle, 1.0) < false_after else (low, middle)
    one = log(ratio) / PARTS
    return Design(ratio, high * one, _run(ratio, high, 1.0), _run(ratio, high, ratio))


@cache
def _run(ratio: float, limit: int, times: float) -> float:
    """Expected concerns until the alarm, where the rate is `times` the expected one."""
    step = log(ratio) / (ratio - 1) / PARTS  # expected concerns in which the sum falls by one part
    counts = np.arange(limit // PARTS + 2)
    mean = times * step
    chance = np.exp(special.xlogy(counts, mean) - special.gammaln(counts + 1) - mean)  # Poisson's
    gain = np.zeros(PARTS * (len(counts) - 1) + 1)
    gain[PARTS * counts] = chance  # a step of PARTS * count - 1
    return of_lattice(gain, limit) * step
