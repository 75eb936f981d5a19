"""From what happened in each stay to units: all that one host, area, office or kind of home had.

A stay is cut where its case went to another office, and where its first weeks end: each part is
of one office and of one stratum of time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from hearth.queries.record.past import Past, Stayed, office_on
from hearth.stats.ordinary import EARLY, Days, Event, Stratum
from hearth.stats.records import Unit
from hearth.stats.track_record import NOTHING, Record

DAY = timedelta(days=1)
Offices = Sequence[tuple[date, UUID]]


class Place(NamedTuple):
    """A home, as one office had it."""

    home: UUID
    office: UUID


@dataclass(slots=True)
class _Made:
    """A unit in the making."""

    checks: int = 0
    visits: int = 0
    stays: int = 0
    spans: list[Days] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def unit(self, name: str) -> Unit:
        days = sum(end.toordinal() - first.toordinal() for first, end, _ in self.spans)
        record = Record(
            checks=self.checks,
            visits=self.visits,
            days=days,
            upheld=len(self.events),
            stays=self.stays,
        )
        return Unit(name, record, tuple(self.spans), tuple(sorted(self.events)))


def places(found: Past) -> dict[Place, Unit]:
    """What each home had, by the office that had the case then. Cost: O(stays + checks)."""
    made: dict[Place, _Made] = defaultdict(_Made)
    for id in found.stays:
        _count(made, id, found)
    return {place: one.unit(str(place.home)) for place, one in made.items()}


def _count(made: dict[Place, _Made], id: UUID, found: Past) -> None:
    stay = found.stays[id]
    offices = found.offices_of(stay)

    def on(day: date) -> _Made:
        return made[Place(stay.home, office_on(day, offices))]

    if stay.began:
        on(stay.first).stays += 1
    for office, days in _cut(stay, offices):
        made[Place(stay.home, office)].spans.append(days)
    for day in found.apart.get(id, ()):
        on(_within(stay, day)).checks += 1
    for day in found.came.get(id, ()):
        on(_within(stay, day)).visits += 1
    for day in found.upheld.get(id, ()):
        lived = _within(stay, day)
        stratum = Stratum(stay.programme, lived < stay.first + EARLY)
        on(lived).events.append(Event(day, stratum))


def _within(stay: Stayed, day: date) -> date:
    """The day of the stay that a day counts for: what is said after its end is about its end."""
    return max(stay.first, min(day, stay.end - DAY))


def _cut(stay: Stayed, offices: Offices) -> Iterator[tuple[UUID, Days]]:
    """The days of a stay, each part of one office and one stratum."""
    grown = stay.first + EARLY
    ends = [*(on for on, _ in offices[1:]), date.max]
    for (on, office), until in zip(offices, ends, strict=True):
        for early, begin, over in ((True, stay.first, grown), (False, grown, date.max)):
            first, end = max(begin, on), min(over, until, stay.end)
            if first < end:
                yield office, Days(first, end, Stratum(stay.programme, early))


def joined(units: Mapping[Place, Unit], names: Mapping[Place, str]) -> list[Unit]:
    """Units of the same name taken together, in order of name. Those of no name are left out
    where others have one."""
    of: dict[str, list[Unit]] = defaultdict(list)
    for place, unit in units.items():
        of[names[place]].append(unit)
    if len(of) > 1:
        of.pop("", None)
    return [_sum(name, of[name]) for name in sorted(of)]


def all_of(units: Mapping[Place, Unit]) -> Unit:
    """All of these as one unit; one of nothing where there are none."""
    return _sum("", units.values())


def _sum(name: str, units: Iterable[Unit]) -> Unit:
    record = NOTHING
    spans: list[Days] = []
    events: list[Event] = []
    for unit in units:
        record = record + unit.record
        spans += unit.spans
        events += unit.upheld_on
    return Unit(name, record, tuple(spans), tuple(sorted(events)))
