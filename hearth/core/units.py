"""Quantities of the service, so that a bare number never means two things."""

from calendar import monthrange
from collections.abc import Iterable
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


def joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    """The same days in as few periods as can be, the earliest first."""
    found: list[Period] = []
    for one in sorted(periods, key=lambda each: each.first):
        last = found[-1] if found else None
        if last is None or (last.end is not None and last.end < one.first):
            found.append(one)
        elif last.end is not None:
            end = None if one.end is None else max(last.end, one.end)
            found[-1] = Period(last.first, end)
    return tuple(one for one in found if one.end != one.first)


def without(periods: Iterable[Period], gone: Period) -> tuple[Period, ...]:
    """The days of `periods` that are not of `gone`."""
    left: list[Period] = []
    for one in periods:
        if not one.meets(gone):
            left.append(one)
            continue
        if one.first < gone.first:
            left.append(Period(one.first, gone.first))
        if gone.end is not None and (one.end is None or gone.end < one.end):
            left.append(Period(gone.end, one.end))
    return joined(left)


def years_between(born_on: date, day: date) -> int:
    """Whole years of age on `day`; someone born on 29 February turns a year older on 1 March."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
