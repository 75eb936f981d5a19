"""What a plan of checks can see: how soon a harm that begins today would be noticed.

A harm begins at any moment of the rhythm alike. From then on each check that is held apart
brings it to light with some probability, each by itself; nobody knows how large that is, so
every answer is told for several. What a person says between checks comes on top.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue

Floats = NDArray[np.float64]
NODES = 12
LONGEST = 366  # days between two checks; beyond, it is no plan of checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """A steady plan of checks.

    every_days : from one due day to the next. window_days : within so many days, from the first
    on, a check is held, any moment alike; at most `every_days`. unannounced : share of checks
    nobody at home knew of. apart : share of all that are held, apart and out of earshot.
    tells, tells_unannounced : probability that a talk apart brings the harm to light.
    """

    every_days: int
    window_days: float
    unannounced: float
    apart: float
    tells: float
    tells_unannounced: float

    def __post_init__(self) -> None:
        shares = (self.unannounced, self.apart, self.tells, self.tells_unannounced)
        if not all(0 <= share <= 1 for share in shares):
            raise InvalidValue("shares and probabilities lie between 0 and 1")
        if self.every_days < 1 or not 0 <= self.window_days <= self.every_days:
            raise InvalidValue("a rhythm is 1 day or more, and its window no longer than that")

    @property
    def each(self) -> float:
        """The probability that one due check brings it to light."""
        mixed = self.unannounced * self.tells_unannounced + (1 - self.unannounced) * self.tells
        return self.apart * mixed


def noticed_within(rhythm: Rhythm, days: float) -> float:
    """The probability that a harm that begins today is noticed by a check within so many days.

    Exact for the model above: given when it began, checks are independent, and the product over
    them is a polynomial between the days on which a window begins or ends.
    Raises InvalidValue for days below 0. Cost: O((days / every_days)^2).
    Source: docs/why/statistics.md, "what the plan can see".
    """
    if days < 0:
        raise InvalidValue(f"days are 0 or more, got {days}")
    every, window = float(rhythm.every_days), max(rhythm.window_days, 1e-9)
    due = np.arange(-1, ceil(days / every) + 2) * every
    breaks = np.concatenate([due, due + window, due - days, due + window - days, [0.0, every]])
    cuts = np.unique(np.clip(breaks, 0.0, every))
    at, weight = _nodes(max(NODES, len(due)))
    half = np.diff(cuts)[:, None] / 2
    began = (cuts[:-1, None] + half + half * at).ravel()
    reached = np.clip((began[:, None] + days - due) / window, 0, 1)
    past = np.clip((began[:, None] - due) / window, 0, 1)
    missed = np.prod(1 - rhythm.each * (reached - past), axis=1)
    return float(1 - missed @ (half * weight).ravel() / every)


@cache
def _nodes(count: int) -> tuple[Floats, Floats]:
    """Where a polynomial is looked at, and how each place weighs: dearer than the sums with it."""
    at, weight = np.polynomial.legendre.leggauss(count)
    return at, weight


def noticed_by(rhythm: Rhythm, probability: float) -> int | None:
    """The first whole day by which it is noticed with this probability; None for never.

    Raises InvalidValue for a probability outside (0, 1). Cost: some dozen sums.
    """
    if not 0 < probability < 1:
        raise InvalidValue(f"a probability lies between 0 and 1, got {probability}")
    if rhythm.each == 0:
        return None
    high = rhythm.every_days
    while noticed_within(rhythm, high) < probability:
        if high > 400 * rhythm.every_days:
            return None
        high *= 2
    low = 0
    while high - low > 1:
        middle = (low + high) // 2
        if noticed_within(rhythm, middle) < probability:
            low = middle
        else:
            high = middle
    return high


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one check costs, in any one unit: announced, and unannounced (some find nobody in)."""

    announced: float = 1.0
    unannounced: float = 1.3


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The plan of least cost that reaches what was asked, how far it reaches, and its cost."""

    rhythm: Rhythm
    probability: float
    checks_a_year: float
    cost_a_year: float


def cheapest(
    like: Rhythm,
    *,
    within_days: int,
    probability: float,
    cost: Cost,
    shares: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0),
) -> Cheapest | None:
    """The cheapest rhythm that notices within so many days with so much probability.

    Searched over whole days from one check to the next and these shares unannounced; `like`
    gives all else, its window kept as the same part of the rhythm. None where even a check a
    day does not reach it. Raises InvalidValue for a cost not above 0.

    Notes
    -----
    What is noticed only falls as checks grow rarer (a property test holds that on invented
    rhythms), so the longest is found by halving. Cost: some fifty sums.
    """
    if min(cost.announced, cost.unannounced) <= 0:
        raise InvalidValue("a check costs more than nothing")
    found: list[Cheapest] = []
    longest: dict[float, int | None] = {}  # by what one check brings to light: shares may be alike
    for share in shares:
        mixed = replace(like, unannounced=share)
        if mixed.each not in longest:
            longest[mixed.each] = _longest(mixed, within_days, probability)
        length = longest[mixed.each]
        if length is not None:
            reached = _every(mixed, length)
            a_year = 365.25 / reached.every_days
            each = share * cost.unannounced + (1 - share) * cost.announced
            seen = noticed_within(reached, within_days)
            found.append(Cheapest(reached, seen, a_year, a_year * each))
    return min(found, key=lambda one: (one.cost_a_year, one.rhythm.unannounced), default=None)


def _every(like: Rhythm, length: int) -> Rhythm:
    part = like.window_days / like.every_days
    return replace(like, every_days=length, window_days=part * length)


def _longest(like: Rhythm, days: int, probability: float) -> int | None:
    if noticed_within(_every(like, 1), days) < probability:
        return None
    low, high = 1, LONGEST
    while high - low > 1:
        middle = floor((low + high) / 2)
        if noticed_within(_every(like, middle), days) >= probability:
            low = middle
        else:
            high = middle
    return low
