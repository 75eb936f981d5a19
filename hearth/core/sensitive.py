"""Periods in which a person needs more care: once, or coming back, as a forecast.

Only the person enters them. Nobody sees them who does not need them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from hearth.core.errors import InvalidValue
from hearth.core.units import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class SensitivePeriod:
    """`days` days from `first`, and again every `every_days` when that is given.

    `spread_days` widens each forecast by so many days on both sides, once per
    return, because a forecast grows less sure. `kind` names the programme's own
    table of what follows from it.
    """

    kind: str
    first: date
    days: int
    every_days: int | None = None
    spread_days: int = 0

    def __post_init__(self) -> None:
        if self.days < 1:
            raise InvalidValue(f"a period lasts at least 1 day, got {self.days}")
        if self.every_days is not None and self.every_days <= self.days:
            raise InvalidValue("a period must end before it comes back")
        if self.spread_days < 0:
            raise InvalidValue("the spread of a forecast is 0 days or more")
        if self.every_days is not None and self.spread_days >= self.every_days:
            raise InvalidValue("a forecast widens by less than the time until it comes back")

    def forecast(self, within: Period) -> tuple[Period, ...]:
        """The times this period touches `within`, each widened by its spread, in order."""
        return tuple(self._times(within))

    def _times(self, within: Period) -> Iterable[Period]:
        if self.every_days is not None and within.end is None:
            raise InvalidValue("a period that comes back needs an end to be forecast to")
        start, returns = self.first, 0
        while within.end is None or start - timedelta(self.spread_days * returns) < within.end:
            widened = timedelta(self.spread_days * returns)
            time = Period(start - widened, start + timedelta(self.days) + widened)
            if time.meets(within):
                yield time
            if self.every_days is None:
                return
            start, returns = start + timedelta(self.every_days), returns + 1
