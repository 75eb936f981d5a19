"""Whether what happens comes as chance alone would bring it: a Poisson law held against counts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hearth.core.errors import InvalidValue
from hearth.core.later import when_needed

laws = when_needed("scipy.stats")


@dataclass(frozen=True, slots=True)
class Fit:
    """Pearson's sum, its degrees of freedom, and how likely so large a one is by chance."""

    chi_square: float
    df: int
    p: float


def poisson_fit(days: Sequence[int], *, last: int, mean: float | None = None) -> Fit:
    """How well days with 0, 1, 2 ... events fit the Poisson law of this mean, or of their own.

    days : how many days had 0, 1, 2 ... events. last : the class that holds that many or more.
    There is one degree of freedom less than classes, and another one less where the mean was
    taken from the same days. Raises InvalidValue for no days, numbers below 0, a last class
    below 1 (2 for a mean of their own) or a mean of 0. Source: docs/sources.md, "chance".
    """
    seen = np.asarray(days, np.float64)
    if seen.ndim != 1 or (seen < 0).any() or not seen.sum() > 0 or last < (1 if mean else 2):
        raise InvalidValue("count the days of each number, and join what is rare")
    total = seen.sum()
    expects = float(seen @ np.arange(len(seen)) / total) if mean is None else mean
    if not expects > 0:
        raise InvalidValue("nothing happened on any day, so there is no law to fit")
    classes = np.arange(last)
    below = np.zeros(last)
    below[: min(last, len(seen))] = seen[:last]
    observed = np.append(below, total - below.sum())
    expected = total * np.append(
        laws.poisson.pmf(classes, expects), laws.poisson.sf(last - 1, expects)
    )
    found = float(((observed - expected) ** 2 / expected).sum())
    df = last if mean is not None else last - 1
    return Fit(found, df, float(laws.chi2.sf(found, df)))
