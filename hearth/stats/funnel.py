"""The funnel: which places lie outside what chance does, and how many such alarms are false."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.core.later import when_needed
from hearth.stats.exact import must_be_level

laws = when_needed("scipy.stats")
special = when_needed("scipy.special")  # scipy.stats takes a second longer to load

WINSORISED = 0.1  # of the places at either end are pulled in before the spread is judged
NARROW, WIDE = 0.95, 0.998


@dataclass(frozen=True, slots=True)
class Limits:
    """Of a share of `whole`, or of a count where so many were expected."""

    low: float
    high: float


def share_limits(target: float, whole: int, level: float = WIDE) -> Limits:
    """Between which shares of `whole` chance keeps a place whose true share is `target`.

    Exact, interpolated between the two counts on either side of the limit. Raises InvalidValue
    for a target outside [0, 1] or no one at all.
    Source: Spiegelhalter (2005), *Funnel plots*, appendix A.1; docs/sources.md, "funnel".
    """
    if not 0 <= target <= 1 or whole < 1:
        raise InvalidValue(f"no funnel at a share of {target} of {whole}")
    return _limits(laws.binom, (whole, target), level, 1 / whole)


def count_limits(expected: float, level: float = WIDE) -> Limits:
    """Between which counts chance keeps a place where `expected` were expected, above 0."""
    if not expected > 0:
        raise InvalidValue(f"no funnel where {expected} are expected")
    return _limits(_Poisson, (expected,), level, 1.0)


class _Poisson:
    """The law of counts, as `laws.poisson` has it; one that needs no more than `special`."""

    @staticmethod
    def ppf(p: float, mean: float) -> float:
        """The lowest count with a chance of at least `p` that so many or fewer come."""
        count = float(ceil(special.pdtrik(p, mean)))
        return count - 1 if count > 0 and special.pdtr(count - 1, mean) >= p else count

    @staticmethod
    def cdf(count: float, mean: float) -> float:
        """How likely so many or fewer are."""
        return float(special.pdtr(count, mean)) if count >= 0 else 0.0


def _limits(law: Any, of: tuple[float, ...], level: float, each: float) -> Limits:
    must_be_level(level)
    tail = (1 - level) / 2
    low, high = _at(law, of, tail), _at(law, of, 1 - tail)
    return Limits(max(0.0, low * each), max(0.0, high * each))


def _at(law: Any, of: tuple[float, ...], p: float) -> float:
    count = float(law.ppf(p, *of))
    here, before = float(law.cdf(count, *of)), float(law.cdf(count - 1, *of))
    return count - (here - p) / (here - before) if here > before else count


def too_many(counts: Sequence[int], expected: Sequence[float]) -> NDArray[np.float64]:
    """How likely so many or more were, where the expected holds: exact, float64 (n).

    Where nothing was expected and nothing came it is 1. Raises InvalidValue for lengths that
    differ or numbers below 0. The values are super-uniform: at most alpha with chance alpha.
    """
    seen, awaited = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    if seen.shape != awaited.shape or (seen < 0).any() or (awaited < 0).any():
        raise InvalidValue("each place has a count and an expected count, 0 or more")
    so_many = special.pdtrc(np.maximum(seen - 1, 0), awaited)
    return np.asarray(np.where(seen < 1, 1.0, so_many), np.float64)


def discoveries(p: Sequence[float], false_share: float = 0.1) -> tuple[bool, ...]:
    """Which stand out, so that of those named at most `false_share` are false on average.

    Benjamini & Hochberg (1995). Holds for places that do not depend on one another, and where
    they rise and fall together. Raises InvalidValue for what is no share. Cost: O(n log n).
    """
    values = np.asarray(p, np.float64)
    if ((values < 0) | (values > 1)).any() or not 0 < false_share < 1:
        raise InvalidValue("p-values and the share of false ones lie between 0 and 1")
    order = np.argsort(values, kind="stable")
    within = values[order] <= false_share * np.arange(1, len(values) + 1) / max(1, len(values))
    last = int(np.flatnonzero(within)[-1]) + 1 if within.any() else 0
    named = np.zeros(len(values), np.bool_)
    named[order[:last]] = True
    return tuple(bool(one) for one in named)


def overdispersion(counts: Sequence[int], expected: Sequence[float]) -> float:
    """How much wider places are spread than chance does, as a factor on the variance, 1 or more.

    From winsorised scores 2 (sqrt(count) - sqrt(expected)); below one plus two standard errors
    of itself it is 1. Source: Spiegelhalter (2005), section 4. Raises InvalidValue as `too_many`.
    """
    seen, awaited = np.asarray(counts, np.float64), np.asarray(expected, np.float64)
    if seen.shape != awaited.shape or (seen < 0).any() or (awaited < 0).any():
        raise InvalidValue("each place has a count and an expected count, 0 or more")
    there = awaited > 0
    z = 2 * (np.sqrt(seen[there]) - np.sqrt(awaited[there]))
    if len(z) < 2:
        return 1.0
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    found = float(np.mean(np.clip(z, low, high) ** 2))
    return found if found > 1 + 2 * sqrt(2 / len(z)) else 1.0


@dataclass(frozen=True, slots=True)
class Funnel:
    """Places in the order given: how likely so many or more (`p`), which stand out with the false
    ones held, and the spread that limits are widened by."""

    p: tuple[float, ...]
    stands_out: tuple[bool, ...]
    spread: float


def funnel(counts: Sequence[int], expected: Sequence[float], false_share: float = 0.1) -> Funnel:
    """Places against what was expected of each; where nothing was expected p is 1 or 0.

    With a spread above 1 the p-values are those of the widened normal scores, no smaller than
    the exact ones. Raises InvalidValue as `too_many`. Cost: O(n log n), in whole arrays.
    """
    spread = overdispersion(counts, expected)
    p = too_many(counts, expected)
    if spread > 1:
        z = 2 * (np.sqrt(np.asarray(counts, np.float64)) - np.sqrt(np.asarray(expected)))
        p = np.maximum(p, special.ndtr(-z / sqrt(spread)))
    return Funnel(tuple(p.tolist()), discoveries(p.tolist(), false_share), spread)


def widened(expected: float, level: float, spread: float) -> Limits:
    """The limits of a count where so many were expected, widened by the spread of all places."""
    if expected <= 0:
        return Limits(0.0, 0.0)
    plain = count_limits(expected, level)
    wider = sqrt(spread)
    low = max(0.0, expected - (expected - plain.low) * wider)
    return Limits(low, expected + (plain.high - expected) * wider)
