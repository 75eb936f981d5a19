"""What must stand in no text about a case: its people, and every home that it was ever offered."""

from datetime import datetime
from functools import partial

from django.db.models import Q

from hearth.core.gate import FactKind
from hearth.core.gate.protected import Protected
from hearth.core.identity import Address, HostIdentity, PersonIdentity
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, HomeRow, PersonRow


def of_case(row: CaseRow, *, by: SignedIn, now: datetime, purpose: str) -> tuple[Protected, ...]:
    """Names, streets, towns and numbers, read by whoever holds the keys of the office.

    Cost: three openings, whatever was offered.
    """
    people = PersonRow.objects.filter(parties__party=row.party_id)
    read = partial(facts.open_many, by=by, now=now, purpose=purpose, about=row.id)
    named = read(PersonIdentity, people.values_list("identity_id", flat=True))
    found = [
        Protected(FactKind.PERSON_NAME, name)
        for one in named.values()
        for name in (one.name, one.known_as)
    ]
    found += [Protected(FactKind.PHONE, one.phone) for one in named.values()]
    return tuple(
        one for one in (*found, *of_homes(row, by=by, now=now, purpose=purpose)) if one.text
    )


def of_homes(row: CaseRow, *, by: SignedIn, now: datetime, purpose: str) -> tuple[Protected, ...]:
    """The same of the homes alone, for what the person themselves takes along."""
    homes = HomeRow.objects.filter(Q(offers__case=row) | Q(placements__case=row)).distinct()
    pairs = list(homes.values_list("address_id", "host__identity_id"))
    if not pairs:
        return ()
    read = partial(facts.open_many, by=by, now=now, purpose=purpose, about=row.id)
    hosts = read(HostIdentity, {host for _, host in pairs}).values()
    places = read(Address, {place for place, _ in pairs}).values()
    found = [Protected(FactKind.HOST_NAME, one.name) for one in hosts]
    found += [Protected(FactKind.PLACE, text) for one in places for text in (one.street, one.town)]
    numbers = (*(one.phone for one in hosts), *(one.phone for one in places))
    found += [Protected(FactKind.PHONE, number) for number in numbers]
    return tuple(one for one in found if one.text)
