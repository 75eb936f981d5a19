"""What the planning knows of a visitor, and what a stay asks of whoever comes."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from hearth.core.errors import InvalidValue
from hearth.core.identity import Unsaid
from hearth.core.ids import HostId, PersonId, PrincipalId
from hearth.core.person import Gender
from hearth.core.place import Place

WEEKDAYS = 7
DAY = timedelta(1)
AWAY_DAYS = 366  # of one stretch; whoever is away for longer is no visitor meanwhile
MOST_A_DAY = 8
TALK_MIN, APART_MIN = 20, 5  # one talk; going from one to the other, out of earshot


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """Hours of one day of the week, 0 for Monday: from leaving the base to being back."""

    weekday: int
    begins: time
    ends: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday < WEEKDAYS or self.ends <= self.begins:
            raise InvalidValue("a shift is on a day from 0 to 6 and ends after it begins")


USUAL = tuple(Shift(weekday, time(9), time(17)) for weekday in range(5))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """A break of so many minutes, begun between two times of the day."""

    minutes: int = 30
    earliest: time = time(11, 30)
    latest: time = time(14)

    def __post_init__(self) -> None:
        if self.minutes < 0 or self.latest < self.earliest:
            raise InvalidValue("a break is 0 minutes or more, and its latest is not before it")

    def fits(self, shift: Shift) -> bool:
        """Whether it can be taken within these hours; a day on which it cannot has no visits."""
        begins = _minute(max(shift.begins, self.earliest))
        in_time = begins <= _minute(self.latest) and begins + self.minutes <= _minute(shift.ends)
        return self.minutes == 0 or in_time


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Visitor(Unsaid):
    """A visitor, as far as the planning may know them. No name is here.

    base : where the days begin; None: in the middle of the homes. never : hosts they are tied to,
    as kin, as friend, or as the host's own worker. knows : people of the register whom they are
    near to, themselves included. also : other accounts of the same human. away : days off.
    """

    languages: frozenset[str] = frozenset()
    gender: Gender = Gender.UNKNOWN
    trained: frozenset[str] = frozenset()
    base: Place | None = None
    shifts: tuple[Shift, ...] = USUAL
    rest: Rest = field(default_factory=Rest)
    most: int = MOST_A_DAY
    never: frozenset[HostId] = frozenset()
    knows: frozenset[PersonId] = frozenset()
    also: frozenset[PrincipalId] = frozenset()
    away: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if self.most < 0:
            raise InvalidValue(f"a day holds 0 visits or more, got {self.most}")
        if len({shift.weekday for shift in self.shifts}) < len(self.shifts):
            raise InvalidValue("a day of the week has one shift")

    def shift_on(self, day: date) -> Shift | None:
        """The hours of a day, or None on a day off."""
        if day in self.away:
            return None
        return next((shift for shift in self.shifts if shift.weekday == day.weekday()), None)

    def away_on(self, days: Iterable[date], *, today: date) -> "Visitor":
        """The same visitor, away on these days and no others. Days gone by are told no more."""
        return replace(self, away=frozenset(day for day in days if day >= today))

    def stretches(self, *, today: date) -> tuple[tuple[date, date], ...]:
        """Their days away from today on: first and last day of each stretch, the earliest first."""
        ahead = {day for day in self.away if day >= today}
        firsts = sorted(day for day in ahead if day - DAY not in ahead)
        lasts = sorted(day for day in ahead if day + DAY not in ahead)
        return tuple(zip(firsts, lasts, strict=True))


def days_between(first: date, last: date) -> frozenset[date]:
    """Every day from the first to the last, both included.

    Raises InvalidValue where the last is before the first, or more than 366 days are meant.
    """
    count = (last - first).days + 1
    if not 1 <= count <= AWAY_DAYS:
        raise InvalidValue(f"days away are 1 to {AWAY_DAYS} in a row, got {count}")
    return frozenset(first + DAY * at for at in range(count))


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Terms(Unsaid):
    """What one stay asks of a visit. All of it may be empty.

    gender : asked for by the person; a visitor of another one, or of none told, does not go.
    two : two visitors at once, each with one of the two talks. hours : when the person can be
    seen; empty: on any day. at_odds : stays whose home is never visited on the same day.
    """

    gender: Gender | None = None
    trained: frozenset[str] = frozenset()
    refused: frozenset[PrincipalId] = frozenset()
    two: bool = False
    talk_min: int = TALK_MIN
    hours: tuple[Shift, ...] = ()
    at_odds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not 5 <= self.talk_min <= 240:
            raise InvalidValue(f"a talk takes 5 to 240 minutes, got {self.talk_min}")

    def minutes(self, talks: int) -> int:
        """How long the visit takes: both talks one after the other, or at once by two."""
        if self.two or talks < 2:
            return self.talk_min + APART_MIN
        return talks * self.talk_min + APART_MIN
