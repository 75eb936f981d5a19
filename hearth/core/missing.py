"""Somebody is not where they live: written down at once, and what counts from their return.

What is known of it is a concern, sealed to the lead. A recurrence whose trigger is `report` counts
from the day on which the service learned that they are back: until then nobody can talk with them,
and a day of which we heard late would be overdue before anybody could have come.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken, WrongHands

WRITES_DOWN = frozenset({Audience.CASEWORKER, Audience.LEAD})
WORDS_MOST = 10_000  # characters; as many as a concern has


@dataclass(frozen=True, slots=True)
class Report:
    """Since which day they were away, on which they were back if they are, and what is known."""

    away_on: date
    back_on: date | None
    words: str = field(repr=False)

    def __post_init__(self) -> None:
        if not self.words.strip():
            raise InvalidValue("write what is known; the lead reads it")
        if len(self.words) > WORDS_MOST:
            raise InvalidValue(f"what is known has at most {WORDS_MOST:,} characters")
        if self.back_on is not None and self.back_on < self.away_on:
            raise InvalidValue("nobody is back before they were away")


def must_be_theirs(by: Audience) -> None:
    """Raises WrongHands for whoever does not write it down."""
    if by not in WRITES_DOWN:
        raise WrongHands(f"a {' or a '.join(sorted(WRITES_DOWN))} writes this down, not a {by}")


def must_be_possible(
    report: Report, *, moved_on: date, today: date, others: Iterable[date | None] = ()
) -> None:
    """Raises RuleBroken for days that cannot be, and while somebody is away already.

    `others`: of each report before, the day they were back, None while they are not.
    """
    if report.away_on < moved_on:
        raise RuleBroken(f"they moved in on {moved_on}; before that they were not away from here")
    if report.away_on > today or (report.back_on is not None and report.back_on > today):
        raise RuleBroken("what has not happened yet is not written down")
    if any(back is None for back in others):
        raise RuleBroken("it is written down already that they are away; write when they are back")


def must_be_back(on: date, *, away_on: date, today: date) -> None:
    """Raises RuleBroken for a return before they left, or after today."""
    if not away_on <= on <= today:
        raise RuleBroken(f"they were back on a day from {away_on} to today, {today}")
