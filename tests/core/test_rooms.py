"""Who sleeps where, against every way there is."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.home import Room
from hearth.core.person import Bond, Gender, Relation
from hearth.core.programme import RoomStandard
from hearth.core.rooms import (
    Sleeper,
    Sleeping,
    beds_for,
    may_share,
    persons_counted,
    persons_permitted,
)
from tests.builders import TODAY, a_party, a_person, a_room

ages = st.sampled_from([None, 0, 1, 9, 10, 11, 17, 40])
sleepers = st.builds(Sleeper, ages, st.sampled_from(Gender))
standards = st.sampled_from(RoomStandard)
rooms = st.lists(
    st.builds(Room, st.integers(0, 3), st.sampled_from([None, 4.0, 5.0, 7.0, 9.0, 20.0])),
    max_size=4,
)


@st.composite
def parties(draw: st.DrawFn) -> Sleeping:
    people = draw(st.lists(sleepers, min_size=1, max_size=5))
    pairs = [(i, j) for j in range(len(people)) for i in range(j)]
    bonds = (
        draw(st.lists(st.tuples(st.sampled_from(pairs), st.sampled_from(Bond)))) if pairs else []
    )
    return Sleeping(tuple(people), frozenset((i, j, bond) for (i, j), bond in bonds))


def may_lie_together(sleeping: Sleeping, one: int, other: int, standard: RoomStandard) -> bool:
    bonds = [b for i, j, b in sleeping.bonds if {i, j} == {one, other}]
    people = sleeping.sleepers[one], sleeping.sleepers[other]
    return any(may_share(*people, bond, standard) for bond in [None, *bonds])


def right(
    sleeping: Sleeping, rooms: list[Room], standard: RoomStandard, where: tuple[int, ...]
) -> bool:
    """Whether this is a way to sleep: nobody too many, nobody beside whom they should not."""
    people = range(len(sleeping.sleepers))
    too_many = any(where.count(at) > room.beds for at, room in enumerate(rooms))
    return not too_many and all(
        may_lie_together(sleeping, one, other, standard)
        for one in people
        for other in range(one)
        if where[one] == where[other]
    )


def space(sleeping: Sleeping, rooms: list[Room], standard: RoomStandard) -> bool:
    if standard is not RoomStandard.HOUSING_ACT_1985:
        return True
    return persons_counted(sleeping.sleepers) <= persons_permitted(rooms)


@settings(max_examples=250)
@given(sleeping=parties(), rooms=rooms, standard=standards)
def test_a_way_is_found_exactly_where_there_is_one(
    sleeping: Sleeping, rooms: list[Room], standard: RoomStandard
) -> None:
    every = product(range(len(rooms)), repeat=len(sleeping.sleepers))
    some = space(sleeping, rooms, standard) and any(
        right(sleeping, rooms, standard, where) for where in every
    )

    found = beds_for(sleeping, rooms, standard)

    assert (found is not None) is some
    assert found is None or right(sleeping, rooms, standard, found)


SIX = [(i, j) for j in range(6) for i in range(j)]


@settings(max_examples=200)
@given(pairs=st.frozensets(st.sampled_from(SIX), min_size=4))
def test_six_in_three_rooms_for_two_fit_exactly_where_they_can_pair_off(
    pairs: frozenset[tuple[int, int]],
) -> None:
    women = (Sleeper(30, Gender.WOMAN),) * 6
    sleeping = Sleeping(women, frozenset((i, j, Bond.SIBLINGS) for i, j in pairs))
    can_pair_off = any(len({*a, *b, *c}) == 6 for a, b, c in combinations(pairs, 3))

    found = beds_for(sleeping, [a_room(2)] * 3, RoomStandard.HOMES_FOR_UKRAINE)

    assert (found is not None) is can_pair_off


@given(sleeping=parties(), few=rooms, more=rooms, standard=standards)
def test_another_room_never_takes_a_way_to_sleep_away(
    sleeping: Sleeping, few: list[Room], more: list[Room], standard: RoomStandard
) -> None:
    if beds_for(sleeping, few, standard) is not None:
        assert beds_for(sleeping, few + more, standard) is not None


@given(rooms=rooms, more=rooms)
def test_more_rooms_are_for_no_fewer_people(rooms: list[Room], more: list[Room]) -> None:
    assert persons_permitted(rooms) <= persons_permitted(rooms + more)


@given(one=sleepers, other=sleepers, bond=st.none() | st.sampled_from(Bond), standard=standards)
def test_sharing_is_mutual_and_a_bond_never_forbids_it(
    one: Sleeper, other: Sleeper, bond: Bond | None, standard: RoomStandard
) -> None:
    allowed = may_share(one, other, bond, standard)

    assert allowed is may_share(other, one, bond, standard)
    assert allowed or not may_share(one, other, None, standard)


@given(one=sleepers, other=sleepers)
def test_strangers_never_share_with_the_refugees_hosts(one: Sleeper, other: Sleeper) -> None:
    assert not may_share(one, other, None, RoomStandard.HOMES_FOR_UKRAINE)


@pytest.mark.parametrize("parent_first", [True, False])
def test_bonds_hold_whoever_is_named_first(parent_first: bool) -> None:
    mother, son = a_person(), a_person(gender=Gender.MAN)
    people = (mother, son) if parent_first else (son, mother)
    party = a_party(*people, relations=frozenset({Relation(mother.id, son.id, Bond.PARENT_CHILD)}))

    sleeping = Sleeping.of(party, TODAY)

    assert beds_for(sleeping, [a_room(2)], RoomStandard.HOMES_FOR_UKRAINE) == (0, 0)
