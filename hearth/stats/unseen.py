"""How much is never said: a range over models that disagree, and never one figure.

Several ways lead a wrong to somebody's ears; how far those ways overlap says something of what
reached nobody. It says it only under assumptions that nobody can check, and different ones give
very different answers, so what is told is the width.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import exp, sqrt

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.core.later import when_needed

special = when_needed("scipy.special")

Floats = NDArray[np.float64]
Pattern = tuple[bool, ...]
Pair = tuple[int, int]
STEPS, ENOUGH = 200, 1e-10
FURTHEST = 1.96


@dataclass(frozen=True, slots=True)
class Model:
    """One model: what it takes for the total, and where it would lie if the model were right."""

    pairs: tuple[Pair, ...]
    total: float
    low: float
    high: float
    aic: float


@dataclass(frozen=True, slots=True)
class Range:
    """Known ones, and from where to where the models put the total. `spread` is high over low."""

    known: int
    low: float
    high: float
    models: tuple[Model, ...]
    lower_bound: float

    @property
    def spread(self) -> float:
        """How many times the lowest the highest is: above 2 the range says next to nothing."""
        return self.high / self.low if self.low else 1.0


def unseen(counts: Mapping[Pattern, int]) -> Range:
    """How many there may be altogether, from how many were known by which of several lists.

    counts : by pattern, on which lists and on which not; patterns left out count 0.
    The range runs over the model of independent lists, the one that adds pairs of lists while
    Akaike's criterion falls, and the lower bound from those known once and twice.
    Raises InvalidValue for fewer than two lists, patterns of unlike length or of no list.

    Notes
    -----
    All of them assume that everybody could have come onto every list. Where one list keeps
    somebody off another (fear, or a case that is closed once it is known) the truth lies above
    or below all of them. Cost: some hundred small fits.
    Source: Silverman (2014); Chao (1987); the caution of Whitehead and others (2021);
    docs/sources.md, "what is never said".
    """
    _must_be(counts)
    models = (independent(counts), forward(counts))
    bound, known = lower_bound(counts), _known(counts)
    totals = [*(one.low for one in models), *(one.high for one in models), bound]
    return Range(known, max(known, min(totals)), max(totals), models, bound)


def independent(counts: Mapping[Pattern, int]) -> Model:
    """The total if coming onto one list says nothing of another."""
    return _fitted(counts, _must_be(counts), ())


def forward(counts: Mapping[Pattern, int]) -> Model:
    """The total by the model that adds pairs of lists, the best first, while the AIC falls."""
    lists = _must_be(counts)
    best = _fitted(counts, lists, ())
    left = set(combinations(range(lists), 2))
    while left:
        tried = [(_fitted(counts, lists, (*best.pairs, pair)), pair) for pair in sorted(left)]
        found, pair = min(tried, key=lambda one: one[0].aic)
        if found.aic >= best.aic:
            break
        best = found
        left.remove(pair)
    return best


def lower_bound(counts: Mapping[Pattern, int]) -> float:
    """Known ones and f1 (f1 - 1) / (2 (f2 + 1)): f1 known by one list, f2 by two (Chao, 1987)."""
    _must_be(counts)
    once = sum(n for pattern, n in counts.items() if sum(pattern) == 1)
    twice = sum(n for pattern, n in counts.items() if sum(pattern) == 2)
    return _known(counts) + once * (once - 1) / (2 * (twice + 1))


def joined(counts: Mapping[Pattern, int], first: int, second: int) -> dict[Pattern, int]:
    """The same with two lists taken for one, the first of them."""
    found: dict[Pattern, int] = {}
    for pattern, n in counts.items():
        either = [*pattern]
        either[first] = pattern[first] or pattern[second]
        del either[second]
        found[tuple(either)] = found.get(tuple(either), 0) + n
    return found


def _known(counts: Mapping[Pattern, int]) -> int:
    return sum(counts.values())


def _must_be(counts: Mapping[Pattern, int]) -> int:
    lengths = {len(pattern) for pattern in counts}
    if len(lengths) != 1 or min(lengths) < 2:
        raise InvalidValue("every pattern speaks of the same lists, two or more")
    if any(not any(pattern) for pattern in counts) or min(counts.values()) < 0:
        raise InvalidValue("each is known by a list at least, and counts are 0 or more")
    return lengths.pop()


def _fitted(counts: Mapping[Pattern, int], lists: int, pairs: Sequence[Pair]) -> Model:
    """Poisson counts whose logs are sums: one term a list, one a pair; the unseen cell is left."""
    patterns = [one for one in product((False, True), repeat=lists) if any(one)]
    seen = np.array([counts.get(one, 0) for one in patterns], np.float64)
    on = np.array(patterns, np.float64)
    columns = [np.ones(len(on)), *on.T, *(on[:, a] * on[:, b] for a, b in pairs)]
    design = np.stack(columns, axis=1)
    mean, first, spread = _iterated(design, seen)
    deviance = 2 * float((special.xlogy(seen, seen / mean) - (seen - mean)).sum())
    known = float(seen.sum())
    unseen_, wide = exp(min(first, 700)), exp(FURTHEST * min(spread, 300))
    return Model(
        tuple(pairs),
        known + unseen_,
        known + unseen_ / wide,
        known + unseen_ * wide,
        deviance + 2 * len(columns),
    )


def _iterated(design: Floats, seen: Floats) -> tuple[Floats, float, float]:
    """Iterated weighted least squares: fitted means, the first coefficient, its standard error."""
    mean = seen + 0.5
    last = np.inf
    for _ in range(STEPS):
        score = np.log(mean) + (seen - mean) / mean
        root = np.sqrt(mean)
        found, *_ = np.linalg.lstsq(design * root[:, None], score * root, rcond=None)
        mean = np.exp(np.clip(design @ found, -30, 700))
        deviance = float((special.xlogy(seen, seen / mean) - (seen - mean)).sum())
        if abs(last - deviance) < ENOUGH * (abs(deviance) + 1):
            break
        last = deviance
    covariance = np.linalg.pinv((design * mean[:, None]).T @ design)
    return mean, float(found[0]), sqrt(max(0.0, float(covariance[0, 0])))
