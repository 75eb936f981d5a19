"""A time in which nobody visits: with a reason, by somebody who may, and never without an end.

What falls due in a pause is not dropped: it falls due when the pause ends. What was due before
stays due. The person is told of every pause, and why.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hearth.core.audience import Audience
from hearth.core.due import Window
from hearth.core.errors import InvalidValue, RuleBroken, WrongHands
from hearth.core.units import Period

MOST_DAYS: Mapping[Audience, int] = {Audience.CASEWORKER: 14, Audience.LEAD: 42}
"""Who may pause, and for how many days at once. The service's own choice: the longest is the six
weeks that no child looked after in England goes unvisited (SI 2010/959, reg 28)."""
REASON_MOST = 1000  # characters


@dataclass(frozen=True, slots=True)
class Pause:
    """Nobody visits from the first day of `period` up to, not including, its end."""

    period: Period
    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InvalidValue("a pause needs a reason; the person will read it")
        if len(self.reason) > REASON_MOST:
            raise InvalidValue(f"a reason has at most {REASON_MOST} characters")
        if self.period.end is None:
            raise InvalidValue("a pause needs an end; it can be renewed by then, with a reason")
        if self.period.end == self.period.first:
            raise InvalidValue("a pause lasts at least one day")


@dataclass(frozen=True, slots=True)
class EndedEarly:
    """Why a pause was ended before its day. The person reads it, as they read why it was set."""

    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InvalidValue("ending a pause needs a reason; the person will read it")
        if len(self.reason) > REASON_MOST:
            raise InvalidValue(f"a reason has at most {REASON_MOST} characters")


def ends_early_on(pause: Period, *, by: Audience, today: date) -> date:
    """The first day on which visits go on, where a pause is ended today.

    Tomorrow, so that nothing is late on the day on which nobody knew that it was due; the first
    day of a pause that has not begun: then there is none. Whoever may set a pause may end any.
    Raises WrongHands, and RuleBroken for a pause that is over by then anyway.
    """
    if by not in MOST_DAYS:
        raise WrongHands(f"only the {' or the '.join(MOST_DAYS)} may end a pause, not the {by}")
    first = max(pause.first, today + timedelta(1))
    if pause.end is None or pause.end <= first:
        raise RuleBroken("this pause is over by tomorrow; there is nothing left to end")
    return first


def must_be_allowed(
    pause: Pause, *, by: Audience, today: date, others: Iterable[Period] = ()
) -> None:
    """Raises WrongHands for whoever may never pause, RuleBroken for a pause that none may set.

    `others`: pauses of the same stay. Two may not touch, or one pause after the other would be
    one without an end.
    """
    if by not in MOST_DAYS:
        raise WrongHands(f"only the {' or the '.join(MOST_DAYS)} may pause visits, not the {by}")
    first, end, most = pause.period.first, pause.period.end, timedelta(MOST_DAYS[by])
    if end is None or end - first > most:
        days = "no end" if end is None else f"{(end - first).days} days"
        raise RuleBroken(f"the {by} may pause visits for {most.days} days at most, not {days}")
    if first < today:
        raise RuleBroken(f"a pause begins today, {today}, or later; what was due stays due")
    if first > today + most:
        raise RuleBroken(f"a pause begins within {most.days} days; further ahead nobody knows")
    for other in others:
        if other.end is not None and first <= other.end and other.first <= end:
            raise RuleBroken(
                f"visits are paused from {other.first} to {other.end} already; between two "
                "pauses somebody must have visited"
            )


def put_off(windows: Sequence[Window], pauses: Sequence[Period]) -> list[Window]:
    """The windows with those that fall due in a pause moved to its end, of one rule.

    Several that end up on one day are one. A window that opened before the pause can still be
    settled early. Settled ones stay.
    """
    moved = [_moved(one, pauses) for one in windows]
    first: dict[date, Window] = {}
    for one in moved:
        if one.held_on is None:
            first.setdefault(one.due_on, one)
    kept = [one for one in moved if one.held_on is not None or first[one.due_on] is one]
    return sorted(kept, key=lambda one: (one.due_on, one.stage))


def _moved(window: Window, pauses: Sequence[Period]) -> Window:
    if window.held_on is not None:
        return window
    for pause in sorted(pauses, key=lambda one: one.first):
        if pause.end is not None and pause.covers(window.due_on):
            late = window.closes_on - window.due_on
            window = replace(window, due_on=pause.end, closes_on=pause.end + late)
    return window
