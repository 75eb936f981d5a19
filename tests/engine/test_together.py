"""Everybody together is each by themselves, under their own programme."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hearth.engine.advice.standing import Everybody, shares_rooms, standing, whole_places
from hearth.engine.encode.together import together
from tests.builders import a_home, a_host, a_party, a_person, a_programme, rules_with
from tests.engine.registers import World, a_world
from tests.engine.worlds import unhurried

seeds = st.integers(0, 2**40)


def everybody(world: World, other: World) -> Everybody:
    """The parties of a world, every second one under the programme of another."""
    rules = [(world, other)[at % 2].programme for at in range(len(world.parties))]
    return together(
        world.parties, world.homes, world.hosts, world.ties, programmes=rules, on=world.on
    )


@unhurried
@given(seeds)
def test_a_party_has_the_homes_that_its_own_rules_allow(seed: int) -> None:
    world = a_world(seed, parties=5, homes=5)
    other = replace(world, programme=replace(a_world(seed + 1).programme, name="other"))
    every = everybody(world, other)

    for at, party in enumerate(world.parties):
        rules = (world, other)[at % 2]
        part = slice(*every.lists.indptr[at : at + 2])
        allowed = [j for j, home in enumerate(world.homes) if not rules.against(party, home)]
        assert every.lists.home[part].tolist() == allowed
    assert every.tier.tolist() == [party.tier for party in world.parties]
    assert every.size.tolist() == [len(party.people) for party in world.parties]
    assert every.rooms.tolist() == [len(home.rooms_free) for home in world.homes]


def test_the_stricter_of_two_programmes_says_how_many_may_come() -> None:
    home = a_home(rooms=a_home().rooms * 3, parties_max=3)
    loose = a_programme(name="for three", rules=rules_with(parties=3))
    strict = a_programme(name="for one", rules=rules_with(parties=1))
    base = a_world(1, parties=0, homes=1, programme=loose)
    hosts = {home.host: a_host(id=home.host)}
    parties = (a_party(), a_party(tier=0))
    for programmes, most in (((loose, loose), 3), ((loose, strict), 1), ((strict, loose), 1)):
        every = together(parties, [home], hosts, base.ties, programmes=programmes, on=base.on)

        assert every.places.tolist() == [most]
        assert int((standing(every).plan.home >= 0).sum()) == min(most, 2)


def test_a_home_is_kept_for_as_many_as_have_rooms_whoever_comes() -> None:
    every = together((), (), {}, a_world(1).ties, programmes=(), on=a_world(1).on)

    assert every.lists.indptr.tolist() == [0]
    assert whole_places(every).size == 0
    assert standing(every).plan.value == 0


def test_rooms_are_shared_by_whom_they_do_for_and_kept_for_the_largest_where_they_are_not() -> None:
    home = a_home(rooms=a_home().rooms * 3, parties_max=3)
    rules = a_programme(name="for three", rules=rules_with(parties=3))
    base = a_world(1, parties=0, homes=1, programme=rules)
    parties = (a_party(a_person(), a_person()), a_party(), a_party())
    hosts = {home.host: a_host(id=home.host)}
    every = together(parties, [home], hosts, base.ties, programmes=[rules] * 3, on=base.on)

    assert whole_places(every).tolist() == [1]
    assert shares_rooms(every)
    assert int((standing(every).plan.home >= 0).sum()) == 2
    assert int((standing(every, shared=False).plan.home >= 0).sum()) == 1


@unhurried
@given(seeds)
def test_only_some_candidates_are_the_rest_left_out(seed: int) -> None:
    world = a_world(seed, parties=4, homes=4)
    every = everybody(world, world)
    kept = np.random.default_rng(seed).random(every.lists.home.size) < 0.5

    some = every.only(kept)

    assert some.owner.tolist() == every.owner[kept].tolist()
    assert some.lists.home.tolist() == every.lists.home[kept].tolist()
    assert some.needed.tolist() == every.needed[kept].tolist()
