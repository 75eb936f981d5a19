"""What must stand in no text about a case: its people, and every home that it was ever offered."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from hearth.core.errors import TellsTooMuch
from hearth.core.gate import FactKind
from hearth.core.gate.protected import Protected, search
from hearth.core.identity import Address, HostIdentity, PersonIdentity
from hearth.store import events, facts
from hearth.store.access import SignedIn
from hearth.store.models import (
    CaseRow,
    ConcernRow,
    GrantRow,
    HomeRow,
    HostRow,
    OfferRow,
    PersonRow,
    PlacementRow,
)

NAMED = {
    FactKind.PLACE: "a place",
    FactKind.PHONE: "a telephone number",
    FactKind.HOST_NAME: "the name of a host",
    FactKind.PERSON_NAME: "the name of a person",
}


def must_tell_nothing(what: str, words: Iterable[str], found: Iterable[Protected]) -> None:
    """Raises TellsTooMuch where words tell something protected, with what it is and never which."""
    protected = tuple(found)
    told = {hit.kind for text in words for hit in search(text, protected)}
    if told:
        kinds = " and ".join(sorted(NAMED[kind] for kind in told))
        raise TellsTooMuch(f"{what} tells {kinds}; write it so that anybody may read it")


def of_case(row: CaseRow, *, by: SignedIn, now: datetime, purpose: str) -> tuple[Protected, ...]:
    """Names, streets, towns and numbers, read by whoever holds the keys of the office.

    Cost: three openings, whatever was offered.
    """
    people = PersonRow.objects.filter(parties__party=row.party_id)
    items = people.values_list("identity_id", flat=True)
    named = facts.open_many(
        PersonIdentity, items, by=by, now=now, purpose=purpose, about=row.id
    ).values()
    found = [
        Protected(FactKind.PERSON_NAME, name) for one in named for name in (one.name, one.known_as)
    ]
    found += [Protected(FactKind.PHONE, one.phone) for one in named]
    homes = of_homes(homes_of(row), about=row.id, by=by, now=now, purpose=purpose)
    return (*(one for one in found if one.text), *homes)


def must_tell_no_home_to_the_person(
    row: CaseRow, what: str, words: Iterable[str], *, service: SignedIn, now: datetime, purpose: str
) -> None:
    """What staff write to the people of a case about their own record: no home but their own.

    `service` reads what it is compared with, for writers who hold no key to it. Raises
    TellsTooMuch. Cost: two openings for each of them who signs in.
    """
    events.begin_write()
    people = PersonRow.objects.filter(parties__party=row.party_id, principal__isnull=False)
    readers: list[UUID | None] = list(people.values_list("principal_id", flat=True))
    for reader in readers or [None]:
        homes = homes_of(row)
        known = of_homes(homes, about=row.id, by=service, now=now, purpose=purpose, reader=reader)
        must_tell_nothing(what, words, known)


def of_register(*, about: UUID, by: SignedIn, now: datetime, purpose: str) -> tuple[Protected, ...]:
    """Streets and telephone numbers of every home there is, for words that are about none of them.

    Not names and towns: of all hosts together they are half of the words there are. Cost: two
    openings; some 7,000 homes a second.
    """
    pairs = list(HomeRow.objects.values_list("address_id", "host__identity_id"))
    if not pairs:
        return ()
    read = partial(facts.open_many, by=by, now=now, purpose=purpose, about=about)
    hosts = read(HostIdentity, {host for _, host in pairs})
    places = read(Address, {place for place, _ in pairs})
    streets = {Protected(FactKind.PLACE, one.street) for one in places.values()}
    numbers = {one.phone for one in places.values()} | {one.phone for one in hosts.values()}
    phones = {Protected(FactKind.PHONE, one) for one in numbers}
    return tuple(one for one in streets | phones if one.text)


def must_tell_no_guest_to_the_host(
    row: HostRow, what: str, words: Iterable[str], *, by: SignedIn, now: datetime, purpose: str
) -> None:
    """What the office writes where a host reads it: nobody whom they were offered and whose name
    they do not hold, and none of those people's other homes.

    Raises TellsTooMuch. Cost: five openings, however many were offered.
    """
    events.begin_write()
    offered = OfferRow.objects.filter(home__host=row).values("case")
    cases = Q(case__in=offered) | Q(
        case__in=PlacementRow.objects.filter(home__host=row).values("case")
    )
    read = partial(of_homes, about=row.id, by=by, now=now, purpose=purpose)
    others = read(HomeRow.objects.filter(id__in=_met(cases)).exclude(host=row))
    own = " / ".join(one.text for one in read(row.homes.all()))
    unknown = (one for one in others if not search(own, [one]))
    guests = _guests(cases, row, by=by, now=now, purpose=purpose)
    must_tell_nothing(what, words, (*guests, *unknown))


def _guests(
    cases: Q, row: HostRow, *, by: SignedIn, now: datetime, purpose: str
) -> Iterator[Protected]:
    """Names and numbers of the people of these cases that the host holds no key to."""
    met = (
        OfferRow.objects.filter(cases)
        .values("case__party")
        .union(PlacementRow.objects.filter(cases).values("case__party"))
    )
    people = PersonRow.objects.filter(parties__party__in=met)
    if row.principal_id is not None:
        people = people.exclude(identity__grants__to=row.principal_id)
    items = list(people.values_list("identity_id", flat=True))
    told = facts.open_many(
        PersonIdentity, items, by=by, now=now, purpose=purpose, about=row.id
    ).values()
    for one in told:
        names = (Protected(FactKind.PERSON_NAME, name) for name in (one.name, one.known_as))
        yield from (some for some in (*names, Protected(FactKind.PHONE, one.phone)) if some.text)


def homes_of(row: CaseRow) -> QuerySet[HomeRow]:
    """Every home that was ever offered to a case, or lived in."""
    return HomeRow.objects.filter(id__in=_met(Q(case=row)))


def _met(case: Q) -> QuerySet[OfferRow, Any]:
    """Of the cases: the homes offered or lived in. By their indices; one join of both reads all."""
    lived = PlacementRow.objects.filter(case).values("home")
    return OfferRow.objects.filter(case).values("home").union(lived)


def homes_of_concern(row: ConcernRow) -> QuerySet[HomeRow]:
    """The homes that whoever answers a concern could betray: of its case, and of its host."""
    if row.placement is not None:
        host = Q(host=row.placement.home.host_id)
        return HomeRow.objects.filter(host | Q(id__in=_met(Q(case=row.placement.case_id))))
    offered = OfferRow.objects.filter(case__party__members__person__principal=row.raised_by_id)
    told = Q(id__in=offered.values("home")) if row.raised_by_id is not None else Q(pk__in=())
    return HomeRow.objects.filter(told | Q(host=row.host_id, host__isnull=False))


def of_homes(
    homes: QuerySet[HomeRow],
    *,
    about: UUID,
    by: SignedIn,
    now: datetime,
    purpose: str,
    reader: UUID | None = None,
) -> tuple[Protected, ...]:
    """Of these homes what is not the reader's to know already, by a key of their own.

    A town where they know one home is no secret of another. Cost: two openings, and a question
    for what the reader holds.
    """
    pairs = list(homes.values_list("address_id", "host__identity_id"))
    if not pairs:
        return ()
    items = [item for pair in pairs for item in pair]
    held = GrantRow.objects.filter(to=reader, item__in=items, rests=False)
    known = set(held.values_list("item_id", flat=True)) if reader is not None else set[UUID]()
    read = partial(facts.open_many, by=by, now=now, purpose=purpose, about=about)
    hosts = read(HostIdentity, {host for _, host in pairs})
    places = read(Address, {place for place, _ in pairs})
    theirs: list[str] = []
    others: list[Protected] = []
    for place, host in pairs:
        found = list(_of_home(hosts[host], places[place]))
        if {place, host} <= known:
            theirs += [one.text for one in found]
        else:
            others += found
    said = " / ".join(theirs)
    return tuple(one for one in others if one.text and not search(said, [one]))


def _of_home(host: HostIdentity, place: Address) -> Iterator[Protected]:
    yield Protected(FactKind.HOST_NAME, host.name)
    yield from (Protected(FactKind.PLACE, text) for text in (place.street, place.town))
    yield from (Protected(FactKind.PHONE, number) for number in (host.phone, place.phone))
