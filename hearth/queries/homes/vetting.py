"""The vetting of all hosts: what has lapsed, what lapses when, what was never done."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core.host import Standing, Step
from hearth.core.ids import HostId
from hearth.core.programme import Programme
from hearth.queries.homes.hosts import names_of
from hearth.queries.matching.known import STANDS, Group, Known, known
from hearth.store.access import SignedIn
from hearth.store.hosts import Register

SHOWN = 25  # of each list


@dataclass(frozen=True, slots=True)
class Item:
    """A host in a group, and the steps that put them there.

    on : the first day on which one lapses or lapsed, or was failed.
    """

    host: UUID
    name: str
    on: date | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a group, and how many are in it. before: how many stand on earlier pages."""

    group: Group
    first: tuple[Item, ...]
    count: int
    before: int = 0

    @property
    def pages(self) -> int:
        """How many pages the group has; at least one."""
        return max(1, -(-self.count // SHOWN))


@transaction.atomic
def board(
    register: Register,
    *,
    programme: Programme,
    by: SignedIn,
    now: datetime,
    only: Group | None = None,
    page: int = 1,
) -> tuple[Listed, ...]:
    """Every group with its first hosts, those first that cannot wait. A host may be in several.

    With `only`, that group alone, its `page` of SHOWN hosts; 1 is the first, and a page past the
    end is the last. Cost: a look at each host, and one opening of the names that are shown. Raises
    Sealed for whoever may not read names.
    """
    today = now.date()
    grouped: dict[Group, list[tuple[Known, tuple[Step, ...]]]] = {group: [] for group in Group}
    for one in known(register, programme, by=by, now=now):
        for group, steps in one.groups:
            grouped[group].append((one, steps))
    if only is not None:
        grouped = {only: grouped[only]}
    parts: dict[Group, list[tuple[Known, tuple[Step, ...]]]] = {}
    starts: dict[Group, int] = {}
    for group, found in grouped.items():
        found.sort(key=lambda pair: (_first_day(pair[1]) or today, pair[0].host.id.bytes))
        starts[group] = SHOWN * (min(max(1, page), max(1, -(-len(found) // SHOWN))) - 1)
        parts[group] = found[starts[group] : starts[group] + SHOWN]
    names = names_of({one.host.id for part in parts.values() for one, _ in part}, by=by, now=now)
    return tuple(
        Listed(
            group,
            tuple(
                Item(one.host.id, names[one.host.id], _first_day(steps), steps)
                for one, steps in part
            ),
            len(grouped[group]),
            starts[group],
        )
        for group, part in parts.items()
    )


@dataclass(frozen=True, slots=True)
class Renewals:
    """How many hosts have a step that failed, one that lapsed, and one that lapses in 30 days."""

    failed: int
    lapsed: int
    soon: int


@transaction.atomic
def renewals(register: Register, *, programme: Programme, by: SignedIn, now: datetime) -> Renewals:
    """The vetting that cannot wait, counted. No name is opened. Cost: a look at each host."""
    counted = Counter(
        group for one in known(register, programme, by=by, now=now) for group, _ in one.groups
    )
    return Renewals(counted[Group.FAILED], counted[Group.LAPSED], counted[Group.DAYS_30])


@transaction.atomic
def lapsing(
    register: Register, *, programme: Programme, by: SignedIn, now: datetime, last: date
) -> list[tuple[HostId, date]]:
    """Each host and day, from today to `last`, on which a step of theirs no longer counts."""
    found = {
        (one.host.id, step.until)
        for one in known(register, programme, by=by, now=now)
        for step in one.steps
        if step.standing in STANDS and step.until is not None and step.until <= last
    }
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def _first_day(steps: Sequence[Step]) -> date | None:
    days = (one.on if one.standing is Standing.FAILED else one.until for one in steps)
    return min((day for day in days if day), default=None)
