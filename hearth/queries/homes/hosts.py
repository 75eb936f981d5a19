"""The register as the office looks through it, and one host of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter
from uuid import UUID

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.core.home import Home
from hearth.core.host import Host, Pause, Step, steps_on
from hearth.core.identity import Address, HostIdentity
from hearth.core.placement import HOLDS_A_HOME, LIVES_THERE, State
from hearth.core.programme import Programme, Requirement
from hearth.core.programme_file import in_force
from hearth.queries.matching.known import PURPOSE, Known, May, known, open_all
from hearth.store import facts, programmes, rows
from hearth.store import hosts as store
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import HomeRow, HostRow, ItemRow, PlacementRow

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which hosts to list. Nothing set: all of them.

    lapsing : days within which a step of vetting lapses. name : a part of the host's name.
    """

    area: str = ""
    state: May | None = None
    tonight: bool = False
    lapsing: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A host in the list. Beds are those for guests; `lacking` steps of vetting, of all."""

    host: UUID
    name: str
    areas: tuple[str, ...]
    beds: int
    beds_free: int
    tonight: bool
    may: May
    lapses_on: date | None
    lacking: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of the list, `count` hosts in all; `areas` are those of the whole register."""

    lines: tuple[Line, ...]
    count: int
    page: int
    pages: int
    areas: tuple[str, ...]


@transaction.atomic
def chosen(name: str, *, now: datetime) -> Programme:
    """The programme by whose rules vetting is judged: this one, else the one used last.

    Raises NotFound for a name that is not there.
    """
    return in_force(name or programmes.last_used(), now.date())


@transaction.atomic
def listed(
    register: Register,
    wanted: Wanted,
    *,
    page: int,
    programme: Programme,
    by: SignedIn,
    now: datetime,
    named: bool = True,
) -> Listed:
    """One page of those hosts who are wanted, by area. `register` holds those who are active.

    named : whether names are opened at all; without it each is empty.
    Cost: a look at each host; a name opened for each that is shown, or for all where a name
    is wanted. Raises Sealed for whoever may not read names.
    """
    every = known(register, programme, by=by, now=now)
    found = [one for one in every if _fits(one, wanted, now.date())]
    if wanted.name:
        names = names_of((one.host.id for one in found), by=by, now=now)
        part = wanted.name.casefold()
        found = [one for one in found if part in names[one.host.id].casefold()]
    found.sort(key=attrgetter("place"))
    pages = max(1, -(-len(found) // ON_A_PAGE))
    page = min(max(page, 1), pages)
    some = found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]
    names = names_of((one.host.id for one in some), by=by, now=now) if named else {}
    return Listed(
        lines=tuple(_line(one, names.get(one.host.id, "")) for one in some),
        count=len(found),
        page=page,
        pages=pages,
        areas=tuple(sorted({area for one in every for area in one.areas})),
    )


def _fits(one: Known, wanted: Wanted, today: date) -> bool:
    """Whether a host is wanted. What is quick to tell is asked first."""
    if (wanted.area and wanted.area not in one.areas) or (wanted.tonight and not one.tonight):
        return False
    if wanted.lapsing is not None:
        end = today + timedelta(days=wanted.lapsing)
        if one.lapses_on is None or one.lapses_on > end:
            return False
    return wanted.state is None or one.may is wanted.state


def _line(one: Known, name: str) -> Line:
    return Line(
        host=one.host.id,
        name=name,
        areas=one.areas,
        beds=sum(room.beds for home in one.homes for room in home.rooms),
        beds_free=sum(room.beds for home in one.homes for room in home.rooms_free),
        tonight=one.tonight,
        may=one.may,
        lapses_on=one.lapses_on,
        lacking=len(one.lacking),
    )


def names_of(hosts: Iterable[UUID], *, by: SignedIn, now: datetime) -> dict[UUID, str]:
    """The names of these hosts, as one opening."""
    wanted = set(hosts)
    found = HostRow.objects.values_list("id", "identity_id")
    items = {
        id: item
        for at in range(0, len(wanted), facts.AT_ONCE)
        for id, item in found.filter(id__in=list(wanted)[at : at + facts.AT_ONCE])
    }
    opened = open_all(HostIdentity, items.values(), by=by, now=now)
    return {id: opened[item].name for id, item in items.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A stay that is lived or planned with a host: since or from when, and until when."""

    state: State
    first: date
    until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeThere:
    """One home of a host: as the rules see it, where it is, and who stays."""

    home: Home
    address: Address
    stays: tuple[Stay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class One:
    """All that the office knows of a host. `stays_ended` are those that ended here."""

    identity: HostIdentity
    known: Known
    homes: tuple[HomeThere, ...]
    pauses: tuple[Pause, ...]
    stays_ended: int
    signs_in: bool


@transaction.atomic
def one(host: UUID, *, programme: Programme, by: SignedIn, now: datetime) -> One:
    """One host. Raises NotFound; Sealed for whoever may not read names and addresses."""
    row = rows.get(HostRow, host)
    profile = facts.open_(Host, row.profile_id, by=by, now=now, purpose=PURPOSE)
    who = facts.open_(HostIdentity, row.identity_id, by=by, now=now, purpose=PURPOSE)
    at = list(row.homes.order_by("id"))
    homes = open_all(Home, (one.attributes_id for one in at), by=by, now=now)
    places = open_all(Address, (one.address_id for one in at), by=by, now=now)
    stays = list(PlacementRow.objects.filter(home__host=row).order_by("planned_on"))
    known = Known(profile, tuple(homes.values()), programme, now.date(), not row.active)
    return One(
        identity=who,
        known=known,
        homes=tuple(
            HomeThere(
                home=homes[one.attributes_id],
                address=places[one.address_id],
                stays=tuple(_stay(stay) for stay in stays if _is_at(stay, one)),
            )
            for one in at
        ),
        pauses=_pauses(row, by=by, now=now),
        stays_ended=sum(stay.state == State.ENDED for stay in stays),
        signs_in=row.principal_id is not None,
    )


def _is_at(stay: PlacementRow, home: HomeRow) -> bool:
    return stay.home_id == home.id and stay.state in HOLDS_A_HOME


def _stay(row: PlacementRow) -> Stay:
    lived = row.state in LIVES_THERE and row.moved_on is not None
    return Stay(
        state=State(row.state),
        first=row.moved_on if lived and row.moved_on else row.planned_on,
        until=row.planned_until,
    )


def _pauses(row: HostRow, *, by: SignedIn, now: datetime) -> tuple[Pause, ...]:
    item = ItemRow.objects.filter(subject=row.id, kind=store.PAUSES).first()
    if item is None:
        return ()
    return facts.open_(tuple[Pause, ...], item.id, by=by, now=now, purpose=PURPOSE)


@transaction.atomic
def home(id: UUID, *, by: SignedIn, now: datetime) -> tuple[UUID, Home]:
    """A home and whose it is. Raises NotFound; Sealed for whoever may not read it."""
    row = rows.get(HomeRow, id)
    found = facts.open_(Home, row.attributes_id, by=by, now=now, purpose=PURPOSE)
    return row.host_id, found


@transaction.atomic
def step(
    host: UUID, requirement: str, subject: str, *, programme: Programme, by: SignedIn, now: datetime
) -> tuple[str, Host, Step]:
    """The host's name, the host, and how one step stands; `subject` in hex, or empty.

    Raises NotFound where the step is not asked of them.
    """
    row = rows.get(HostRow, host)
    found = facts.open_(Host, row.profile_id, by=by, now=now, purpose=PURPOSE)
    asked: tuple[Requirement, ...] = (programme.requirement(requirement),)
    for one in steps_on(found, asked, now.date()):
        if (one.subject.hex if one.subject else "") == subject:
            return names_of([host], by=by, now=now)[host], found, one
    raise NotFound("this step is not asked of them")
