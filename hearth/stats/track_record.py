"""What a record leaves possible: "no complaint yet" is a bound, never a promise."""

from dataclasses import dataclass
from math import inf

from hearth.core.errors import InvalidValue
from hearth.stats.exact import Interval, count_at_most, count_between, must_be_level, share_at_most

DAYS_A_YEAR = 365.25
LEVEL = 0.95


def worst_plausible_rate(*, complaints: int, checks: int, level: float = LEVEL) -> float:
    """Highest complaint rate per check that the record leaves plausible.

    The one-sided exact (Clopper-Pearson) upper limit. No complaint in twelve
    checks still leaves room for a rate of about one in five:

    >>> round(worst_plausible_rate(complaints=0, checks=12), 3)
    0.221

    Parameters
    ----------
    complaints, checks
        Counts, 0 <= complaints <= checks. A check counts only if the person
        was seen alone; the caller filters.
    level
        Confidence level, strictly between 0 and 1.

    Returns
    -------
    float
        Complaints per check, in [0, 1]; 1.0 when there has been no check.

    Raises
    ------
    InvalidValue
        Counts or level out of range.

    Notes
    -----
    Assumes checks are independent and equally likely to bring out a complaint.
    Fear of speaking breaks that, so the screen shows this number beside the
    share of checks held out of earshot. Cost: one beta quantile, O(1).

    Source: Clopper & Pearson (1934), Biometrika 26(4), 404-413.
    """
    if not 0 <= complaints <= checks:
        raise InvalidValue(f"{complaints} complaints in {checks} checks")
    return share_at_most(complaints, checks, level)


def worst_plausible_a_year(*, upheld: int, days: int, level: float = LEVEL) -> float:
    """Highest number a year of stay that `upheld` concerns in `days` of stay leave plausible.

    The one-sided exact (Garwood) upper limit of a Poisson rate; infinite before the first day.
    Raises InvalidValue for counts below 0 or a level that is none. Cost: O(1).
    Assumes that each day of stay is as likely to bring one as any other.
    Source: Garwood (1936), Biometrika 28, 437-442.
    """
    if days < 0:
        raise InvalidValue(f"days of stay are 0 or more, got {days}")
    bound = count_at_most(upheld, level)
    return bound * DAYS_A_YEAR / days if days else inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is known of a host, an area or the whole service.

    checks : held apart and out of earshot. visits : times somebody came, those that do not
    count among them. days : of stay. upheld : concerns that were found to be true; what
    nobody has looked into counts nowhere. stays : that began.
    """

    checks: int
    visits: int
    days: int
    upheld: int
    stays: int

    def __post_init__(self) -> None:
        if min(self.checks, self.days, self.upheld, self.stays) < 0 or self.visits < self.checks:
            raise InvalidValue("a record counts from 0 up, and each check held apart is a visit")

    def __add__(self, other: "Record") -> "Record":
        return Record(
            checks=self.checks + other.checks,
            visits=self.visits + other.visits,
            days=self.days + other.days,
            upheld=self.upheld + other.upheld,
            stays=self.stays + other.stays,
        )

    @property
    def years(self) -> float:
        """Years of stay."""
        return self.days / DAYS_A_YEAR


NOTHING = Record(checks=0, visits=0, days=0, upheld=0, stays=0)


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a record leaves plausible.

    a_check : at most so many upheld concerns a check held apart, in [0, 1].
    a_year : so many a year of stay, both ends; None before the first day.
    """

    a_check: float
    a_year: Interval | None


def bounds(record: Record, level: float = LEVEL) -> Bounds:
    """The bounds of a record as it stands today, to be read once (see `anytime` for daily).

    A concern may be upheld without a check before it; of more concerns than checks the bound
    per check is 1. Raises InvalidValue for a level that is none.
    """
    must_be_level(level)
    checked = min(record.upheld, record.checks)
    around = count_between(record.upheld, level)
    a_year = (
        Interval(around.low / record.years, around.high / record.years) if record.days else None
    )
    return Bounds(
        worst_plausible_rate(complaints=checked, checks=record.checks, level=level), a_year
    )
