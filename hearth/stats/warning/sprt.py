"""The sequential probability ratio test of a Poisson rate against a multiple of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np

from hearth.core.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Tested:
    """The test as it went.

    sums : log likelihood ratio after each step. alarm_at : position of the first step above
    `upper`, None where there was none. cleared_at : the first step below `lower`.
    """

    sums: tuple[float, ...]
    upper: float
    lower: float
    alarm_at: int | None
    cleared_at: int | None

    @property
    def says(self) -> bool | None:
        """Whether it is the multiple, or just the expected; None while it cannot tell.

        Once it has alarmed it stays so. That it is the expected holds only while the sum lies
        below `lower`: later concerns take it back.
        """
        if self.alarm_at is not None:
            return True
        return False if self.sums and self.sums[-1] < self.lower else None


def boundaries(false_alarm: float, missed: float) -> tuple[float, float]:
    """The lower and the upper boundary for these two shares of errors (Wald's own).

    Raises InvalidValue where they are no shares, or leave nothing to tell apart.
    """
    if not (0 < false_alarm < 1 and 0 < missed < 1 and false_alarm + missed < 1):
        raise InvalidValue(f"errors of {false_alarm} and {missed} leave nothing to tell apart")
    return log(missed / (1 - false_alarm)), log((1 - missed) / false_alarm)


def decided_after(ratio: float, *, false_alarm: float, missed: float) -> tuple[float, float]:
    """How long it runs on average until it decides, in what was expected by then: where nothing is
    wrong, and where the rate is `ratio` times the expected one.

    By Wald's equation, as if a decision fell just on its boundary; it falls a little later. Raises
    InvalidValue as `sprt` does.
    """
    if not ratio > 1:
        raise InvalidValue("the ratio looked for is above 1")
    lower, upper = boundaries(false_alarm, missed)
    usual = (1 - false_alarm) * lower + false_alarm * upper
    more = missed * lower + (1 - missed) * upper
    return usual / (log(ratio) - ratio + 1), more / (ratio * log(ratio) - ratio + 1)


def sprt(
    observed: Sequence[int],
    expected: Sequence[float],
    *,
    ratio: float = 2.0,
    false_alarm: float = 1e-3,
    missed: float = 1e-3,
) -> Tested:
    """Whether the rate is the expected one or `ratio` times that, step by step.

    Parameters
    ----------
    observed, expected
        Of each step, in order: what happened, and what would have been expected of this very
        step (so it is adjusted for risk: a year with more stays expects more).
    ratio
        How many times the expected rate is looked for, above 1.
    false_alarm, missed
        How often it may alarm although nothing is wrong, and stay silent although it is.

    Notes
    -----
    S = O ln(ratio) - E (ratio - 1), cumulated. It alarms where S is above the upper boundary.
    Raises InvalidValue for lengths that differ, counts below 0 or a ratio not above 1.
    Cost: O(n). Source: Wald (1945); Spiegelhalter and others (2003), as used on the Shipman
    data, docs/sources.md, "sequential tests".
    """
    lower, upper = boundaries(false_alarm, missed)
    sums = np.cumsum(increments(observed, expected, ratio))
    return Tested(
        tuple(float(s) for s in sums), upper, lower, _first(sums > upper), _first(sums < lower)
    )


def increments(
    observed: Sequence[int], expected: Sequence[float], ratio: float
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The log likelihood ratio of each step, float64 (n). Raises InvalidValue as `sprt` does."""
    seen, awaited = np.asarray(observed, np.float64), np.asarray(expected, np.float64)
    if seen.ndim != 1 or seen.shape != awaited.shape:
        raise InvalidValue("each step has what happened and what was expected")
    if (seen < 0).any() or (awaited < 0).any() or not ratio > 1:
        raise InvalidValue("counts are 0 or more, and the ratio looked for is above 1")
    found: np.ndarray[tuple[int], np.dtype[np.float64]] = seen * log(ratio) - awaited * (ratio - 1)
    return found


def _first(there: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int | None:
    found = np.flatnonzero(there)
    return int(found[0]) if len(found) else None
