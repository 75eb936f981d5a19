"""What is ordinary: how much is upheld elsewhere, in time of stay like this one.

Time of stay is not all alike. It is sorted into strata, by the programme and by how long ago the
move was, and each unit is expected to have what all others had in the strata that it has.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearth.stats.track_record import DAYS_A_YEAR

Floats = NDArray[np.float64]
# What is believed before anything is known here: one upheld concern in 100 years of stay.
# Confirmed abuse in all care, about 1 a year per 100 children: Biehal and others (2014).
BELIEVED_EVENTS, BELIEVED_YEARS = 1.0, 100.0
# What is believed of strata: each as the service, as if four upheld concerns had said so. So a
# ratio between a quarter and twice the ordinary surprises nobody.
BELIEVED_ALIKE = 4.0
EARLY = timedelta(days=90)  # while people get to know one another, and are visited most


class Stratum(NamedTuple):
    """One sort of time: under which programme, and whether soon after the move."""

    programme: str
    early: bool


class Days(NamedTuple):
    """Days of stay in one stratum, from the first to the day after the last."""

    first: date
    end: date
    stratum: Stratum


class Event(NamedTuple):
    """A concern that was upheld: the day it was raised on, and the stratum it was about."""

    day: date
    stratum: Stratum


@dataclass(frozen=True, slots=True)
class Part:
    """What all homes had of one stratum."""

    programme: str
    early: bool
    days: int
    upheld: int

    @property
    def stratum(self) -> Stratum:
        return Stratum(self.programme, self.early)


@dataclass(frozen=True, slots=True)
class Own:
    """What one unit had of each stratum."""

    days: Mapping[Stratum, int]
    upheld: Mapping[Stratum, int]


def own(spans: Sequence[Days], events: Sequence[Event]) -> Own:
    """Days and upheld concerns by stratum. Cost: O(spans)."""
    days: dict[Stratum, int] = {}
    upheld: dict[Stratum, int] = {}
    for first, end, stratum in spans:
        days[stratum] = days.get(stratum, 0) + end.toordinal() - first.toordinal()
    for _, stratum in events:
        upheld[stratum] = upheld.get(stratum, 0) + 1
    return Own(days, upheld)


def parts(whole: Own) -> tuple[Part, ...]:
    """The strata of all homes, in the order of their names."""
    there = sorted({*whole.days, *whole.upheld})
    return tuple(
        Part(one.programme, one.early, whole.days.get(one, 0), whole.upheld.get(one, 0))
        for one in there
    )


def ordinary(events: float, years: float) -> float:
    """The ordinary rate a year of stay, what is believed before anything was seen in it."""
    return (BELIEVED_EVENTS + events) / (BELIEVED_YEARS + years)


def rates(days: Floats, upheld: Floats) -> Floats:
    """The ordinary rate a year of stay in each stratum.

    days, upheld : of those who are compared with, float64 (units, strata), 0 or more. Returns the
    same shape.

    Notes
    -----
    A stratum's ratio is what was upheld in it over what the rate of all would bring, count ~
    Poisson(ratio x expected), ratio ~ Gamma(`BELIEVED_ALIKE`, `BELIEVED_ALIKE`): so a thin stratum
    has next to the rate of all. The ratios are then made to expect together just what the rate of
    all expects: strata share that out and add nothing. With one stratum it is the rate of all.
    Source: indirect standardisation; docs/sources.md, "like with like". Cost: O(units x strata).
    """
    lived, seen = days.sum(axis=1, keepdims=True), upheld.sum(axis=1, keepdims=True)
    share = np.divide(days, lived, out=np.zeros_like(days), where=lived > 0)
    ratio = (BELIEVED_ALIKE + upheld) / (BELIEVED_ALIKE + seen * share)
    mean = (share * ratio).sum(axis=1, keepdims=True)
    of_all = (BELIEVED_EVENTS + seen) / (BELIEVED_YEARS + lived / DAYS_A_YEAR)
    found: Floats = of_all * np.divide(ratio, mean, out=np.ones_like(ratio), where=lived > 0)
    return found


def rates_of_all(all_: Sequence[Part]) -> list[float]:
    """The ordinary rate a year of stay in each of these strata, nobody left out."""
    counts = np.array([(part.days, part.upheld) for part in all_], np.float64).reshape(-1, 2)
    found: list[float] = rates(counts[None, :, 0], counts[None, :, 1])[0].tolist()
    return found


def rates_plain(days: Sequence[float], upheld: Sequence[float]) -> list[float]:
    """The same for one unit, written for reading. Tests hold the other to it."""
    lived, seen = sum(days), sum(upheld)
    of_all = ordinary(seen, lived / DAYS_A_YEAR)
    if not lived:
        return [of_all for _ in days]
    ratios = [
        (BELIEVED_ALIKE + count) / (BELIEVED_ALIKE + seen * part / lived)
        for part, count in zip(days, upheld, strict=True)
    ]
    mean = sum(part / lived * ratio for part, ratio in zip(days, ratios, strict=True))
    return [of_all * ratio / mean for ratio in ratios]


def of_others(
    units: Sequence[Own], all_: Sequence[Part]
) -> tuple[tuple[Stratum, ...], Floats, Floats]:
    """The strata, and for each unit the rates of all others in them and the years of its own.

    Both float64 (units, strata). A unit is no part of its own expectation. Strata that it alone
    knows are among them: there it is expected to be as all others. Cost: O(units x strata).
    """
    known = {part.stratum: part for part in all_}
    strata = tuple(sorted(known.keys() | {one for unit in units for one in unit.days}))
    days = _table([unit.days for unit in units], strata)
    upheld = _table([unit.upheld for unit in units], strata)
    all_days = _table([{one: part.days for one, part in known.items()}], strata)
    all_upheld = _table([{one: part.upheld for one, part in known.items()}], strata)
    found = rates(np.maximum(0.0, all_days - days), np.maximum(0.0, all_upheld - upheld))
    return strata, found, days / DAYS_A_YEAR


def _table(units: Sequence[Mapping[Stratum, int]], strata: Sequence[Stratum]) -> Floats:
    cells = [[unit.get(one, 0) for one in strata] for unit in units]
    return np.array(cells, np.float64).reshape(len(units), len(strata))


def expected_of_all(units: Sequence[Own], all_: Sequence[Part]) -> list[float]:
    """Upheld concerns that each unit would have at the rates of all, its own among them."""
    rate = dict(zip((part.stratum for part in all_), rates_of_all(all_), strict=True))
    return [
        sum(days * rate[stratum] for stratum, days in unit.days.items()) / DAYS_A_YEAR
        for unit in units
    ]


def expected(units: Sequence[Own], all_: Sequence[Part]) -> list[float]:
    """Upheld concerns that each unit would have at the rates of all others."""
    _, others, years = of_others(units, all_)
    found: list[float] = (others * years).sum(axis=1).tolist()
    return found
