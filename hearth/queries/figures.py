"""The manager's figures: worked out with the running service's keys, told without a person.

The manager holds no key. What is read here is never returned; only counts that hide every
small number, descriptions of homes, and days that at least `FEWEST` waits stand behind.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound
from hearth.core.home import Home
from hearth.core.ids import HomeId
from hearth.core.person import Party
from hearth.core.place import Place, km_between
from hearth.core.placement import State
from hearth.core.units import Period
from hearth.queries.matching import recruit
from hearth.queries.matching.described import SHARED_BY, centres
from hearth.stats.figures import Figures, ToRecruit
from hearth.stats.published import (
    ANYWHERE,
    FREE,
    KINDS,
    MOVED_IN,
    STAYS,
    WAITING,
    AsTheyAre,
    Column,
    Publication,
    publish,
)
from hearth.stats.small_numbers import FEWEST, at_least
from hearth.store import facts, hosts
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow, ItemRow, PlacementRow
from hearth.store.waiting import Waiting

KIND, BEHIND, PURPOSE = "figures", "figures-behind", "figures"
DAYS = 365
HOMES = 5  # described


@transaction.atomic
def latest(*, by: SignedIn, service: SignedIn, now: datetime) -> Figures | None:
    """The figures as they were last worked out; None where they never were.

    Raises NotFound for all but the manager. Cost: one opening, however many cases there are.
    """
    must_be_manager(by)
    item = _item(KIND)
    if item is None:
        return None
    return facts.open_(Figures, item, by=service, now=now, purpose=PURPOSE)


def must_be_manager(by: SignedIn) -> None:
    """Raises NotFound for everybody else."""
    if by.audience is not Audience.MANAGER:
        raise NotFound("no such record")


def work_out(*, by: SignedIn, service: SignedIn, now: datetime) -> Publication:
    """The figures of this moment; what only a few people changed since the last ones waits.

    Raises NotFound for all but the manager. Cost: everybody who waits and the register opened
    once, some 15,000 facts a second, in one transaction; then, with nobody kept from writing,
    the plans behind the advice (`recruit.advise`).
    """
    must_be_manager(by)
    read = _read(service, now)
    as_they_are = AsTheyAre(
        at=now,
        days=DAYS,
        columns=_columns(read, now.date()),
        moved_in_days=read.moved_in,
        so_far=read.so_far,
        recruit=_to_recruit(read.waiting, read.register),
    )
    return publish(as_they_are, read.last)


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that the figures are made of, as of one moment, and what was told last."""

    register: Register
    waiting: Waiting
    moved_in: Mapping[str, list[int]]
    so_far: Sequence[int]
    stays: Mapping[str, int]
    last: Publication | None


@transaction.atomic
def _read(service: SignedIn, now: datetime) -> _Read:
    register = hosts.register(by=service, now=now, purpose=PURPOSE)
    waiting = Waiting.load(by=service, now=now, purpose=PURPOSE)
    moved, so_far = _moved_in(register, now.date()), _so_far(waiting, now.date())
    return _Read(register, waiting, moved, so_far, _stays(), _last(service, now))


def _last(service: SignedIn, now: datetime) -> Publication | None:
    """The last publication with what stands behind it; None before the first."""
    item = _item(BEHIND)
    if item is None:
        return None
    return facts.open_(Publication, item, by=service, now=now, purpose=PURPOSE)


def _item(kind: str) -> UUID | None:
    kept = ItemRow.objects.filter(compartment=Compartment.ATTRIBUTES, kind=kind)
    return kept.values_list("id", flat=True).first()


def _columns(read: _Read, today: date) -> dict[str, Column]:
    """Every count of the figures as it is, with no small number hidden."""
    homes = read.register.homes.values()
    areas = centres(homes)
    need = Counter(_area_of(party, areas) for party in read.waiting.parties)
    free = Counter(home.area for home in homes if _is_free(home, today))
    names = {*areas, *read.moved_in, *free, ANYWHERE}
    return {
        MOVED_IN: Column.of({name: len(read.moved_in.get(name, ())) for name in names}),
        WAITING: Column.of({name: need[name] for name in names}),
        FREE: Column.of({name: free[name] for name in names}),
        STAYS: Column.of(read.stays),
    }


def _moved_in(register: Register, today: date) -> Mapping[str, list[int]]:
    """Days from coming to moving in, by the area of the home, of the last `DAYS` days."""
    since = today - timedelta(days=DAYS)
    rows = PlacementRow.objects.filter(moved_on__gte=since, moved_on__lte=today)
    found: dict[str, list[int]] = defaultdict(list)
    for home, opened, moved in rows.values_list("home", "case__opened_on", "moved_on"):
        known = register.homes.get(HomeId(home))
        if moved is not None:
            found[known.area if known else ANYWHERE].append((moved - opened).days)
    return found


def _area_of(party: Party, areas: Mapping[str, Place]) -> str:
    """The area whose middle is nearest to where they want to be; anywhere, if they named none."""
    near = party.wishes.near
    if near is None or not areas:
        return ANYWHERE
    return min(sorted(areas), key=lambda area: km_between(near, areas[area]))


def _is_free(home: Home, today: date) -> bool:
    """Whether one more party could sleep there tonight, all rules of a pair aside."""
    has_room = home.parties_now < home.parties_max and bool(home.rooms_free)
    return has_room and home.free_for(Period(today, today + timedelta(days=1)))


def _so_far(waiting: Waiting, today: date) -> list[int]:
    """Days that those who wait have waited by now."""
    opened = dict(CaseRow.objects.values_list("party_id", "opened_on").iterator(2000))
    return [(today - opened[party.id]).days for party in waiting.parties]


def _stays() -> Mapping[str, int]:
    rows = PlacementRow.objects.values_list("state", "planned_until", "ended_on")
    found = Counter(_became(*row) for row in rows.iterator(2000))
    return {word: found[word] for word in KINDS}


def _became(state: str, until: date | None, ended: date | None) -> str:
    if state != State.ENDED:
        return state
    sooner = until is not None and ended is not None and ended < until
    return "ended_sooner" if sooner else "ended_as_planned"


def _to_recruit(waiting: Waiting, register: Register) -> tuple[ToRecruit, ...]:
    if len(waiting.parties) < FEWEST:
        return ()
    found = recruit.advise(waiting, register, most=HOMES)
    return tuple(
        ToRecruit(
            one.description.words,
            at_least(one.fits),
            at_least(one.parties_by_ten // SHARED_BY * SHARED_BY),
        )
        for one in found.wanted
    )
