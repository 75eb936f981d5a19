"""What a manager may know: every small number hidden before it is written anywhere."""

from dataclasses import dataclass
from datetime import datetime

from hearth.stats.small_numbers import Count
from hearth.stats.waiting import Waited


@dataclass(frozen=True, slots=True)
class Waits:
    """How many, and how long they waited where there are enough of them."""

    count: Count
    days: Waited | None


@dataclass(frozen=True, slots=True)
class OfArea:
    """One area: those who moved in there, parties who wait near it, homes free today."""

    area: str
    moved_in: Waits
    waiting: Count
    free: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Stays:
    """Stays by what became of them. Why one ended is sealed to the office, and no part of it."""

    total: Count
    planned: Count
    living: Count
    permanent: Count
    ended_as_planned: Count
    ended_sooner: Count
    cancelled: Count


@dataclass(frozen=True, slots=True)
class ToRecruit:
    """A home to look for, in words. `fits`: at least so many of those who wait could live there.
    `by_ten`: ten such homes place at least so many parties more."""

    words: tuple[str, ...]
    fits: Count
    by_ten: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All of it, as of one moment. `days`: how far back those who moved in are counted.

    anywhere : parties who wait and named no place to be near.
    """

    at: datetime
    days: int
    moved_in: Waits
    waiting: Waits
    areas: tuple[OfArea, ...]
    anywhere: Count
    free: Count
    stays: Stays
    recruit: tuple[ToRecruit, ...]
