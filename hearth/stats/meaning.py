"""What a figure says, as a key and its numbers: the words stand in one table of the pages.

Nothing here says that anything is safe. "Nothing yet" is said with what it leaves possible.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import floor

from hearth.core.errors import InvalidValue
from hearth.stats.anytime import share_interval
from hearth.stats.detection import Cheapest
from hearth.stats.track_record import Record, bounds
from hearth.stats.unseen import Range
from hearth.stats.warning.cusum import Watched


class Says(StrEnum):
    """Each is one sentence; `hearth/web/figures/words.py` holds them."""

    NOBODY_LIVED = "nobody_lived"
    NEVER_ASKED = "never_asked"
    NONE_YET = "none_yet"
    SOME = "some"
    MORE_THAN_CHECKS = "more_than_checks"
    A_YEAR = "a_year"
    NOT_ALONE = "not_alone"
    DAILY = "daily"
    QUIET = "quiet"
    RISING = "rising"
    ALARM = "alarm"
    SET_SO = "set_so"
    TESTED_SO = "tested_so"
    SEES = "sees"
    SEES_NOTHING = "sees_nothing"
    HALF_BY = "half_by"
    CHEAPEST = "cheapest"
    NO_PLAN = "no_plan"
    RANGE = "range"
    NO_RANGE = "no_range"
    DOUBLED = "doubled"
    NOT_DOUBLED = "not_doubled"
    UNDECIDED = "undecided"
    IN_HEAPS = "in_heaps"
    WIDER = "wider"


@dataclass(frozen=True, slots=True)
class Meaning:
    """One plain sentence: its key, and the numbers that stand in it."""

    says: Says
    numbers: tuple[tuple[str, float], ...] = ()


def meaning(says: Says, **numbers: float) -> Meaning:
    """A sentence with its numbers, in the order of their names."""
    return Meaning(says, tuple(sorted(numbers.items())))


def one_in(rate: float) -> int:
    """A rate as "one in so many", rounded down: never rarer than it is.

    Raises InvalidValue for a rate outside (0, 1].
    """
    if not 0 < rate <= 1:
        raise InvalidValue(f"a rate between 0 and 1 is one in so many, not {rate}")
    return floor(1 / rate + 1e-9)


def of_record(record: Record) -> tuple[Meaning, ...]:
    """What a record says: a check, a year of stay, and how much of it was not alone."""
    if not record.days and not record.checks:
        return (meaning(Says.NOBODY_LIVED),)
    found = bounds(record)
    said = [_a_check(record, found.a_check)]
    if found.a_year is not None:
        said.append(
            meaning(Says.A_YEAR, upheld=record.upheld, days=record.days, most=found.a_year.high)
        )
    if record.visits > record.checks:
        missed = record.visits - record.checks
        said.append(meaning(Says.NOT_ALONE, visits=record.visits, missed=missed))
    return tuple(said)


def _a_check(record: Record, worst: float) -> Meaning:
    if not record.checks:
        return meaning(Says.NEVER_ASKED, days=record.days)
    if record.upheld > record.checks:
        return meaning(Says.MORE_THAN_CHECKS, upheld=record.upheld, checks=record.checks)
    says = Says.SOME if record.upheld else Says.NONE_YET
    return meaning(says, upheld=record.upheld, checks=record.checks, one_in=one_in(worst))


def of_daily(record: Record) -> Meaning:
    """The bound a check that may be read every day."""
    around = share_interval(min(record.upheld, record.checks), record.checks)
    return meaning(Says.DAILY, one_in=one_in(around.high))


def of_chart(chart: Watched) -> Meaning:
    """How a chart stands, in tenths of the way to its alarm."""
    if chart.alarm_at is not None:
        return meaning(Says.ALARM)
    tenths = floor(10 * chart.share)
    return meaning(Says.RISING, tenths=tenths) if tenths else meaning(Says.QUIET)


def of_range(found: Range | None) -> Meaning:
    """What was never said, as a range and its caution."""
    if found is None:
        return meaning(Says.NO_RANGE)
    return meaning(Says.RANGE, known=found.known, low=floor(found.low), high=round(found.high))


def of_cheapest(found: Cheapest | None, days: int, probability: float) -> Meaning:
    """The cheapest plan that reaches what was asked."""
    if found is None:
        return meaning(Says.NO_PLAN, days=days, share=probability)
    return meaning(
        Says.CHEAPEST,
        every=found.rhythm.every_days,
        unannounced=found.rhythm.unannounced,
        days=days,
        share=found.probability,
    )
