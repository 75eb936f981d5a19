"""A register kept up home by home answers as one that was encoded anew."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from hearth.core.home import Home
from hearth.core.ids import HomeId
from hearth.core.person import Party
from hearth.core.units import Period
from hearth.engine.against import Against
from hearth.engine.encode import encode
from hearth.engine.encode.kept import KeptHomes
from hearth.engine.shortlist import shortlist
from tests.engine.registers import World, a_world
from tests.engine.worlds import unhurried

MANY = 50


def anew(world: World, party: Party, homes: Sequence[Home]) -> list[tuple[HomeId, int]]:
    """The shortlist of one party over these homes, from nothing."""
    tables = encode([party], homes, world.hosts, world.ties, programme=world.programme, on=world.on)
    found = shortlist(tables.parties, tables.homes, 0, MANY)
    pairs = zip(found.home.tolist(), found.points.tolist(), strict=True)
    return sorted((homes[row].id, points) for row, points in pairs)


@unhurried
@given(st.integers(0, 2**40), st.integers(1, 90))
def test_after_any_changes_the_best_homes_are_those_of_a_fresh_start(
    seed: int, tongues: int
) -> None:
    world, chance = a_world(seed, tongues=tongues), Random(seed)
    there = {home.id: home for home in world.homes if chance.random() < 0.5}
    kept = KeptHomes(
        list(there.values()), world.hosts, world.ties, programme=world.programme, on=world.on
    )
    for id in chance.choices([home.id for home in world.homes], k=8):
        if id in there and chance.random() < 0.5:
            kept.take_away(id)
            del there[id]
        else:
            there[id] = replace(chance.choice(world.homes), id=id)
            kept.put(there[id], world.hosts[there[id].host])
        party = chance.choice(world.parties)

        assert sorted(kept.best(party, MANY)) == anew(world, party, list(there.values()))


@unhurried
@given(st.integers(0, 2**40), st.integers(1, 90))
def test_what_speaks_against_every_home_is_what_the_plain_rules_say(
    seed: int, tongues: int
) -> None:
    world, chance = a_world(seed, tongues=tongues), Random(seed)
    there = {home.id: home for home in world.homes}
    kept = KeptHomes(world.homes, world.hosts, world.ties, programme=world.programme, on=world.on)
    for turn in range(4):
        id = chance.choice([home.id for home in world.homes])
        if turn and id in there and chance.random() < 0.5:
            kept.take_away(id)
            del there[id]
        elif turn:
            there[id] = replace(chance.choice(world.homes), id=id)
            kept.put(there[id], world.hosts[there[id].host])
        party = chance.choice(world.parties)
        shown = list(there) if turn % 2 else chance.sample(list(there), k=len(there))

        found = kept.against(party, shown)

        said = [Counter(world.against(party, there[home])) for home in shown]
        assert [counts(found, at) for at in range(len(shown))] == said
        assert found.fits() == {home for home, codes in zip(shown, said, strict=True) if not codes}


def counts(against: Against, at: int) -> Counter[str]:
    """The reasons against one home, by code."""
    return Counter({code: int(here[at]) for code, here in against.times.items() if here[at]})


def test_a_home_that_comes_with_a_gap_in_its_calendar_is_not_free_across_it() -> None:
    world = a_world(1)
    first, day = world.homes[0], world.on + timedelta(days=9)
    party = replace(world.parties[0], stay=Period(day, day + timedelta(days=30)))
    kept = KeptHomes([first], world.hosts, world.ties, programme=world.programme, on=world.on)
    kept.against(party, [first.id])
    gap = (Period.of_days(day, 1), Period(day + timedelta(days=400)))
    come = replace(first, id=world.homes[1].id, free=gap)

    kept.put(come, world.hosts[come.host])

    assert counts(kept.against(party, [first.id, come.id]), 1)["not_free"] == 1


def test_the_very_same_list_is_asked_of_anew_once_homes_have_come() -> None:
    world = a_world(1)
    first, day = world.homes[0], world.on + timedelta(days=9)
    party = replace(world.parties[0], stay=Period(day, day + timedelta(days=30)))
    later = replace(first, id=world.homes[1].id, free=(Period(day + timedelta(days=400)),))
    pair, hosts = (first, later), world.hosts
    kept = KeptHomes(pair, hosts, world.ties, programme=world.programme, on=world.on)
    asked = [home.id for home in pair]
    before = [counts(kept.against(party, asked), at) for at in range(2)]
    assert before[0]["not_free"] != before[1]["not_free"]

    for home in pair:
        kept.take_away(home.id)
    for home in pair:  # each in the row that was the other's
        kept.put(home, hosts[home.host])

    assert [counts(kept.against(party, asked), at) for at in range(2)] == before
