"""Rates of small places drawn towards the rate of all: a short record says little by itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc, gammaln

from hearth.core.errors import InvalidValue
from hearth.stats.exact import Interval, must_be_level

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
    """How the true rates of the places are spread, as means: `shape` (small: far apart), `rate`
    (the mean rate of a place) and every place."""

    shape: float
    inverse_scale: float
    rate: float
    places: tuple[Shrunk, ...]


def shrink(
    counts: Sequence[int],
    exposures: Sequence[float],
    *,
    unit: float = 1.0,
    level: float = 0.95,
    hyper: Hyper = BELIEVED,
) -> Spread:
    """Rates of many places by a gamma law whose two numbers are learnt from all of them.

    Parameters
    ----------
    counts, exposures
        Of each place. A place without exposure gets the law of all.
    unit
        The exposure in which about one is expected; the hyperprior speaks in these units.
    level
        Of the interval, strictly between 0 and 1.

    Returns
    -------
    Spread
        Rates per one exposure (not per unit).

    Raises
    ------
    InvalidValue
        No place at all, lengths that differ, counts or exposures below 0, no exposure at all.

    Notes
    -----
    count ~ Poisson(rate exposure), rate ~ Gamma(shape, inverse scale); both are integrated over
    a grid of 72 x 72 in their logs, not put at their likeliest, so that all zeros are no
    trouble and the interval keeps what is not known of the spread. Assumes that places are
    alike but for chance and their own gamma-distributed rate. Cost: O(5,184 n).
    Source: Gelman and others, *Bayesian Data Analysis*; the pumps of Gaver & O'Muircheartaigh
    (1987), George and others (1993); docs/sources.md, "shrunk rates".
    """
    seen, lasted = np.asarray(counts, np.float64), np.asarray(exposures, np.float64) / unit
    must_be_level(level)
    if seen.ndim != 1 or seen.shape != lasted.shape or not len(seen):
        raise InvalidValue("each place has one count and one exposure")
    if (seen < 0).any() or (lasted < 0).any() or not lasted.sum() > 0 or not unit > 0:
        raise InvalidValue("counts and exposures are 0 or more, and not all exposures are 0")
    shape, inverse, weight = _grid(seen, lasted, hyper)
    overall = float(weight @ (shape / inverse))
    places = tuple(
        _one(x, t, shape, inverse, weight, (level, overall, unit))
        for x, t in zip(seen, lasted, strict=True)
    )
    return Spread(float(weight @ shape), float(weight @ inverse), overall / unit, places)


def _grid(seen: Floats, lasted: Floats, hyper: Hyper) -> tuple[Floats, Floats, Floats]:
    """Shapes, inverse scales and their weights, those of no weight left out."""
    low, high = np.log(1e-3), np.log(1e3)
    for _ in range(3):  # the second and third time closer round what is likely
        at = np.linspace(low, high, POINTS)
        shape, inverse = (one.ravel() for one in np.meshgrid(np.exp(at), np.exp(at), indexing="ij"))
        logs = _log_posterior(shape, inverse, seen, lasted, hyper)
        weight = np.exp(logs - logs.max())
        kept = weight > 1e-9
        logs_kept = np.log(np.concatenate([shape[kept], inverse[kept]]))
        low, high = logs_kept.min() - 0.1, logs_kept.max() + 0.1
    return shape[kept], inverse[kept], weight[kept] / weight[kept].sum()


def _log_posterior(
    shape: Floats, inverse: Floats, seen: Floats, lasted: Floats, hyper: Hyper
) -> Floats:
    """Up to a constant, over logs of both (hence the two last terms)."""
    total = -hyper.shape_rate * shape - hyper.scale_rate * inverse
    total = total + (hyper.scale_shape - 1) * np.log(inverse)
    pairs, times = np.unique(np.stack([seen, lasted]), axis=1, return_counts=True)
    for (x, t), n in zip(pairs.T, times, strict=True):
        total = total + n * (
            gammaln(x + shape)
            - gammaln(shape)
            + shape * np.log(inverse)
            - (x + shape) * np.log(inverse + t)
        )
    return np.asarray(total + np.log(shape) + np.log(inverse), np.float64)


def _one(
    x: float,
    t: float,
    shape: Floats,
    inverse: Floats,
    weight: Floats,
    asked: tuple[float, float, float],
) -> Shrunk:
    level, overall, unit = asked
    a, b = shape + x, inverse + t
    each = (1 - level) / 2
    low, high = _quantile(each, a, b, weight), _quantile(1 - each, a, b, weight)
    return Shrunk(
        counted=float(x / t / unit) if t else None,
        drawn=float(weight @ (a / b)) / unit,
        between=Interval(low / unit, high / unit),
        above=1 - _below(overall, a, b, weight),
    )


def _below(rate: float, a: Floats, b: Floats, weight: Floats) -> float:
    return float(weight @ gammainc(a, b * rate))


def _quantile(share: float, a: Floats, b: Floats, weight: Floats) -> float:
    low, high = 0.0, 1.0
    while _below(high, a, b, weight) < share:
        low, high = high, 2 * high
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _below(middle, a, b, weight) < share else (low, middle)
    return high
