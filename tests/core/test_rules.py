"""What must hold of the hard rules together, for everybody."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearth.core.audience import STAFF, Audience
from hearth.core.decision import Decision, Reason
from hearth.core.errors import InvalidValue
from hearth.core.home import Home, Kind
from hearth.core.host import Acceptance, Evidence, Host, Outcome
from hearth.core.person import Bond, Feature, Gender, Party, Refusals, Relation, Trait, Wishes
from hearth.core.place import Danger, Place
from hearth.core.programme import LastResortRule, Programme, RoomStandard, Scope
from hearth.core.programme_file import bundled
from hearth.core.rules import HARD_RULES, may_host, rules_of
from hearth.core.rules.pair import LastResort, Pair
from hearth.core.sensitive import SensitivePeriod
from hearth.core.ties import Tie, TieKind, Ties
from hearth.core.units import Period
from tests.builders import (
    TODAY,
    a_home,
    a_host,
    a_member,
    a_pair,
    a_party,
    a_person,
    a_person_id,
    a_programme,
    a_requirement,
    a_room,
    a_sensitive_kind,
    aged,
    rules_with,
)

EVERYBODY = [a_person_id() for _ in range(6)]
some = st.frozensets(st.sampled_from(EVERYBODY), max_size=2)
features = st.frozensets(st.sampled_from([Feature.PETS, Feature.STEP_FREE, Feature.MEN]))
births = st.none() | st.integers(0, 70).map(aged)
spots = st.builds(Place, st.floats(60, 60.3), st.just(25.0))
words = st.frozensets(st.sampled_from(["dari", "welsh", "tamil"]), max_size=2)
times = st.builds(
    lambda n, long: Period.of_days(TODAY + timedelta(n), long),
    st.integers(-60, 60),
    st.integers(0, 200),
)
heats = st.builds(
    lambda n: SensitivePeriod(kind="heat", first=TODAY + timedelta(n), days=5, every_days=28),
    st.integers(-40, 40),
)


def people(least: int = 1) -> st.SearchStrategy[list[Any]]:
    one = st.builds(
        a_person,
        born_on=births,
        gender=st.sampled_from(Gender),
        needs=features,
        traits=st.frozensets(st.sampled_from(Trait), max_size=2),
        fears=some,
        hostile=some,
        kin=some,
        refusals=st.builds(
            Refusals, features=features, areas=st.frozensets(st.sampled_from(["Hill"]))
        ),
        dangers=st.lists(st.builds(Danger, spots, st.floats(0, 30)), max_size=1).map(tuple),
        languages=words,
        sensitive=st.lists(heats, max_size=1).map(tuple),
    )
    return st.lists(one, min_size=least, max_size=3)


@st.composite
def parties(draw: st.DrawFn) -> Party:
    found = draw(people())
    bond = draw(st.none() | st.sampled_from(Bond))
    related = bond is not None and len(found) > 1
    return a_party(
        *found,
        stay=draw(times),
        relations=frozenset({Relation(found[0].id, found[1].id, bond)} if related else ()),
        wishes=draw(st.builds(Wishes, near=spots, within_km=st.none() | st.floats(0, 40))),
    )


homes: st.SearchStrategy[Home] = st.builds(
    a_home,
    kind=st.sampled_from(Kind),
    area=st.sampled_from(["", "Hill"]),
    place=st.none() | spots,
    rooms=st.lists(st.builds(a_room, st.integers(0, 3)), max_size=3).map(tuple),
    features=features,
    free=st.lists(times, max_size=2).map(tuple),
    parties_max=st.integers(0, 2),
    parties_now=st.integers(0, 2),
)
papers = st.builds(
    Evidence,
    requirement=st.just("home-visit"),
    on=st.integers(-500, 10).map(lambda n: TODAY + timedelta(n)),
    outcome=st.sampled_from(Outcome),
)
hosts: st.SearchStrategy[Host] = st.builds(
    a_host,
    members=st.lists(
        st.builds(a_member, id=st.sampled_from(EVERYBODY), born_on=births), max_size=2
    ).map(tuple),
    evidence=st.lists(papers, max_size=2).map(tuple),
    accepts=st.builds(
        Acceptance,
        age_max=st.none() | st.integers(20, 60),
        size_max=st.none() | st.integers(1, 3),
        genders=st.frozensets(st.sampled_from(Gender)),
        not_traits=st.frozensets(st.sampled_from(Trait), max_size=2),
    ),
    languages=words,
    hostile_to=some,
    paused=st.lists(times, max_size=1).map(tuple),
)
known_ties = st.lists(
    st.permutations(EVERYBODY).map(lambda two: Tie(two[0], two[1], TieKind.ACQUAINTANCE)),
    max_size=4,
).map(Ties.of)
resorts = st.none() | st.builds(
    LastResort,
    reason=st.just("no home fits"),
    agreed_by_person=st.booleans(),
    out_by=st.integers(-5, 90).map(lambda n: TODAY + timedelta(n)),
)
pairs: st.SearchStrategy[Pair] = st.builds(
    Pair,
    party=parties(),
    home=homes,
    host=hosts,
    on=st.just(TODAY),
    ties=known_ties,
    requirements=st.just((a_requirement(), a_requirement("dbs", scope=Scope.EVERY_ADULT))),
    sensitive_kinds=st.just({"heat": a_sensitive_kind(bars_homes=("pets",))}),
    last_resort=resorts,
)
programmes: st.SearchStrategy[Programme] = st.builds(
    lambda degrees, standard, age_max, size: a_programme(
        rules=rules_with(
            degrees=degrees,
            standard=standard,
            age_max=age_max,
            party_size_max=size,
            unaccompanied_minors=False,
        )
    ),
    st.integers(0, 3),
    st.sampled_from(RoomStandard),
    st.none() | st.integers(18, 60),
    st.none() | st.integers(1, 3),
)


@settings(max_examples=300)
@given(pair=pairs, programme=programmes)
def test_no_reason_ever_reaches_the_host_and_each_has_a_reader(
    pair: Pair, programme: Programme
) -> None:
    decision = may_host(pair, programme)

    assert decision.for_(Audience.HOST) == ()
    assert all(decision.for_(Audience.CASEWORKER)) or decision.allowed
    assert all(Audience.CASEWORKER in reason.told_to for reason in decision.against)


@given(pair=pairs, degrees=st.integers(0, 3))
def test_whoever_is_too_near_at_few_degrees_is_too_near_at_more(pair: Pair, degrees: int) -> None:
    def hostile(degrees: int) -> bool:
        rules = [r for r in rules_with(degrees=degrees) if r.name == "hostility"]
        return not may_host(pair, a_programme(rules=tuple(rules))).allowed

    assert not hostile(degrees) or hostile(degrees + 1)


@given(pair=pairs, programme=programmes)
def test_a_decision_keeps_what_every_rule_says_in_the_order_of_the_rules(
    pair: Pair, programme: Programme
) -> None:
    one_by_one = [rule.check(pair, terms) for rule, terms in rules_of(programme)]

    assert may_host(pair, programme) == Decision.all_of(one_by_one)
    assert len(one_by_one) == len(HARD_RULES)


@given(pair=pairs)
def test_a_service_with_no_rules_bars_nobody(pair: Pair) -> None:
    assert may_host(pair, a_programme(rules=())).allowed


def test_an_ordinary_party_may_live_in_an_ordinary_home() -> None:
    assert may_host(a_pair(), a_programme()).allowed


def test_a_last_resort_says_why() -> None:
    with pytest.raises(InvalidValue, match="reason"):
        LastResort(reason=" ", agreed_by_person=True, out_by=TODAY)


def test_a_reason_for_nobody_cannot_be_given() -> None:
    with pytest.raises(InvalidValue, match="nobody"):
        Reason("hostility", frozenset())


def test_a_reason_does_not_exist_for_whom_it_is_not() -> None:
    decision = Decision.no("hostility", STAFF)

    assert decision.for_(Audience.RESIDENT) == ()
    assert [r.code for r in decision.for_(Audience.LEAD)] == ["hostility"]
    assert not decision.allowed


@pytest.mark.parametrize("programme", bundled(), ids=lambda programme: programme.ref)
def test_a_programme_that_ships_speaks_of_rules_homes_and_features_that_exist(
    programme: Programme,
) -> None:
    last = programme.rule(LastResortRule)

    assert {rule.name for rule in programme.rules} <= {rule.name for rule in HARD_RULES}
    assert {*programme.placement.kinds, *last.kinds} <= set(Kind)
    assert {f for kind in programme.sensitive_kinds for f in kind.bars_homes} <= set(Feature)


@pytest.mark.parametrize("programme", bundled(), ids=lambda programme: programme.ref)
def test_in_every_service_a_home_nobody_vetted_is_barred_and_a_vetted_one_is_not(
    programme: Programme,
) -> None:
    home, member = a_home(), a_member()
    papers = tuple(
        Evidence(
            requirement=asked.id,
            on=TODAY,
            subject=None if asked.scope in (Scope.HOME, Scope.HOST) else member.id,
        )
        for asked in programme.requirements
    )
    party = a_party(a_person(born_on=aged(20)))
    said: dict[str, Any] = {"party": party, "home": home, "requirements": programme.requirements}
    vetted = a_host(id=home.host, members=(member,), evidence=papers)

    assert may_host(a_pair(host=vetted, **said), programme).allowed
    barred = may_host(a_pair(host=a_host(id=home.host), **said), programme)
    assert {reason.code for reason in barred.against} == {"vetting_never"}
