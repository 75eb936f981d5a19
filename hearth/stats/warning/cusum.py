"""The cumulative sum chart: it never goes below 0, so that good years save nothing up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue
from hearth.stats.warning.sprt import increments


def cusum(steps: NDArray[np.float64], start: float = 0.0) -> NDArray[np.float64]:
    """The sum after each step: max(0, the sum before + the step).

    steps : float64 (n). start : the sum before the first step, 0 or more (a head start).
    Returns float64 (n). Raises InvalidValue for a start below 0. Cost: O(n), in whole arrays.
    Source: Page (1954), Biometrika 41, 100-115.
    """
    if start < 0:
        raise InvalidValue(f"a sum starts at 0 or above, got {start}")
    total = np.cumsum(steps)
    lowest = np.minimum(np.minimum.accumulate(total), -start)
    found: NDArray[np.float64] = total - lowest
    return found


def cusum_plain(steps: Sequence[float], start: float = 0.0) -> list[float]:
    """The same sum written for reading. Tests hold the other to it."""
    sums, now = [], start
    for step in steps:
        now = max(0.0, now + step)
        sums.append(now)
    return sums


@dataclass(frozen=True, slots=True)
class Watched:
    """A chart as it stands: its sums, its limit, and the first step at or above it."""

    sums: tuple[float, ...]
    limit: float
    alarm_at: int | None

    @property
    def share(self) -> float:
        """How far the last sum is on its way to the limit, from 0 to 1 and beyond."""
        return self.sums[-1] / self.limit if self.sums else 0.0


def watch(
    observed: Sequence[int], expected: Sequence[float], *, limit: float, ratio: float = 2.0
) -> Watched:
    """The chart of counts against what each step was expected to bring.

    It looks for `ratio` times the expected rate, and alarms at `limit` (see `design.limit_for`).
    Raises InvalidValue as `sprt` does, and for a limit not above 0. Cost: O(n).
    """
    if not limit > 0:
        raise InvalidValue(f"a limit is above 0, got {limit}")
    sums = cusum(increments(observed, expected, ratio))
    found = np.flatnonzero(sums >= limit - 1e-9)
    return Watched(tuple(float(s) for s in sums), limit, int(found[0]) if len(found) else None)
