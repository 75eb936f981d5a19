"""Homes to look for: each number holds when solved again, and nobody who waits is pointed at."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.actions.matching.match_all import plan_for
from hearth.core.card import TOLD_TRAITS
from hearth.core.errors import InvalidValue, Sealed
from hearth.core.home import Home, Room
from hearth.core.host import Host, asked_before
from hearth.core.person import Feature, Party, Refusals, Trait, Wishes
from hearth.core.place import Danger, Place
from hearth.core.programme import Before
from hearth.queries.matching import described, recruit
from hearth.queries.matching.described import (
    SHAPES,
    SHARED_BY,
    Description,
    asked_of,
    centres,
    home_of,
)
from hearth.queries.matching.recruit import Recruiting, Wanted, advise, wanted
from hearth.store.hosts import Register
from hearth.store.models import EntryRow, OfferRow
from hearth.store.waiting import Waiting
from tests.builders import MOMENT, TODAY, a_home, a_host, a_party, a_person, a_programme, rules_with
from tests.engine.registers import World, a_world
from tests.engine.worlds import unhurried
from tests.service import a_service

seeds = st.integers(0, 2**40)
ONE_EACH = a_programme(rules=rules_with(parties=1))
LATER = MOMENT + timedelta(hours=1)


def register_of(world: World, *more: tuple[Home, Host]) -> Register:
    homes = [*world.homes, *(home for home, _ in more)]
    hosts = dict(world.hosts) | {host.id: host for _, host in more}
    return Register({home.id: home for home in homes}, hosts, world.ties)


def waiting_in(world: World) -> Waiting:
    return Waiting(world.on, world.parties, [world.programme] * len(world.parties))


def advice(world: World, most: int = 10) -> Recruiting:
    return advise(waiting_in(world), register_of(world), most=most)


def placed(world: World, *more: tuple[Home, Host]) -> tuple[int, int]:
    """Parties, and people, that the plan for everybody places with these homes more."""
    plan = plan_for(waiting_in(world), register_of(world, *more))
    inside = {one.party for one in plan.placed}
    sizes = [len(party.people) for party in world.parties if party.id in inside]
    return len(sizes), sum(sizes)


def such_a_home(world: World, one: Description, chance: Random) -> tuple[Home, Host]:
    """A home as described, with whatever was not said of it either way."""
    requirements = asked_before(Before.OFFER, world.programme.requirements)
    home, host = home_of(one, centres(world.homes), requirements, world.on)
    unsaid = sorted(set(Feature) - set(one.has) - set(one.without))
    more = frozenset(feature for feature in unsaid if chance.random() < 0.5)
    languages = host.languages | ({"tongue 77"} if chance.random() < 0.5 else set())
    return replace(home, features=home.features | more), replace(host, languages=languages)


def told_of_one(world: World) -> Recruiting:
    """The advice where one party's needs may be told: small worlds have no five who share any."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (described, recruit):
            patch.setattr(module, "SHARED_BY", 1)
        return advice(world)


@unhurried
@given(seeds)
def test_each_number_holds_when_such_a_home_is_entered_and_all_is_solved_again(seed: int) -> None:
    world, chance = a_world(seed, parties=6, homes=4, programme=ONE_EACH), Random(seed)

    found = told_of_one(world)

    before, _ = placed(world)
    assert found.placed == before
    assert found.exact
    homes = [such_a_home(world, one.description, chance) for one in found.wanted]
    for one, home in zip(found.wanted, homes, strict=True):
        assert placed(world, home)[0] >= before + one.parties
        assert one.parties <= one.parties_by_ten
    assert placed(world, *homes)[0] >= before + found.parties_together


@unhurried
@given(seeds, st.booleans())
def test_a_home_as_bare_as_it_is_described_places_so_many_and_no_more(
    seed: int, tiers: bool
) -> None:
    world = plainly(a_world(seed, parties=6, homes=3, programme=ONE_EACH), tiers)

    found = told_of_one(world)

    before, _ = placed(world)
    requirements = asked_before(Before.OFFER, world.programme.requirements)
    for one in found.wanted:
        home = home_of(one.description, centres(world.homes), requirements, world.on)
        assert placed(world, home)[0] == before + one.parties


def plainly(world: World, tiers: bool) -> World:
    """The same, where nobody keeps away from anything, so that a bare home is a careful one."""
    parties = tuple(
        replace(
            party,
            people=tuple(replace(one, refusals=Refusals(), sensitive=()) for one in party.people),
            tier=party.tier if tiers else 0,
        )
        for party in world.parties
    )
    return replace(world, parties=parties)


# --- what a description may say ------------------------------------------------------------------


@unhurried
@given(seeds)
def test_nothing_is_named_that_fewer_than_five_ask_for(seed: int) -> None:
    world = a_world(seed, parties=24, homes=4)
    parties = world.parties
    areas = {home.area for home in world.homes}
    for one in advice(world).wanted:
        said = one.description
        for feature in said.has:
            assert sum(feature in party.needs for party in parties) >= SHARED_BY
        for feature in said.without:
            assert sum(keeps_away(party, feature, world) for party in parties) >= SHARED_BY
        for trait in said.accepts:
            assert trait in TOLD_TRAITS
            assert sum(trait in party.traits for party in parties) >= SHARED_BY
        for language in said.languages:
            assert sum(language in party.languages for party in parties) >= SHARED_BY
        assert said.area in areas | {""}
        assert one.fits >= SHARED_BY
        assert one.fits % SHARED_BY == 0


def keeps_away(party: Party, feature: Feature, world: World) -> bool:
    return feature in described.kept_away(party, world.programme)


def a_town(*parties: Party, homes: Sequence[Home] = ()) -> World:
    """These parties, and homes that nothing speaks against."""
    hosts = {home.host: a_host(id=home.host) for home in homes}
    base = a_world(1, parties=0, homes=1, programme=ONE_EACH)
    return replace(base, parties=parties, homes=tuple(homes), hosts=hosts)


def test_whoever_asks_for_something_alone_is_counted_and_not_described() -> None:
    ordinary = [a_party() for _ in range(6)]
    rare = a_party(a_person(needs=frozenset({Feature.STEP_FREE})))

    with_them, without_them = advice(a_town(*ordinary, rare)), advice(a_town(*ordinary))

    assert words(with_them) == words(without_them) == [("anywhere", "1 room with 1 bed")]
    assert (with_them.not_told, without_them.not_told) == (1, 0)


def words(found: Recruiting) -> list[tuple[str, ...]]:
    return [one.description.words for one in found.wanted]


def test_five_who_ask_for_the_same_are_described() -> None:
    parties = [a_party(a_person(needs=frozenset({Feature.STEP_FREE}))) for _ in range(5)]

    (one,) = advice(a_town(*parties)).wanted

    assert one == Wanted(
        Description("", (1,), has=(Feature.STEP_FREE,)),
        parties=1,
        people=1,
        parties_by_ten=5,
        people_by_ten=5,
        fits=5,
    )


def test_rooms_are_told_no_larger_than_five_parties_need() -> None:
    family = a_party(*(a_person() for _ in range(4)))
    pairs = [a_party(a_person(), a_person()) for _ in range(5)]

    found = advice(a_town(*pairs, family))

    assert {one.description.rooms for one in found.wanted} <= {(1,), (2,), (1, 1)}
    assert found.not_told == 1


@pytest.mark.parametrize(
    "said",
    [
        {"traits": frozenset({Trait.FLEEING})},
        {"traits": frozenset({Trait.PREGNANT})},
        {"traits": frozenset({Trait.DISABILITY, Trait.VETERAN})},
        {"fears": frozenset({a_person().id})},
        {"hostile": frozenset({a_person().id})},
        {"refusals": Refusals(areas=frozenset({"harbour"}))},
        {"refusals": Refusals(hosts=frozenset({a_home().host}))},
        {"dangers": (Danger(Place(50.0, 10.0), 5.0),)},
    ],
)
def test_what_somebody_flees_is_in_no_description(said: dict[str, Any]) -> None:
    full = [a_home(area="north", place=Place(52.0, 10.0), free=()) for _ in range(2)]
    ordinary = a_town(*(a_party() for _ in range(9)), homes=full)
    fleeing = a_town(*(a_party(a_person(**said)) for _ in range(9)), homes=full)

    told = {part for line in words(advice(fleeing)) for part in line}

    assert told <= {"in north", *(part for line in words(advice(ordinary)) for part in line)}
    assert told


def test_a_place_is_an_area_of_the_register_and_nothing_finer() -> None:
    near = Wishes(near=Place(52.01, 10.0), within_km=6.0)
    full = [a_home(area="north", place=Place(52.0 + at / 1000, 10.0), free=()) for at in range(3)]
    world = a_town(*(a_party(wishes=near) for _ in range(5)), homes=full)

    (one,) = advice(world).wanted

    assert one.description.words == ("in north", "1 room with 1 bed")
    assert centres(world.homes) == {"north": Place(52.001, 10.0)}


def test_what_is_not_said_of_a_home_may_be_either_way() -> None:
    away = Refusals(features=frozenset({Feature.MEN}))
    parties = [a_party(a_person(refusals=away)) for _ in range(5)]
    others = [a_party() for _ in range(5)]

    every_one = advice(a_town(*parties, *others)).wanted
    fits = {one.description.without: one.fits for one in every_one}

    assert fits == {(Feature.MEN,): 10, (): 5}


def test_a_host_is_asked_for_a_language_that_many_hosts_speak() -> None:
    party = a_party(a_person(languages=frozenset({"ar", "en"})))

    assert asked_of(party, ONE_EACH, {}, ["fr", "en"])[0].languages == ("en",)
    assert asked_of(party, ONE_EACH, {}, ["fr"])[0].languages == ("ar",)
    assert asked_of(a_party(), ONE_EACH, {}, ["fr"])[0].languages == ()


def test_two_descriptions_in_one_home_are_both() -> None:
    first = Description("x", (2,), has=(Feature.KITCHEN,), accepts=(Trait.PETS,))
    second = Description("x", (1, 1), without=(Feature.KITCHEN,), languages=("ar",))

    both = first.with_(second)

    assert both == Description(
        "x", (1, 1), (Feature.KITCHEN,), (Feature.KITCHEN,), ("ar",), (Trait.PETS,)
    )
    assert not both.is_possible
    assert first.is_possible


def test_each_shape_of_rooms_does_for_whoever_the_shapes_before_it_do_for() -> None:
    def beds(shape: tuple[int, ...]) -> Iterator[int]:
        return iter(sorted(shape, reverse=True))

    for smaller, larger in pairwise(SHAPES):
        assert sum(smaller) < sum(larger) or len(smaller) < len(larger)
        if len(smaller) == len(larger):
            assert all(a <= b for a, b in zip(beds(smaller), beds(larger), strict=True))


# --- asked of a service --------------------------------------------------------------------------


def test_whom_the_programme_is_not_for_no_home_is_looked_for() -> None:
    grown = a_programme(rules=rules_with(age_max=20))
    world = replace(a_town(*(a_party() for _ in range(6))), programme=grown)

    found = advice(world)

    assert (found.wanted, found.outside, found.not_told) == ((), 6, 0)


def test_nobody_who_waits_needs_no_home() -> None:
    found = advice(a_town())

    assert (found.parties, found.placed, found.wanted, found.not_told) == (0, 0, (), 0)


def test_a_number_of_homes_is_none_or_more() -> None:
    assert advice(a_town(*(a_party() for _ in range(5))), most=0).wanted == ()
    with pytest.raises(InvalidValue, match="looked for"):
        advice(a_town(), most=-1)


@pytest.mark.django_db
def test_asking_offers_nothing_and_is_written_down() -> None:
    service = a_service(homes=2)
    for _ in range(8):
        service.open_case()

    found = wanted(by=service.duty, now=LATER)

    assert (found.parties, found.placed, found.people_placed) == (8, 2, 2)
    assert [(one.parties, one.parties_by_ten, one.fits) for one in found.wanted] == [(1, 6, 5)]
    assert found.parties_together == 1
    assert not OfferRow.objects.exists()
    assert EntryRow.objects.filter(act="recruit.asked").count() == 1


@pytest.mark.django_db
def test_who_may_not_read_the_register_learns_nothing() -> None:
    service = a_service(homes=1)
    opened = service.open_case()

    with pytest.raises(Sealed):
        wanted(by=opened.resident, now=LATER)


def test_a_described_home_is_a_whole_home_of_the_core() -> None:
    one = Description("north", (2, 1), has=(Feature.KITCHEN,), accepts=(Trait.PETS,))

    home, host = home_of(one, {"north": Place(1.0, 2.0)}, (), TODAY)

    assert (home.area, home.place, home.rooms) == ("north", Place(1.0, 2.0), (Room(2), Room(1)))
    assert home.features == {Feature.KITCHEN}
    assert host.accepts.not_traits == TOLD_TRAITS - {Trait.PETS}
    assert host.id == home.host


def test_a_home_anywhere_has_no_place_and_counts_nobody_to_whom_a_place_matters() -> None:
    anywhere = Description("", (1,))
    fleeing = [a_party(a_person(dangers=(Danger(Place(50.0, 10.0), 5.0),))) for _ in range(5)]
    full = [a_home(area="north", place=Place(52.0, 10.0), free=())]
    world = a_town(*fleeing, *(a_party() for _ in range(5)), homes=full)

    fits = {one.description.area: one.fits for one in advice(world).wanted}

    assert home_of(anywhere, {"north": Place(52.0, 10.0)}, (), TODAY)[0].place is None
    assert fits["north"] == 10
    assert fits.get("", 5) == 5
