"""People and parties, from and to rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hearth.core.compartments import ENGINE, Compartment
from hearth.core.identity import PersonIdentity
from hearth.core.ids import PartyId, PersonId
from hearth.core.person import Party
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded
from hearth.store.facts import NewFact
from hearth.store.models import PartyMemberRow, PartyRow, PersonRow
from hearth.store.principals import circle


@dataclass(frozen=True, slots=True, kw_only=True)
class NewParty:
    """A party to enter: who they are, by the order of `party.people`, and what the rules read.

    `private`: of a victim service; never in a shared view, a list or an export.
    """

    party: Party
    identities: tuple[PersonIdentity, ...]
    private: bool = False


def enter_many(
    parties: Sequence[NewParty], *, office: UUID, by: SignedIn, now: datetime, purpose: str
) -> None:
    """Enter parties of an office under the ids they carry; who is there already is kept."""
    engine = circle(ENGINE)
    known = _already({person.id for one in parties for person in one.party.people})
    people: dict[UUID, PersonRow] = {}
    new: list[NewFact] = []
    for one in parties:
        for person, identity in zip(one.party.people, one.identities, strict=True):
            if person.id not in known and person.id not in people:
                people[person.id] = PersonRow(id=person.id)
                new.append(identity_fact(person.id, identity, (office,)))
    rows = [PartyRow(id=one.party.id, private=one.private) for one in parties]
    new += [attributes_fact(one.party, (office, engine)) for one in parties]
    items = facts.put_many(new, by=by, now=now, about=office, purpose=purpose)
    for person_row, item in zip(people.values(), items, strict=False):
        person_row.identity_id = item
    for party_row, item in zip(rows, items[len(people) :], strict=True):
        party_row.attributes_id = item
    PersonRow.objects.bulk_create(people.values(), batch_size=facts.AT_ONCE)
    PartyRow.objects.bulk_create(rows, batch_size=facts.AT_ONCE)
    PartyMemberRow.objects.bulk_create(
        [
            PartyMemberRow(party_id=one.party.id, person_id=person.id)
            for one in parties
            for person in one.party.people
        ],
        batch_size=facts.AT_ONCE,
    )


def _already(ids: Iterable[UUID]) -> set[UUID]:
    wanted = list(ids)
    return {
        found
        for at in range(0, len(wanted), facts.AT_ONCE)
        for found in PersonRow.objects.filter(id__in=wanted[at : at + facts.AT_ONCE]).values_list(
            "id", flat=True
        )
    }


def identity_fact(person: UUID, identity: PersonIdentity, to: tuple[UUID, ...]) -> NewFact:
    """Who somebody is, to be sealed."""
    return NewFact(
        subject=person, compartment=Compartment.IDENTITY, kind="person", value=identity, to=to
    )


def attributes_fact(party: Party, to: tuple[UUID, ...]) -> NewFact:
    """What the rules read of a party, to be sealed."""
    return NewFact(
        subject=party.id, compartment=Compartment.ATTRIBUTES, kind="party", value=party, to=to
    )


def party(id: UUID, *, by: SignedIn, now: datetime, purpose: str) -> Party:
    """One party as the rules see it."""
    item = _attributes.first(id)
    if item is None:
        raise PartyRow.DoesNotExist
    return facts.open_(Party, item, by=by, now=now, purpose=purpose)


_attributes = Worded(
    lambda party: PartyRow.objects.filter(id=party).values_list("attributes_id", flat=True)
)


def parties(
    ids: Iterable[UUID], *, by: SignedIn, now: datetime, purpose: str
) -> dict[PartyId, Party]:
    """Many parties, in the order of `ids`, as one opening."""
    wanted = list(ids)
    items = {
        row_id: item
        for at in range(0, len(wanted), facts.AT_ONCE)
        for row_id, item in PartyRow.objects.filter(
            id__in=wanted[at : at + facts.AT_ONCE]
        ).values_list("id", "attributes_id")
    }
    opened = facts.open_many(Party, items.values(), by=by, now=now, purpose=purpose)
    return {PartyId(id): opened[items[id]] for id in wanted}


def enter_alone(
    identities: Mapping[PersonId, PersonIdentity],
    *,
    by: SignedIn,
    now: datetime,
    purpose: str,
    to: tuple[UUID, ...],
) -> None:
    """Enter people who are in no party yet. `to`: who may know their names, the office first."""
    new = [identity_fact(id, identity, to) for id, identity in identities.items()]
    items = facts.put_many(new, by=by, now=now, about=to[0], purpose=purpose)
    PersonRow.objects.bulk_create(
        PersonRow(id=id, identity_id=item) for id, item in zip(identities, items, strict=True)
    )


def change(party: Party, *, by: SignedIn, now: datetime, purpose: str) -> None:
    """Write a party's new value, and who is in it now."""
    row = PartyRow.objects.get(id=party.id)
    facts.change(row.attributes_id, party, by=by, now=now, purpose=purpose)
    there = {member.person_id for member in row.members.all()}
    wanted = {person.id for person in party.people}
    row.members.exclude(person__in=wanted).delete()
    PartyMemberRow.objects.bulk_create(
        PartyMemberRow(party=row, person_id=person) for person in wanted - there
    )
