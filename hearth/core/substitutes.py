"""Who visits in place of whoever usually does: how often in a year, and never twice running.

The one who usually visits is whoever came most often in the year before; of equals, whoever came
last. Somebody whom the person knows notices sooner that something has changed.
"""

from collections import Counter
from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from hearth.core.audience import Audience
from hearth.core.decision import Decision, Margin

READERS = frozenset({Audience.LEAD})  # a visitor who was told could work out who else was there
YEAR = timedelta(365)
WhoT = TypeVar("WhoT", bound=Hashable)


def usual(visits: Sequence[tuple[date, WhoT]], on: date) -> WhoT | None:
    """Who usually visits, by the visits of the year before `on`; None before the first."""
    year = _year(visits, on)
    often = Counter(who for _, who in year)
    last = {who: (day, at) for at, (day, who) in enumerate(year)}
    return max(often, key=lambda who: (often[who], last[who]), default=None)


def may_substitute(
    visits: Sequence[tuple[date, WhoT]], who: WhoT, on: date, *, most_in_year: int | None
) -> Decision:
    """Whether `who` may visit on this day, `most_in_year` being the rule's limit; None is none.

    The caller leaves out whoever is there no more: nobody is in their place for good.
    Source: docs/sources.md, "substitutes" (Washington: at most four a year, never twice running).
    """
    regular = usual(visits, on)
    if most_in_year is None or regular is None or who == regular:
        return Decision()
    year = _year(visits, on)
    used = sum(one != regular for _, one in year)
    against = []
    if used >= most_in_year:
        margin = Margin(f"{most_in_year} in a year", f"{used} already")
        against.append(Decision.no("too_many_substitutes", READERS, margin))
    if year[-1][1] != regular:
        against.append(Decision.no("substitute_twice_running", READERS))
    return Decision.all_of(against)


def _year(visits: Sequence[tuple[date, WhoT]], on: date) -> list[tuple[date, WhoT]]:
    found = [(day, who) for day, who in visits if on - YEAR <= day < on]
    return sorted(found, key=lambda one: one[0])
