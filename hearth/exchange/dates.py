"""Dates as people and programs really write them.

Everybody asks for yyyy-mm-dd. Files hold 08-MAY-67, 9/10/2015, 04-28-19 and 13-06-19 too.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from hearth.core.errors import InvalidValue

_TIME = (
    r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*(?:Z|[+-]00:?00)?)?"
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}$", re.ASCII)
_COMPACT = re.compile(rf"(\d{{4}})(\d{{2}})(\d{{2}}){_TIME}$", re.ASCII)
_NUMBERS = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}$", re.ASCII)
_NAMED = re.compile(
    rf"(\d{{1,2}})[-/. ]*([A-Za-z]{{3,9}})\.?[-/. ,]*(\d{{4}}|\d{{2}}){_TIME}$", re.ASCII
)
_NAME_FIRST = re.compile(
    rf"([A-Za-z]{{3,9}})\.?[-/. ]*(\d{{1,2}})[-/. ,]+(\d{{4}}|\d{{2}}){_TIME}$", re.ASCII
)
_MONTH_NAMES = "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
_MONTHS: Mapping[str, int] = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}


class Order(StrEnum):
    """Which number of 03-11-21 is the month. The United States write it first."""

    MONTH_FIRST = "month-day-year"
    DAY_FIRST = "day-month-year"


@dataclass(frozen=True, slots=True)
class Read:
    """A moment that was read; `odd` when it was not written as yyyy-mm-dd."""

    at: datetime
    odd: bool


def order_of(texts: Iterable[str]) -> Order | None:
    """How a whole column writes its days, judged by the values that leave no choice.

    None when no value tells; month first when some tell one thing and some the other.
    """
    day_first = False
    for text in texts:
        match = _NUMBERS.match(text)
        if match is None:
            continue
        if int(match[2]) > 12:
            return Order.MONTH_FIRST
        day_first = day_first or int(match[1]) > 12
    return Order.DAY_FIRST if day_first else None


def full_year(text: str, read_on: date) -> int:
    """The year meant by two or four figures.

    Two figures up to those of the reading day belong to its century, later ones to the
    century before: read in 2020, "20" is 2020; read in 2017, it is 1920.
    """
    if len(text) == 4:
        return int(text)
    century, this_year = divmod(read_on.year, 100)
    year = int(text)
    return (century if year <= this_year else century - 1) * 100 + year


def read_moment(text: str, *, read_on: date, order: Order | None) -> Read:
    """Read one date, with or without a time of day; `odd` when it is not yyyy-mm-dd.

    Raises InvalidValue, naming no value, when the text is no date, or when it could be two
    days and `order` is None.
    """
    try:
        return Read(datetime.fromisoformat(text).replace(tzinfo=None), odd=len(text) < 10)
    except ValueError:
        pass  # not as ISO 8601 writes it: looked at in the other ways below
    for pattern, parts in _PATTERNS:
        match = pattern.match(text)
        if match is not None:
            year, month, day = parts(match, read_on, order)
            return Read(_at(year, month, day, match.groups()[3:]), odd=True)
    raise InvalidValue("is not a date; write it as yyyy-mm-dd")


def _at(year: int, month: int, day: int, time: tuple[str | None, ...]) -> datetime:
    hour, minute, second = (int(part or 0) for part in time[:3])
    half = (time[3] or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - HMIS says no zone
    except ValueError as wrong:
        raise InvalidValue("is not a day of the calendar; write it as yyyy-mm-dd") from wrong


Parts = Callable[[re.Match[str], date, Order | None], tuple[int, int, int]]


def _year_first(match: re.Match[str], read_on: date, order: Order | None) -> tuple[int, int, int]:
    return int(match[1]), int(match[2]), int(match[3])


def _numbers(match: re.Match[str], read_on: date, order: Order | None) -> tuple[int, int, int]:
    first, second = int(match[1]), int(match[2])
    if order is None and first <= 12 and second <= 12 and first != second:
        raise InvalidValue("could be two different days; write it as yyyy-mm-dd")
    day_leads = first > 12 or (order is Order.DAY_FIRST and second <= 12)
    day, month = (first, second) if day_leads else (second, first)
    return full_year(match[3], read_on), month, day


def _named(match: re.Match[str], read_on: date, order: Order | None) -> tuple[int, int, int]:
    return full_year(match[3], read_on), _MONTHS.get(match[2][:3].lower(), 0), int(match[1])


def _name_first(match: re.Match[str], read_on: date, order: Order | None) -> tuple[int, int, int]:
    return full_year(match[3], read_on), _MONTHS.get(match[1][:3].lower(), 0), int(match[2])


_PATTERNS: tuple[tuple[re.Pattern[str], Parts], ...] = (
    (_YEAR_FIRST, _year_first),
    (_COMPACT, _year_first),
    (_NUMBERS, _numbers),
    (_NAMED, _named),
    (_NAME_FIRST, _name_first),
)
