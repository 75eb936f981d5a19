"""A party: who is in it, and who belongs together."""

from typing import Any

import pytest

from hearth.core.errors import InvalidValue
from hearth.core.person import Bond, Feature, Relation, Trait, Wishes
from hearth.core.place import Place
from tests.builders import a_party, a_person


def test_the_party_needs_fears_and_brings_what_anybody_of_it_does() -> None:
    feared, hostile, kin = a_person().id, a_person().id, a_person().id
    mother = a_person(needs=frozenset({Feature.KITCHEN}), fears=frozenset({feared}))
    son = a_person(
        traits=frozenset({Trait.PETS}), hostile=frozenset({hostile}), kin=frozenset({kin})
    )
    party = a_party(mother, son)

    assert party.needs == {Feature.KITCHEN}
    assert party.traits == {Trait.PETS}
    assert (party.fears, party.hostile) == ({feared}, {hostile})
    assert party.circle == {mother.id, son.id, kin}


def test_nobody_is_twice_in_one_party() -> None:
    person = a_person()

    with pytest.raises(InvalidValue, match="twice"):
        a_party(person, person)


def test_a_party_is_somebody() -> None:
    with pytest.raises(InvalidValue, match="at least one"):
        a_party(people=())


def test_a_relation_joins_two_people_of_the_party() -> None:
    mother, stranger = a_person(), a_person()
    for other in (stranger.id, mother.id):
        with pytest.raises(InvalidValue, match="not in it"):
            a_party(mother, relations=frozenset({Relation(mother.id, other, Bond.SIBLINGS)}))


@pytest.mark.parametrize("generations", [2, 3, 4])
def test_nobody_is_their_own_grandparent(generations: int) -> None:
    people = [a_person() for _ in range(generations)]
    below = [*people[1:], people[0]]
    circle = {
        Relation(one.id, other.id, Bond.PARENT_CHILD)
        for one, other in zip(people, below, strict=True)
    }

    with pytest.raises(InvalidValue, match="own parent"):
        a_party(*people, relations=frozenset(circle))


def test_three_generations_and_two_parents_are_a_family() -> None:
    grandmother, mother, father, child = (a_person() for _ in range(4))
    lines = [(grandmother, mother), (mother, child), (father, child), (grandmother, child)]

    family = a_party(
        grandmother,
        mother,
        father,
        child,
        relations=frozenset(Relation(a.id, b.id, Bond.PARENT_CHILD) for a, b in lines),
    )

    assert len(family.relations) == 4


@pytest.mark.parametrize("said", [{"within_km": 5.0}, {"within_km": -1.0, "near": Place(0, 0)}])
def test_a_radius_is_measured_from_somewhere(said: dict[str, Any]) -> None:
    with pytest.raises(InvalidValue, match="radius"):
        Wishes(**said)
