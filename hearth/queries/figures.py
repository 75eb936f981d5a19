"""The manager's figures: worked out with the running service's keys, told without a person.

The manager holds no key. What is read here is never returned; only counts that hide every
small number, descriptions of homes, and days that at least `FEWEST` waits stand behind.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

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
from hearth.queries import recruit
from hearth.queries.described import SHARED_BY, centres
from hearth.stats.figures import Figures, OfArea, Stays, ToRecruit, Waits
from hearth.stats.small_numbers import FEWEST, Count, Told, column, told
from hearth.stats.waiting import waited
from hearth.store import facts, hosts
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow, ItemRow, PlacementRow
from hearth.store.waiting import Waiting

KIND, PURPOSE = "figures", "figures"
DAYS = 365
HOMES = 5  # described
ANYWHERE = ""


@transaction.atomic
def latest(*, by: SignedIn, service: SignedIn, now: datetime) -> Figures | None:
    """The figures as they were last worked out; None where they never were.

    Raises NotFound for all but the manager. Cost: one opening, however many cases there are.
    """
    must_be_manager(by)
    item = (
        ItemRow.objects.filter(compartment=Compartment.ATTRIBUTES, kind=KIND)
        .values_list("id", flat=True)
        .first()
    )
    if item is None:
        return None
    return facts.open_(Figures, item, by=service, now=now, purpose=PURPOSE)


def must_be_manager(by: SignedIn) -> None:
    """Raises NotFound for everybody else."""
    if by.audience is not Audience.MANAGER:
        raise NotFound("no such record")


def work_out(*, by: SignedIn, service: SignedIn, now: datetime) -> Figures:
    """The figures of this moment.

    Raises NotFound for all but the manager. Cost: everybody who waits and the register opened
    once, some 15,000 facts a second, in one transaction; then, with nobody kept from writing,
    the plans behind the advice (`recruit.advise`).
    """
    must_be_manager(by)
    read = _read(service, now)
    areas, moved, today = centres(read.register.homes.values()), read.moved_in, now.date()
    counted = _by_area(areas, moved, read.waiting.parties, read.register, today)
    return Figures(
        at=now,
        days=DAYS,
        moved_in=_waits(counted.moved_in, [day for days in moved.values() for day in days]),
        waiting=_waits(counted.waiting, read.so_far),
        areas=counted.lines,
        anywhere=counted.anywhere,
        free=counted.free,
        stays=read.stays,
        recruit=_to_recruit(read.waiting, read.register),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """Everything that the figures are made of, as of one moment."""

    register: Register
    waiting: Waiting
    moved_in: Mapping[str, list[int]]
    so_far: Sequence[int]
    stays: Stays


@transaction.atomic
def _read(service: SignedIn, now: datetime) -> _Read:
    register = hosts.register(by=service, now=now, purpose=PURPOSE)
    waiting = Waiting.load(by=service, now=now, purpose=PURPOSE)
    moved = _moved_in(register, now.date())
    return _Read(register, waiting, moved, _so_far(waiting, now.date()), _stays())


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


@dataclass(frozen=True, slots=True)
class _Areas:
    lines: tuple[OfArea, ...]
    moved_in: Count
    waiting: Count
    anywhere: Count
    free: Count


def _by_area(
    areas: Mapping[str, Place],
    moved: Mapping[str, list[int]],
    parties: Sequence[Party],
    register: Register,
    today: date,
) -> _Areas:
    """Each area with its counts, and the totals of the three columns as they may be told."""
    need = Counter(_area_of(party, areas) for party in parties)
    free = Counter(home.area for home in register.homes.values() if _is_free(home, today))
    names = sorted({*areas, *moved, *free} - {ANYWHERE})
    in_ = _column([len(moved.get(name, ())) for name in names], len(moved.get(ANYWHERE, ())))
    open_ = _column([free[name] for name in names], free[ANYWHERE])
    wanted = column([*(need[name] for name in names), need[ANYWHERE]])
    lines = tuple(
        OfArea(name, _waits(in_.cells[at], moved.get(name, ())), wanted.cells[at], open_.cells[at])
        for at, name in enumerate(names)
    )
    return _Areas(lines, in_.total, wanted.total, wanted.cells[-1], open_.total)


def _column(counts: list[int], elsewhere: int) -> Told:
    """A column whose last cell, of no area, is there only where anybody is in it."""
    return column([*counts, elsewhere] if elsewhere else counts)


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


def _waits(count: Count, days: Sequence[int]) -> Waits:
    return Waits(count, waited(days) if count.value is not None else None)


def _so_far(waiting: Waiting, today: date) -> list[int]:
    """Days that those who wait have waited by now."""
    opened = dict(CaseRow.objects.values_list("party_id", "opened_on").iterator(2000))
    return [(today - opened[party.id]).days for party in waiting.parties]


def _stays() -> Stays:
    rows = PlacementRow.objects.values_list("state", "planned_until", "ended_on")
    found = Counter(_became(*row) for row in rows.iterator(2000))
    words = ("planned", "living", "permanent", "ended_as_planned", "ended_sooner", "cancelled")
    counted = column([found[word] for word in words])
    return Stays(total=counted.total, **dict(zip(words, counted.cells, strict=True)))


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
            told(one.fits),
            told(one.parties_by_ten // SHARED_BY * SHARED_BY),
        )
        for one in found.wanted
    )
