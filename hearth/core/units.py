"""Quantities of the service, so that a bare number never means two things."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from hearth.core.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to, not including, `end`; `end=None` means still open."""

    first: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.first:
            raise InvalidValue(f"period ends {self.end}, before it starts {self.first}")

    @classmethod
    def of_days(cls, first: date, days: int) -> Self:
        """`days` days from `first` on."""
        return cls(first, first + timedelta(days=days))

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.end is None or day < self.end)

    def holds(self, other: "Period") -> bool:
        """Whether every day of `other`, which has at least one, is one of ours."""
        if self.end is None:
            return self.first <= other.first
        return self.first <= other.first and other.end is not None and other.end <= self.end

    def meets(self, other: "Period") -> bool:
        """Whether at least one day is common to both. A period of no days meets none."""
        last_first = max(self.first, other.first)
        return all(end is None or last_first < end for end in (self.end, other.end))


def years_between(born_on: date, day: date) -> int:
    """Whole years of age on `day`; someone born on 29 February turns a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
