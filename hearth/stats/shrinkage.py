"""Rates of small places drawn towards the rate of all: a short record says little by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.core.later import when_needed
from hearth.stats.exact import Interval, must_be_level

special = when_needed("scipy.special")

Floats = NDArray[np.float64]
POINTS = 72  # of the grid, each way
HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Hyper:
    """What is believed of the spread before anything is seen: shape ~ Exp(shape_rate), and
    1/scale ~ Gamma(scale_shape, scale_rate). The defaults are those of the textbook's pumps."""

    shape_rate: float = 1.0
    scale_shape: float = 0.1
    scale_rate: float = 1.0


BELIEVED = Hyper()


@dataclass(frozen=True, slots=True)
class Shrunk:
    """One place: its own rate as it was counted, and where its true rate likely lies.

    counted : None without exposure. drawn : the mean of what is plausible. between : the middle
    `level` of it. above : how likely the rate is above that of all together.
    """

    counted: float | None
    drawn: float
    between: Interval
    above: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How the true rates of places are spread, learnt from all of them.

    shape (small: far apart), inverse_scale, rate (the mean rate of a place, per one exposure):
    means of what is plausible. The grid behind them says it for any one place.
    """

    shape: float
    inverse_scale: float
    rate: float
    unit: float
    grid: tuple[Floats, Floats, Floats]  # shapes, inverse scales, weights that sum to 1

    def place(self, count: int, exposure: float, level: float = 0.95) -> Shrunk:
        """One place of these. Cost: some hundred sums over the grid.

        Raises InvalidValue for a count or exposure below 0, or a level that is none.
        """
        must_be_level(level)
        if count < 0 or exposure < 0:
            raise InvalidValue("counts and exposures are 0 or more")
        shape, inverse, weight = self.grid
        a, b = shape + count, inverse + exposure / self.unit
        each = (1 - level) / 2
        low, high = _quantile(each, a, b, weight), _quantile(1 - each, a, b, weight)
        return Shrunk(
            counted=count / exposure if exposure else None,
            drawn=float(weight @ (a / b)) / self.unit,
            between=Interval(low / self.unit, high / self.unit),
            above=max(0.0, 1 - _below(self.rate * self.unit, a, b, weight)),
        )


def shrink(
    counts: Sequence[int],
    exposures: Sequence[float],
    *,
    unit: float = 1.0,
    hyper: Hyper = BELIEVED,
) -> Spread:
    """Rates of many places by a gamma law whose two numbers are learnt from all of them.

    Parameters
    ----------
    counts, exposures
        Of each place. A place without exposure gets the law of all.
    unit
        The exposure in which about one is expected; the hyperprior speaks in these units.

    Returns
    -------
    Spread
        Ask it for each place. Rates are per one exposure (not per unit).

    Raises
    ------
    InvalidValue
        No place at all, lengths that differ, counts or exposures below 0, no exposure at all.

    Notes
    -----
    count ~ Poisson(rate exposure), rate ~ Gamma(shape, inverse scale); both are integrated over
    a grid of 72 x 72 in their logs, not put at their likeliest, so that all zeros are no
    trouble and the interval keeps what is not known of the spread. Assumes that places are
    alike but for chance and their own gamma-distributed rate. Cost: O(72 n).
    Source: Gelman and others, *Bayesian Data Analysis*; the pumps of Gaver & O'Muircheartaigh
    (1987), George and others (1993); docs/sources.md, "shrunk rates".
    """
    seen, lasted = np.asarray(counts, np.float64), np.asarray(exposures, np.float64) / unit
    if seen.ndim != 1 or seen.shape != lasted.shape or not len(seen):
        raise InvalidValue("each place has one count and one exposure")
    if (seen < 0).any() or (lasted < 0).any() or not lasted.sum() > 0 or not unit > 0:
        raise InvalidValue("counts and exposures are 0 or more, and not all exposures are 0")
    shape, inverse, weight = _grid(seen, lasted, hyper)
    overall = float(weight @ (shape / inverse))
    return Spread(
        float(weight @ shape),
        float(weight @ inverse),
        overall / unit,
        unit,
        (shape, inverse, weight),
    )


def _grid(seen: Floats, lasted: Floats, hyper: Hyper) -> tuple[Floats, Floats, Floats]:
    """Shapes, inverse scales and their weights, those of no weight left out."""
    shapes = inverses = np.linspace(np.log(1e-3), np.log(1e3), POINTS)
    for _ in range(3):  # the second and third time closer round what is likely
        logs = _log_posterior(np.exp(shapes), np.exp(inverses), seen, lasted, hyper)
        weight = np.exp(logs - logs.max())
        kept = weight > 1e-9
        found = np.meshgrid(np.exp(shapes), np.exp(inverses), indexing="ij")
        shape, inverse = found[0][kept], found[1][kept]
        shapes, inverses = (
            np.linspace(np.log(one.min()) - 0.1, np.log(one.max()) + 0.1, POINTS)
            for one in (shape, inverse)
        )
    return shape, inverse, weight[kept] / weight[kept].sum()


def _log_posterior(
    shape: Floats, inverse: Floats, seen: Floats, lasted: Floats, hyper: Hyper
) -> Floats:
    """Up to a constant, over logs of both (hence the last terms); float64 (shapes, inverses).

    The sum over places falls apart into one over counts for each shape, and two over exposures
    for each inverse scale.
    """
    counts, times = np.unique(seen, return_counts=True)
    by_shape = (special.gammaln(counts + shape[:, None]) - special.gammaln(shape)[:, None]) @ times
    logs = np.log(inverse[:, None] + lasted)
    by_inverse = -(logs @ seen) - hyper.scale_rate * inverse + hyper.scale_shape * np.log(inverse)
    joint = shape[:, None] * (len(seen) * np.log(inverse) - logs.sum(axis=1))
    alone = by_shape - hyper.shape_rate * shape + np.log(shape)
    return np.asarray(alone[:, None] + by_inverse + joint, np.float64)


def _below(rate: float, a: Floats, b: Floats, weight: Floats) -> float:
    return float(weight @ special.gammainc(a, b * rate))


def _quantile(share: float, a: Floats, b: Floats, weight: Floats) -> float:
    low, high = 0.0, 1.0
    while _below(high, a, b, weight) < share:
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, a, b, weight) < share else (low, middle)
    return high
