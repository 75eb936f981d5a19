"""HMIS codes in the words of the rules. Where an answer is missing, nothing is assumed."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from hearth.core.identity import PersonIdentity
from hearth.core.ids import PartyId, PersonId
from hearth.core.person import Bond, Feature, Gender, Party, Person, Relation, Trait
from hearth.core.units import Period, years_between
from hearth.exchange.hmis import values as hmis
from hearth.exchange.hmis.values import Answer, Disability, Export, Household, Stay

STAY_DAYS = 90  # asked for at first; the field's short stay is 3 to 6 months
ADULT_FROM, INFANT_BELOW = 18, 2
HEAD, CHILD, PARTNER = 1, 2, 3  # HMIS 3.15.1, relationship to head of household
UNSHELTERED = 116  # HMIS 3.917, place not meant for habitation
TIER_FLEEING, TIER_UNSHELTERED, TIER_OTHERS = 0, 1, 2


def identity_of(person: hmis.Person) -> PersonIdentity:
    """Who they are. Names may be scrambled by the sender; they are kept as they came."""
    parts = (person.first_name, person.middle_name, person.last_name, person.suffix)
    name = " ".join(part for part in parts if part)
    return PersonIdentity(name=name, known_as=person.first_name, born_on=person.born_on)


def party_of(
    household: Household,
    export: Export,
    *,
    id: UUID,
    ids: Mapping[str, PersonId],
    day: date,
) -> Party:
    """A household as a party, as the rules read it on `day`, the last day of the export."""
    stays = [export.stays[key] for key in household.stays]
    by_person: dict[str, list[Stay]] = {key: [] for key in household.members}
    for stay in stays:
        if stay.person in by_person:
            by_person[stay.person].append(stay)
    return Party(
        id=PartyId(id),
        people=tuple(
            _person(export.people[key], ids[key], theirs, day) for key, theirs in by_person.items()
        ),
        stay=Period(day, day + timedelta(STAY_DAYS)),
        relations=frozenset(_relations(household, by_person, ids)),
        tier=_tier(stays),
    )


def _person(person: hmis.Person, id: PersonId, stays: list[Stay], day: date) -> Person:
    physical = any(Disability.PHYSICAL in stay.health.disabilities for stay in stays)
    return Person(
        id=id,
        born_on=person.born_on,
        gender=_gender(person),
        needs=frozenset({Feature.STEP_FREE} if physical else ()),
        traits=frozenset(_traits(person, stays, day)),
    )


def _gender(person: hmis.Person) -> Gender:
    """One of our words, where exactly one was said; several or another one: not known."""
    if person.genders == {hmis.Gender.WOMAN}:
        return Gender.WOMAN
    if person.genders == {hmis.Gender.MAN}:
        return Gender.MAN
    if person.genders == {hmis.Gender.NON_BINARY}:
        return Gender.NON_BINARY
    if not person.genders and person.sex is not None:
        return Gender.WOMAN if person.sex is hmis.Sex.FEMALE else Gender.MAN
    return Gender.UNKNOWN


def _traits(person: hmis.Person, stays: list[Stay], day: date) -> set[Trait]:
    age = None if person.born_on is None else years_between(person.born_on, day)
    said = {
        Trait.CHILDREN: age is not None and age < ADULT_FROM,
        Trait.INFANT: age is not None and age < INFANT_BELOW,
        Trait.VETERAN: person.veteran is Answer.YES,
        Trait.PREGNANT: any(stay.health.pregnant is Answer.YES for stay in stays),
        Trait.FLEEING: any(stay.health.fleeing is Answer.YES for stay in stays),
        Trait.DISABILITY: any(
            stay.disabling_condition is Answer.YES or stay.health.disabilities for stay in stays
        ),
    }
    return {trait for trait, is_so in said.items() if is_so}


def _relations(
    household: Household, by_person: Mapping[str, list[Stay]], ids: Mapping[str, PersonId]
) -> list[Relation]:
    """Parent and child, couple, siblings, as far as the relation to the head tells them."""
    to_head = {
        key: next((stay.relation for stay in stays), None)
        for key, stays in by_person.items()
        if key != household.head
    }
    children = [key for key, relation in to_head.items() if relation == CHILD]
    partners = [key for key, relation in to_head.items() if relation == PARTNER]
    head = ids.get(household.head)
    if head is None or household.head not in by_person:
        return []
    return [
        *(Relation(head, ids[key], Bond.PARENT_CHILD) for key in children),
        *(Relation(head, ids[key], Bond.COUPLE) for key in partners[:1]),
        *(Relation(ids[a], ids[b], Bond.SIBLINGS) for a, b in combinations(children, 2)),
    ]


def _tier(stays: list[Stay]) -> int:
    if any(stay.health.fleeing is Answer.YES for stay in stays):
        return TIER_FLEEING
    if any(stay.living_situation == UNSHELTERED for stay in stays):
        return TIER_UNSHELTERED
    return TIER_OTHERS


def merged(ours: Party, was: Party, fresh: Party) -> Party:
    """Our party with what its sender now says otherwise than before.

    `was` and `fresh` are the party as the sender told it then and tells it now. What was
    told here since stands: the person's own word goes before another service's.
    """
    told, new = ({one.id: one for one in party.people} for party in (was, fresh))
    there = {one.id for one in ours.people}
    kept = [
        _joined_person(one, told[one.id], new[one.id]) if one.id in told.keys() & new else one
        for one in ours.people
        if one.id in new or one.id not in told
    ]
    people = (*kept, *(one for one in fresh.people if one.id not in there | told.keys()))
    ids = {one.id for one in people}
    relations = _both(ours.relations, was.relations, fresh.relations)
    return replace(
        ours,
        people=people or ours.people,
        relations=frozenset(r for r in relations if {r.one, r.other} <= ids),
        stay=_both(ours.stay, was.stay, fresh.stay),
        tier=_both(ours.tier, was.tier, fresh.tier),
    )


def _joined_person(ours: Person, was: Person, fresh: Person) -> Person:
    changes = {
        each.name: _both(*(getattr(one, each.name) for one in (ours, was, fresh)))
        for each in fields(Person)
    }
    return replace(ours, **changes)


def _both(ours: Any, was: Any, fresh: Any) -> Any:
    """Sets take what came and lose what went; of anything else, what was changed here stands."""
    if isinstance(ours, frozenset):
        return (ours - (was - fresh)) | (fresh - was)
    return fresh if ours == was else ours
