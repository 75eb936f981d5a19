"""Days of stay and events, month by month: the steps that charts of early warning are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from hearth.core.errors import InvalidValue


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
    a span that ends before it begins. Cost: O(spans x months).
    """
    if any(end < first for first, end in spans):
        raise InvalidValue("a stay ends on the day it begins, or later")
    if not spans:
        return Months((), (), ())
    firsts = _firsts(min(first for first, _ in spans), until)
    ends = [*firsts[1:], _next(firsts[-1])]
    begun, ended = np.array([(b.toordinal(), e.toordinal()) for b, e in spans], np.int64).T
    days = [
        int(np.maximum(0, np.minimum(ended, to) - np.maximum(begun, at)).sum())
        for at, to in (
            (first.toordinal(), last.toordinal()) for first, last in zip(firsts, ends, strict=True)
        )
    ]
    counts = [0] * len(firsts)
    for day in events:
        at = (day.year - firsts[0].year) * 12 + day.month - firsts[0].month
        counts[min(max(0, at), len(firsts) - 1)] += 1
    return Months(tuple(firsts), tuple(days), tuple(counts))


def _firsts(begin: date, until: date) -> list[date]:
    found = [begin.replace(day=1)]
    while _next(found[-1]) <= until:
        found.append(_next(found[-1]))
    return found


def _next(first: date) -> date:
    year, month = divmod(first.year * 12 + first.month, 12)
    return date(year, month + 1, 1)
