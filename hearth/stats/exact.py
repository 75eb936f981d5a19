"""Exact bounds for a share and for a rate: from the law itself, at any count, zero included."""

from dataclasses import dataclass

from hearth.core.errors import InvalidValue
from hearth.core.later import when_needed

special = when_needed("scipy.special")  # scipy.stats takes a second longer to load


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, ends included."""

    low: float
    high: float


def must_be_level(level: float) -> None:
    """Raises InvalidValue for what is no confidence level."""
    if not 0.0 < level < 1.0:
        raise InvalidValue(f"level must lie between 0 and 1, got {level}")


def must_be_share(part: int, whole: int) -> None:
    """Raises InvalidValue unless 0 <= part <= whole."""
    if not 0 <= part <= whole:
        raise InvalidValue(f"{part} of {whole} is no share")


def share_at_most(part: int, whole: int, level: float) -> float:
    """The one-sided exact upper bound of a share; 1.0 where there is nothing to share.

    Source: Clopper & Pearson (1934), docs/sources.md, "exact bounds". Cost: O(1).
    """
    must_be_share(part, whole)
    must_be_level(level)
    return 1.0 if part == whole else float(special.betaincinv(part + 1, whole - part, level))


def share_at_least(part: int, whole: int, level: float) -> float:
    """The one-sided exact lower bound of a share; 0.0 where nothing was found."""
    must_be_share(part, whole)
    must_be_level(level)
    return 0.0 if part == 0 else float(special.betaincinv(part, whole - part + 1, 1 - level))


def share_between(part: int, whole: int, level: float = 0.95) -> Interval:
    """The two-sided exact interval of a share: half of what is left of `level` at either end."""
    must_be_level(level)
    each = (1 + level) / 2
    return Interval(share_at_least(part, whole, each), share_at_most(part, whole, each))


def count_at_most(count: int, level: float) -> float:
    """The one-sided exact upper bound of the mean of a Poisson count.

    Source: Garwood (1936), docs/sources.md, "exact bounds". Cost: O(1).
    """
    _must_be_count(count)
    must_be_level(level)
    return float(special.gammaincinv(count + 1, level))


def count_at_least(count: int, level: float) -> float:
    """The one-sided exact lower bound of the mean of a Poisson count; 0.0 for none."""
    _must_be_count(count)
    must_be_level(level)
    return 0.0 if count == 0 else float(special.gammaincinv(count, 1 - level))


def count_between(count: int, level: float = 0.95) -> Interval:
    """The two-sided exact interval of the mean of a Poisson count."""
    must_be_level(level)
    each = (1 + level) / 2
    return Interval(count_at_least(count, each), count_at_most(count, each))


def _must_be_count(count: int) -> None:
    if count < 0:
        raise InvalidValue(f"a count is 0 or more, got {count}")
