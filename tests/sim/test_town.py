"""A pretend town: the same for the same seed, valid throughout, and of every sort."""

from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.home import Home, Kind
from hearth.core.host import missing_on
from hearth.core.offer import describe
from hearth.core.person import Feature, Gender, Party, Trait
from hearth.core.programme import EligibilityRule
from hearth.core.rules.eligibility import party_eligible
from hearth.core.ties import Ties
from hearth.sim.hosts import COUNTS_AS_MAN_FROM
from hearth.sim.town import Town, town
from tests.sim.days import ON
from tests.sim.worlds import NAMES, a_town, programme

LARGE = {"homes": 3000, "parties": 1000}


def homes_of(made: Town) -> list[Home]:
    return [each.home for host in made.hosts for each in host.homes]


def parties_of(made: Town) -> list[Party]:
    return [invented.party for invented in made.parties]


def share(facts: Iterable[bool]) -> float:
    answers = list(facts)
    return sum(answers) / len(answers)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_arguments_give_the_same_town(name: str) -> None:
    one, again = (
        town(homes=40, parties=40, seed=7, on=ON, programme=programme(name)) for _ in range(2)
    )

    assert one == again


def test_another_seed_gives_another_town() -> None:
    one, other = a_town(seed=1), a_town(seed=2)

    assert {host.host.id for host in one.hosts}.isdisjoint({host.host.id for host in other.hosts})
    assert one.parties != other.parties


def test_more_parties_leave_the_homes_as_they_are() -> None:
    few, many = a_town(parties=3), a_town(parties=90)

    assert homes_of(few) == homes_of(many)
    assert [h.identity for h in few.hosts] == [h.identity for h in many.hosts]


@given(st.integers(0, 60), st.integers(0, 25), st.integers(0, 10_000), st.sampled_from(NAMES))
@settings(deadline=None, max_examples=60)
def test_a_town_has_as_many_as_were_asked_for(
    homes: int, parties: int, seed: int, name: str
) -> None:
    made = town(homes=homes, parties=parties, seed=seed, on=ON, programme=programme(name))

    assert (len(homes_of(made)), len(made.parties)) == (homes, parties)


def test_fewer_than_no_homes_are_refused() -> None:
    with pytest.raises(InvalidValue, match="-1"):
        town(homes=-1, parties=0, seed=1, on=ON, programme=programme())


def test_every_id_comes_once() -> None:
    made = a_town(**LARGE)
    hosts = [h.host.id for h in made.hosts]
    homes = [home.id for home in homes_of(made)]
    members = [m.id for h in made.hosts for m in h.host.members]
    people = [person.id for party in parties_of(made) for person in party.people]
    ids = [*hosts, *homes, *members, *people, *(party.id for party in parties_of(made))]

    assert len(set(ids)) == len(ids)
    assert {each.version for each in ids} == {4}


def test_every_home_is_its_hosts() -> None:
    assert all(e.home.host == h.host.id for h in a_town(**LARGE).hosts for e in h.homes)


@pytest.mark.parametrize("name", NAMES)
def test_the_programme_is_for_every_party(name: str) -> None:
    made = a_town(homes=60, parties=200, name=name)
    its = programme(name)
    if not its.has_rule(EligibilityRule.name):
        ages = [age for party in parties_of(made) for age in party.ages_on(ON)]
        assert max(age for age in ages if age is not None) >= 18
        return

    refused = [party_eligible(p, its.rule(EligibilityRule)).against for p in parties_of(made)]

    # Somebody may have a birthday between today and the first day of the stay.
    assert share(bool(against) for against in refused) <= 0.03


@pytest.mark.parametrize("name", NAMES)
def test_every_sensitive_period_is_one_the_programme_knows(name: str) -> None:
    people = [p for party in parties_of(a_town(60, 200, name=name)) for p in party.people]
    kinds = {period.kind for person in people for period in person.sensitive}

    assert kinds == {kind.id for kind in programme(name).sensitive_kinds}


@pytest.mark.parametrize("name", NAMES)
def test_most_hosts_are_vetted_and_some_are_not(name: str) -> None:
    its = programme(name)
    lacks = [missing_on(h.host, its.requirements, ON) for h in a_town(name=name).hosts]

    assert 0.8 < share(not lack for lack in lacks) < 0.96
    assert all(len(lack) <= 1 for lack in lacks)
    assert {lack[0].why for lack in lacks if lack} == {"never", "lapsed", "failed"}


def test_an_exemption_is_only_of_what_may_be_waived() -> None:
    its = programme()
    exemptions = [e for h in a_town(**LARGE).hosts for e in h.host.exemptions]

    assert exemptions
    assert {its.requirement(e.requirement).waivable_by for e in exemptions} == {
        its.requirement("training").waivable_by
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_few_homes_are_congregate_with_room_for_many(name: str) -> None:
    homes = homes_of(a_town(name=name))
    congregate = [home for home in homes if home.kind is Kind.CONGREGATE]

    assert 5 <= len(congregate) <= 0.05 * len(homes)
    assert all(sum(room.beds for room in home.rooms) >= 6 for home in congregate)
    assert all(home.parties_max >= 8 for home in congregate)


@pytest.mark.parametrize("name", NAMES)
def test_no_home_is_of_a_kind_the_programme_does_not_know(name: str) -> None:
    kinds = Counter(str(home.kind) for home in homes_of(a_town(name=name)))

    assert set(kinds) == set(programme(name).placement.kinds)
    assert kinds.most_common(1)[0][0] == "host_home"


def test_men_women_and_children_at_home_are_those_of_the_household() -> None:
    for host in a_town(**LARGE).hosts:
        home = [m for m in host.host.members if m.lives_in]
        men = any(m.gender is Gender.MAN and m.is_over(COUNTS_AS_MAN_FROM, ON) for m in home)
        for each in host.homes:
            private = each.home.kind is not Kind.CONGREGATE
            assert (Feature.MEN in each.home.features) == men or not private
            children = any(not m.is_over(18, ON) for m in home)
            assert (Feature.CHILDREN in each.home.features) == children or not private


def test_homes_are_of_every_sort() -> None:
    homes = homes_of(a_town(**LARGE))
    private = [home for home in homes if home.kind is not Kind.CONGREGATE]
    rooms = Counter(len(home.rooms) for home in private)
    beds = [sum(room.beds for room in home.rooms) for home in private]

    for feature in Feature:
        assert 0.05 < share(feature in home.features for home in homes) < 0.95, feature
    assert set(rooms) == {1, 2, 3, 4, 5, 6}
    assert rooms[1] > rooms[4] > 0
    assert {home.parties_max for home in private} == {1, 2, 3, 4}
    assert sum(count >= 11 for count in beds) >= 20


def test_most_homes_are_free_for_long_and_some_never() -> None:
    homes = homes_of(a_town(**LARGE))

    open_now = share(any(p.end is None and p.covers(ON) for p in home.free) for home in homes)
    assert 0.6 < open_now < 0.85
    assert 0.02 < share(not home.free for home in homes) < 0.08
    assert share(len(home.free) > 1 for home in homes) > 0.08


def test_free_periods_of_a_home_do_not_touch() -> None:
    for home in homes_of(a_town(**LARGE)):
        for before, after in pairwise(home.free):
            assert not before.meets(after)


@pytest.mark.parametrize("trait", Trait)
def test_most_hosts_can_take_whoever_comes(trait: Trait) -> None:
    hosts = [h.host for h in a_town(**LARGE).hosts]

    assert share(trait not in host.accepts.not_traits for host in hosts) > 0.6


def test_parties_are_small_and_large_and_bring_everything() -> None:
    parties = parties_of(a_town(**LARGE))
    sizes = Counter(len(party.people) for party in parties)

    assert set(sizes) == {1, 2, 3, 4, 5, 6}
    assert sizes[1] > 0.5 * len(parties)
    assert {trait for party in parties for trait in party.traits} == set(Trait)
    assert {party.tier for party in parties} == {0, 1, 2}


def test_nobody_refuses_what_they_need() -> None:
    people = [person for party in parties_of(a_town(**LARGE)) for person in party.people]

    assert not [p.id for p in people if p.needs & p.refusals.features]


def test_parents_are_older_than_their_children_and_children_are_minors() -> None:
    for party in parties_of(a_town(**LARGE)):
        age = {person.id: person.age_on(ON) or 0 for person in party.people}
        for relation in party.relations:
            if relation.bond == "parent_child":
                assert age[relation.other] < 18 <= age[relation.one]
                assert age[relation.one] - age[relation.other] >= 16


def test_fears_refusals_dangers_and_wishes_are_all_there() -> None:
    heads = [party.people[0] for party in parties_of(a_town(**LARGE))]
    wishes = [party.wishes for party in parties_of(a_town(**LARGE))]

    assert 0.45 < share("congregate" in p.refusals.kinds for p in heads) < 0.75
    for there in (
        [bool(p.fears) for p in heads],
        [bool(p.hostile) for p in heads],
        [bool(p.dangers) for p in heads],
        [bool(p.sensitive) for p in heads],
        [bool(p.refusals.features) for p in heads],
        [bool(p.refusals.areas) for p in heads],
        [bool(p.refusals.hosts) for p in heads],
        [bool(p.refusals.homes) for p in heads],
        [wish.within_km is not None for wish in wishes],
    ):
        assert 0.005 < share(there) < 0.5


def test_hostile_people_are_in_households_and_at_every_degree() -> None:
    made = a_town(**LARGE)
    ties = Ties.of(made.ties)
    circle = frozenset(m.id for h in made.hosts for m in h.host.members)
    hostile = {who for party in parties_of(made) for who in party.hostile}

    degrees = Counter(ties.degrees(circle, frozenset({who}), 3) for who in hostile)

    assert set(degrees) == {0, 1, 2, 3, None}


def test_some_households_are_hostile_to_somebody_who_waits() -> None:
    made = a_town(**LARGE)
    waiting = {who for party in parties_of(made) for who in party.circle}
    hostile_to = {who for h in made.hosts for who in h.host.hostile_to}

    assert hostile_to
    assert hostile_to <= waiting


def test_almost_every_home_can_be_described_so_that_five_are_alike() -> None:
    homes = homes_of(a_town(**LARGE))
    ladder = [["kind", "area", "rooms"], ["kind", "area"]]
    hidden = 0
    for home in homes[::25]:
        try:
            describe(home, homes, ladder)
        except RuleBroken:
            hidden += 1

    assert hidden <= 0.05 * len(homes[::25])


def test_what_the_rules_may_know_holds_no_name_and_no_street() -> None:
    made = a_town()
    known = "".join(repr((h.host, [e.home for e in h.homes])) for h in made.hosts)
    known += "".join(repr(party) for party in parties_of(made))
    names = {h.identity.name for h in made.hosts} | {w.name for p in made.parties for w in p.people}
    places = {
        text for h in made.hosts for e in h.homes for text in (e.address.street, e.address.town)
    }

    assert not [word for word in names | places if word in known]


def test_the_people_of_a_party_stand_in_the_order_of_their_names() -> None:
    for invented in a_town().parties:
        born = [person.born_on for person in invented.party.people]
        assert [identity.born_on for identity in invented.people] == born
