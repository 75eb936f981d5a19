"""Days of stay and events, month by month: the steps that charts of early warning are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from hearth.core.errors import InvalidValue

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Months:
    """From the first month on: the first day of each, days of stay in it, events in it."""

    first: tuple[date, ...]
    days: tuple[int, ...]
    events: tuple[int, ...]


def by_month(spans: Sequence[tuple[date, date]], events: Iterable[date], until: date) -> Months:
    """Days of stay and events up to `until`, month by month from the first day of stay.

    spans : first day and the day after the last one. An event before any stay counts in the
    first month: it was raised about one of them. Empty without a stay. Raises InvalidValue for
    a span that ends before it begins. Cost: O((spans + months) log spans).
    """
    if any(end < first for first, end in spans):
        raise InvalidValue("a stay ends on the day it begins, or later")
    if not spans:
        return Months((), (), ())
    firsts = _firsts(min(first for first, _ in spans), until)
    counts = [0] * len(firsts)
    for day in events:
        at = (day.year - firsts[0].year) * 12 + day.month - firsts[0].month
        counts[min(max(0, at), len(firsts) - 1)] += 1
    return Months(tuple(firsts), tuple(days_in(firsts, spans).tolist()), tuple(counts))


def days_in(firsts: Sequence[date], spans: Sequence[tuple[date, date]]) -> Numbers:
    """Days of these spans in each of the months that follow one another, int64 (months).

    What was lived before a day is a difference of two sums over the days on which spans began and
    ended. Cost: O((spans + months) log spans).
    """
    edges = np.array([day.toordinal() for day in (*firsts, _next(firsts[-1]))], np.int64)
    begun = _since([first.toordinal() for first, _ in spans], edges)
    return np.diff(begun - _since([end.toordinal() for _, end in spans], edges))


def _since(days: Sequence[int], edges: Numbers) -> Numbers:
    """For each edge the days that have passed since each of these, those yet to come as none."""
    past = np.sort(np.array(days, np.int64))
    before = np.searchsorted(past, edges)
    return before * edges - np.concatenate(([0], np.cumsum(past)))[before]


def _firsts(begin: date, until: date) -> list[date]:
    found = [begin.replace(day=1)]
    while _next(found[-1]) <= until:
        found.append(_next(found[-1]))
    return found


def _next(first: date) -> date:
    year, month = divmod(first.year * 12 + first.month, 12)
    return date(year, month + 1, 1)
