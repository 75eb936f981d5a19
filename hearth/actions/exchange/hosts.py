"""A register of hosts from a spreadsheet; importing it again changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearth.actions.exchange.hmis import Tally
from hearth.core.home import Home, Room
from hearth.core.host import Acceptance, Evidence, Host, Member, subjects
from hearth.core.identity import Address, HostIdentity
from hearth.core.ids import HomeId, HostId, PersonId
from hearth.core.person import Feature, Gender, Trait
from hearth.core.place import Place
from hearth.core.programme import Programme
from hearth.core.units import Period
from hearth.exchange.hosts import HostRow as SheetHost
from hearth.store import events, facts, hosts, offices, programmes, records
from hearth.store.access import SignedIn
from hearth.store.hosts import NewHost
from hearth.store.records import SHEET_HOST, SheetRecord

PURPOSE = "import"
A_YEAR = 366  # days
BEDS_IN_A_ROOM = 2  # where a register counts rooms and not beds


@dataclass(slots=True)
class ImportedHosts:
    """What an import of a register did."""

    hosts: Tally


@transaction.atomic
def import_hosts(
    sheet: Sequence[SheetHost], *, register: str, programme: str, by: SignedIn, now: datetime
) -> ImportedHosts:
    """Enter every right row of a register, whole or not at all.

    `register` names the file's owner, so that two of them may use the same keys. A host
    whose row has changed gets the new values; what Hearth has found out since (stays,
    pauses, a step of vetting) is kept.
    """
    used = programmes.use(programme, now.date(), now=now)
    found = records.all_of(SheetRecord, SHEET_HOST, by=by, now=now, purpose=PURPOSE)
    before = {
        record.host.external_key: (HostId(host), item, record)
        for (host, item), record in found.items()
        if record.register == register
    }
    done = ImportedHosts(Tally())
    new = [row for row in sheet if row.external_key not in before]
    _enter(new, register, used, by=by, now=now)
    done.hosts.new = len(new)
    for row in sheet:
        if row.external_key in before:
            _compare(row, *before[row.external_key], done.hosts, used, by=by, now=now)
    if done.hosts.new or done.hosts.changed:
        events.record("exchange.imported", by=by, about="hosts", now=now, purpose=PURPOSE)
    return done


def _enter(
    new: Sequence[SheetHost], register: str, programme: Programme, *, by: SignedIn, now: datetime
) -> None:
    made = [_host(row, HostId(uuid4()), HomeId(uuid4()), programme, now.date()) for row in new]
    hosts.enter_many(made, by=by, now=now, purpose=PURPOSE)
    every = offices.every()
    kept = (
        records.fact(
            one.host.id,
            SHEET_HOST,
            SheetRecord(register, row, tuple(home.id for home, _ in one.homes)),
            every,
        )
        for row, one in zip(new, made, strict=True)
    )
    facts.put_many(list(kept), by=by, now=now, about="hosts", purpose=PURPOSE)


def _compare(
    row: SheetHost,
    host: HostId,
    item: UUID,
    before: SheetRecord,
    tally: Tally,
    programme: Programme,
    *,
    by: SignedIn,
    now: datetime,
) -> None:
    if _same(before.host, row):
        tally.unchanged += 1
        return
    home = HomeId(before.homes[0])
    _, here = hosts.home(home, by=by, now=now, purpose=PURPOSE)
    fresh = _host(row, host, home, programme, now.date(), here=here, told=before.host)
    hosts.correct(fresh, by=by, now=now, purpose=PURPOSE)
    record = SheetRecord(before.register, row, before.homes)
    facts.change(item, record, by=by, now=now, purpose=PURPOSE)
    tally.changed += 1


def _same(one: SheetHost, other: SheetHost) -> bool:
    """Equal but for the number of the row, which moves when others are added above it."""
    return all(
        getattr(one, name) == getattr(other, name) for name in SheetHost.__slots__ if name != "row"
    )


def _host(
    row: SheetHost,
    id: HostId,
    home: HomeId,
    programme: Programme,
    today: date,
    *,
    here: Host | None = None,
    told: SheetHost | None = None,
) -> NewHost:
    """A row as a host; `here` and `told` are the host as they are and their row before."""
    known = here.members if here else ()
    host = Host(
        id=id,
        members=tuple(_members(row, known, today)),
        accepts=_accepts(row),
        languages=row.languages,
    )
    vetted = tuple(_evidence(host, row.vetted_until, programme, today))
    if here is not None and told is not None:
        vetted = _vetted_since(here, host, told.vetted_until, row.vetted_until, vetted)
    street = Address(street=row.address, town=row.area, phone=row.phone)
    return NewHost(
        identity=HostIdentity(name=row.name, phone=row.phone, email=row.email),
        host=replace(host, evidence=vetted),
        homes=((_home(row, id, home), street),),
    )


def _members(row: SheetHost, known: Sequence[Member], today: date) -> Iterable[Member]:
    """The household. An age is taken to have been reached on the first day of the year.

    Whoever was known before stays the same one: fears and ties are about people, and must
    not lose them when a telephone number is corrected.
    """
    left = list(known)
    for one in row.household:
        born = None if one.age is None else date(today.year - one.age, 1, 1)
        gender = Gender(one.gender) if one.gender else Gender.UNKNOWN
        same = _nearest(left, born, gender)
        if same is None:
            yield Member(id=PersonId(uuid4()), born_on=born, gender=gender)
        else:
            left.remove(same)
            yield same


def _nearest(left: Sequence[Member], born: date | None, gender: Gender) -> Member | None:
    """Whoever this is of those known: the same gender, and an age that may be a year off."""
    alike = [one for one in left if one.gender == gender]
    if born is None:
        return next((one for one in alike if one.born_on is None), None)
    apart = {one: abs((one.born_on - born).days) for one in alike if one.born_on is not None}
    nearest = min(apart, key=lambda one: apart[one], default=None)
    return nearest if nearest is not None and apart[nearest] <= A_YEAR else None


def _vetted_since(
    here: Host, fresh: Host, before: date | None, now: date | None, said: tuple[Evidence, ...]
) -> tuple[Evidence, ...]:
    """What was found out here, and what the register says now in place of what it said."""
    there = {None, *(member.id for member in fresh.members)}
    kept = [one for one in here.evidence if one.subject in there]
    if before != now:
        kept = [one for one in kept if before is None or one.until != before]
    known = {(one.requirement, one.subject) for one in kept} if before == now else set()
    return (*kept, *(one for one in said if (one.requirement, one.subject) not in known))


def _evidence(
    host: Host, until: date | None, programme: Programme, today: date
) -> Iterable[Evidence]:
    """A register that says "vetted until" speaks for every requirement, else for none."""
    if until is None:
        return
    for requirement in programme.requirements:
        for subject in subjects(host, requirement, today):
            yield Evidence(requirement=requirement.id, on=today, subject=subject, until=until)


def _accepts(row: SheetHost) -> Acceptance:
    refused = {Trait.PETS: row.accepts_pets, Trait.CHILDREN: row.accepts_children}
    named = frozenset(Gender(one) for one in row.accepts_genders)
    return Acceptance(
        age_min=row.min_age or 0,
        age_max=row.max_age,
        genders=named or frozenset(Gender),
        not_traits=frozenset(trait for trait, taken in refused.items() if taken is False),
    )


def _home(row: SheetHost, host: HostId, id: HomeId) -> Home:
    has = {
        Feature.STEP_FREE: row.step_free,
        Feature.GROUND_FLOOR_BATH: row.ground_floor_bath,
        Feature.SMOKE_FREE: row.smoke_free,
        Feature.PETS: row.pets_in_home,
        Feature.MEN: any(one.gender == "man" for one in row.household),
        Feature.WOMEN: any(one.gender == "woman" for one in row.household),
        Feature.CHILDREN: any(one.age is not None and one.age < 18 for one in row.household),
    }
    place = None
    if row.latitude is not None and row.longitude is not None:
        place = Place(row.latitude, row.longitude)
    free = Period(row.available_from or date.min, row.available_until)
    return Home(
        id=id,
        host=host,
        area=row.area,
        place=place,
        rooms=tuple(Room(BEDS_IN_A_ROOM, room.floor_m2) for room in row.rooms),
        features=frozenset(feature for feature, there in has.items() if there),
        free=(free,),
        parties_max=1 if row.max_parties is None else row.max_parties,
    )
