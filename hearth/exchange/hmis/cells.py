"""Single cells into words of Hearth: answers, numbers, names and days."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from hearth.core.errors import InvalidValue
from hearth.exchange.dates import Order, order_of, read_moment
from hearth.exchange.hmis.tables import Row
from hearth.exchange.hmis.values import Answer

NEAR_FUTURE = timedelta(days=366)
"""How far after the reading day a date may lie; plans reach so far, slips reach further."""

NO_CODE = "holds no code of HUD's list"

_ANSWERS: Mapping[str, Answer] = {
    "1": Answer.YES,
    "0": Answer.NO,
    "": Answer.UNKNOWN,
    "8": Answer.UNKNOWN,  # does not know
    "9": Answer.UNKNOWN,  # prefers not to answer
    "99": Answer.UNKNOWN,  # not asked
}
_WEIGHT = {Answer.UNKNOWN: 0, Answer.NO: 1, Answer.YES: 2}


def answer(row: Row, column: str) -> Answer:
    """Yes, no or not known (HUD list 1.7 and 1.8); a code outside the list is not known."""
    found = _ANSWERS.get(row[column])
    if found is None:
        row.mend(column, NO_CODE, "it was read as not known")
        return Answer.UNKNOWN
    return found


def stronger(one: Answer, other: Answer) -> Answer:
    """Of two answers the one that says more: yes before no before not known."""
    return max(one, other, key=_WEIGHT.__getitem__)


def number(row: Row, column: str) -> int | None:
    """A whole number, or nothing; anything else is left out with a finding."""
    text = row[column]
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    row.mend(column, "is not a whole number", "it was left out")
    return None


def name(row: Row, column: str) -> str:
    """A name without the quote marks that a broken export leaves around or within it."""
    text = row[column]
    if '"' not in text:
        return text
    clean = re.sub(r'"+', '"', text).strip('" ')
    if clean.count('"') % 2:
        clean = clean.replace('"', "")
    row.mend(column, "has stray quote marks", "they were taken out")
    return clean


class Days:
    """Reads the date columns of one file, each in the order its values agree on."""

    def __init__(self, rows: Sequence[Row], columns: Iterable[str], *, read_on: date) -> None:
        self._read_on = read_on
        self._latest = read_on + NEAR_FUTURE
        self._orders: dict[str, Order] = {
            column: order_of(row[column] for row in rows) or Order.MONTH_FIRST for column in columns
        }

    def needed(self, row: Row, column: str) -> date | None:
        """A day without which the row means nothing; without it the row is refused."""
        if not row[column]:
            row.refuse(column, "is empty and is needed")
            return None
        try:
            return self._moment(row, column, self._latest).date()
        except InvalidValue as wrong:
            row.refuse(column, str(wrong))
            return None

    def birth(self, row: Row, column: str) -> date | None:
        """A day of birth: left out when unreadable, the row refused when it lies far ahead."""
        if not row[column]:
            return None
        try:
            found = self._moment(row, column, date.max).date()
        except InvalidValue as wrong:
            row.mend(column, str(wrong), "it was left out")
            return None
        if found > self._latest:
            row.refuse(column, "lies in the far future")
        elif found > self._read_on:
            row.keep(column, "lies after the day of reading")
        return found

    def optional(self, row: Row, column: str, *, latest: date | None = None) -> datetime | None:
        """A moment the row can do without; left out when unreadable or far ahead."""
        if not row[column]:
            return None
        try:
            return self._moment(row, column, latest or self._latest)
        except InvalidValue as wrong:
            row.mend(column, str(wrong), "it was left out")
            return None

    def _moment(self, row: Row, column: str, latest: date) -> datetime:
        order = self._orders[column]
        found = read_moment(row[column], read_on=self._read_on, order=order)
        if found.at.date() > latest:
            raise InvalidValue("lies in the far future")
        if found.odd:
            row.mend(column, "is not written as yyyy-mm-dd", _HOW[order])
        return found.at


_HOW: Mapping[Order, str] = {
    order: f"it was read; where only the place tells, as {order}" for order in Order
}
