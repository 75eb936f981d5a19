"""The tables say of every pair what the rules say, in words; neither more nor less."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.home import Room
from hearth.core.host import Acceptance
from hearth.core.person import Bond, Gender
from hearth.core.programme import RoomStandard
from hearth.core.rooms import Sleeper, Sleeping, persons_counted, persons_permitted, rooms_needed
from hearth.engine.encode import encode
from tests.builders import TODAY, a_home, a_host, a_party, a_person, a_programme, rules_with
from tests.engine.registers import World, a_world
from tests.engine.worlds import fitting, unhurried

seeds = st.integers(0, 2**40)


def disagreements(world: World) -> Iterator[tuple[int, int, bool, list[str]]]:
    """Pairs on which tables and rules differ: party, home, what the tables say, what speaks."""
    tables = encode(
        world.parties,
        world.homes,
        world.hosts,
        world.ties,
        programme=world.programme,
        on=world.on,
    )
    said = fitting(tables.parties, tables.homes)
    for (i, party), (j, home) in product(enumerate(world.parties), enumerate(world.homes)):
        against = world.against(party, home)
        if bool(said[i, j]) == bool(against):
            yield i, j, bool(said[i, j]), against


@unhurried
@given(seeds)
def test_the_tables_allow_exactly_what_the_rules_allow(seed: int) -> None:
    assert not list(disagreements(a_world(seed)))


@unhurried
@given(seeds)
def test_so_they_do_where_a_hundred_languages_are_spoken(seed: int) -> None:
    assert not list(disagreements(a_world(seed, parties=40, homes=3, tongues=90)))


def test_the_invented_worlds_break_every_rule_by_itself_and_allow_much() -> None:
    alone: Counter[str] = Counter()
    for seed in range(400):
        world = a_world(seed)
        for party, home in product(world.parties, world.homes):
            against = set(world.against(party, home))
            if len(against) < 2:
                alone[next(iter(against), "allowed")] += 1

    assert alone["allowed"] > 100
    rare = {
        "hostility",
        "fear",
        "refused_area",
        "refused_home",
        "refused_feature",
        "vetting_never",
        "vetting_lapsed",
        "host_paused",
        "beds",
        "rooms_cannot_be_shared",
        "host_gender_limit",
        "host_size_limit",
        "host_age_limit",
        "not_free",
        "too_far",
        "too_near_danger",
        "no_common_language",
        "party_too_large",
        "age_not_served",
        "minor_alone",
        "home_full",
        "period_bars_move",
        "last_resort",
    }
    assert not rare - alone.keys()


def test_a_person_not_born_on_the_first_day_fails_a_limit_of_age_and_no_more() -> None:
    child = a_person(born_on=TODAY + timedelta(30))
    party = a_party(a_person(), child)
    room = (Room(2),)
    free, limited = a_home(rooms=room), a_home(rooms=room)
    hosts = {
        free.host: a_host(id=free.host),
        limited.host: a_host(id=limited.host, accepts=Acceptance(age_max=60)),
    }
    programme = a_programme(rules=rules_with(degrees=0))
    world = replace(
        a_world(1, programme=programme), parties=(party,), homes=(free, limited), hosts=hosts
    )

    assert [world.against(party, home) for home in world.homes] == [[], ["host_age_limit"]]
    assert not list(disagreements(world))


def brute_force(sleeping: Sleeping, rooms: Sequence[Room], standard: RoomStandard) -> int | None:
    """The fewest rooms such that any so many of these will do, by trying every way there is."""
    for count in range(1, len(rooms) + 1):
        if all(_sleeps(sleeping, some, standard) for some in combinations(rooms, count)):
            return count
    return None


def _sleeps(sleeping: Sleeping, rooms: Sequence[Room], standard: RoomStandard) -> bool:
    spacious = persons_counted(sleeping.sleepers) <= persons_permitted(rooms)
    if standard is RoomStandard.HOUSING_ACT_1985 and not spacious:
        return False
    people = range(len(sleeping.sleepers))
    return any(
        all(where.count(at) <= room.beds for at, room in enumerate(rooms))
        and all(
            where[one] != where[other] or sleeping.may_share(one, other, standard)
            for one, other in combinations(people, 2)
        )
        for where in product(range(len(rooms)), repeat=len(sleeping.sleepers))
    )


def some_sleepers(chance: Random) -> Sleeping:
    """One to four people, with bonds between some."""
    count = chance.randint(1, 4)
    sleepers = tuple(
        Sleeper(chance.choice([None, 0, 5, 11, 30]), chance.choice(list(Gender)))
        for _ in range(count)
    )
    pairs = [pair for pair in combinations(range(count), 2) if chance.random() < 0.5]
    return Sleeping(sleepers, frozenset((*pair, chance.choice(list(Bond))) for pair in pairs))


@pytest.mark.parametrize("standard", list(RoomStandard))
@unhurried
@given(seed=seeds)
def test_rooms_needed_are_the_fewest_of_which_any_will_do(
    standard: RoomStandard, seed: int
) -> None:
    chance = Random(seed)
    sleeping = some_sleepers(chance)
    rooms = [
        Room(chance.randint(0, 3), chance.choice([None, 4.0, 6.0, 9.0, 11.0]))
        for _ in range(chance.randint(0, 4))
    ]

    assert rooms_needed(sleeping, rooms, standard) == brute_force(sleeping, rooms, standard)
