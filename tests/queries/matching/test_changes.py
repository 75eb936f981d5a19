"""The smallest single change that opens more homes, counted again with the change made."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearth.core.errors import InvalidValue, NotFound, Sealed
from hearth.core.ids import HomeId
from hearth.core.person import Feature, Party, Wishes
from hearth.core.place import Place
from hearth.core.units import Period
from hearth.queries.matching.changes import GUARDING, Change, Whose, changes, opening
from hearth.store.hosts import Register
from tests.builders import (
    MOMENT,
    TODAY,
    a_home,
    a_host,
    a_party,
    a_person,
    a_programme,
    a_room,
    an_id,
    rules_with,
)
from tests.engine.registers import World, a_world
from tests.engine.worlds import unhurried
from tests.service import a_service

seeds = st.integers(0, 2**40)
HOME_KINDS = {
    "host_genders": {"host_gender_limit"},
    "host_ages": {"host_age_limit"},
    "host_size": {"host_size_limit"},
    "interpreter": {"no_common_language"},
}


def found_for(world: World, party: Party, more: int = 1) -> tuple[Change, ...]:
    register = Register({home.id: home for home in world.homes}, world.hosts, world.ties)
    return changes(party, register, world.programme, world.on, more=more)


def may_host(world: World, party: Party) -> set[HomeId]:
    return {home.id for home in world.homes if not world.against(party, home)}


def changed(party: Party, change: Change) -> Party:
    """The party with a change of its own made, by hand."""
    stay = party.stay
    if change.kind == "farther":
        return replace(party, wishes=replace(party.wishes, within_km=float(change.size)))
    if change.kind == "later":
        first = stay.first + timedelta(change.size)
        end = None if stay.end is None else stay.end + timedelta(change.size)
        return replace(party, stay=Period(first, end))
    if change.kind == "shorter":
        end = (stay.end or date.max) - timedelta(change.size)
        return replace(party, stay=Period(stay.first, end))
    need = Feature(change.kind.removeprefix("without_"))
    people = tuple(replace(one, needs=one.needs - {need}) for one in party.people)
    return replace(party, people=people)


@unhurried
@given(seeds, st.integers(1, 3))
def test_a_partys_change_opens_and_closes_what_the_rules_say_when_asked_again(
    seed: int, more: int
) -> None:
    world = a_world(seed, homes=6)
    for party in world.parties:
        before = may_host(world, party)
        for change in found_for(world, party, more):
            if change.whose is Whose.PARTY:
                after = may_host(world, changed(party, change))
                assert set(change.opens) == after - before
                assert change.closes == len(before - after)
                assert change.opens


@unhurried
@given(seeds)
def test_a_homes_change_is_asked_of_every_home_that_fails_by_that_reason_alone(
    seed: int,
) -> None:
    world = a_world(seed, homes=6)
    for party in world.parties:
        ages = party.ages_on(party.stay.first)
        told = {home.id: set(world.against(party, home)) for home in world.homes}
        found = {one.kind: set(one.opens) for one in found_for(world, party, more=6)}
        kinds = dict(HOME_KINDS)
        kinds |= {f"put_in_{need}": {f"needs_{need}"} for need in party.needs}
        kinds |= {f"host_takes_{trait}": {f"host_cannot_take_{trait}"} for trait in party.traits}
        for kind, codes in kinds.items():
            alone = {home for home, against in told.items() if against == codes}
            if kind == "host_ages" and any(age is None or age < 0 for age in ages):
                alone = set()  # no limit can be moved to an age that nobody knows
            assert found.pop(kind, set()) == alone
        rooms = found.pop("one_more_room", set())
        assert all(told[home] <= {"beds", "rooms_cannot_be_shared"} for home in rooms)
        full = found.pop("parties_in_home", set())
        assert all(told[home] == {"home_full"} for home in full)
        assert all(kind in PARTYS or kind.startswith("without_") for kind in found)


PARTYS = {"farther", "later", "shorter"}


@unhurried
@given(seeds)
def test_nothing_that_protects_is_given_up(seed: int) -> None:
    world = a_world(seed, homes=6)
    guarded = ("hostility", "fear", "refused_", "vetting_", "host_paused", "too_near", "period_")
    for party in world.parties:
        told = {home.id: world.against(party, home) for home in world.homes}
        for change in found_for(world, party):
            assert change.kind not in {f"without_{need}" for need in GUARDING}
            if change.kind in {"later", "shorter"}:
                continue  # the days are other days: what holds on them is asked again above
            for home in change.opens:
                assert not [code for code in told[home] if code.startswith(guarded)]


def on_a_line(*km: float, within: float = 20.0) -> tuple[World, Party]:
    """A party at one end of a line, and homes along it."""
    degree = 111.195
    homes = tuple(a_home(place=Place(50.0 + one / degree, 10.0)) for one in km)
    hosts = {home.host: a_host(id=home.host) for home in homes}
    base = a_world(1, parties=0, homes=1, programme=a_programme())
    party = a_party(wishes=Wishes(near=Place(50.0, 10.0), within_km=within))
    return replace(base, homes=homes, hosts=hosts, parties=(party,)), party


def test_a_radius_is_the_smallest_that_opens_so_many() -> None:
    world, party = on_a_line(10, 21.5, 24.2, 26.9, 40)

    for more, km, opens in ((1, 22, 1), (2, 25, 2), (3, 27, 3), (4, 40, 4)):
        (farther,) = found_for(world, party, more)
        assert (farther.kind, farther.unit) == ("farther", "km")
        assert farther.size in {km, km + 1}  # a kilometre is not cut to the metre
        assert len(farther.opens) == opens


def test_of_many_sizes_the_smallest_are_looked_at() -> None:
    world, party = on_a_line(*(20.5 + at for at in range(60)))

    (farther,) = found_for(world, party, more=2)

    assert farther.size in {22, 23}
    assert len(farther.opens) == 2


def test_where_no_size_opens_so_many_the_most_that_any_opens_is_told() -> None:
    world, party = on_a_line(10, 30, 50)

    (farther,) = found_for(world, party, more=5)

    assert len(farther.opens) == 2


def test_a_need_that_guards_somebody_is_put_in_and_never_given_up() -> None:
    home = a_home()
    base = a_world(1, parties=0, homes=1, programme=a_programme())
    world = replace(base, homes=(home,), hosts={home.host: a_host(id=home.host)})
    for need, kinds in (
        (Feature.KITCHEN, {"put_in_kitchen", "without_kitchen"}),
        (Feature.LOCKED_ROOM, {"put_in_locked_room"}),
    ):
        party = a_party(a_person(needs=frozenset({need})))
        assert {one.kind for one in found_for(world, party)} == kinds


@pytest.mark.parametrize(
    ("most", "host_takes", "size"), [(3, 3, 2), (3, 2, 0), (2, 3, 0), (1, 3, 0)]
)
def test_a_rule_moves_within_the_bounds_of_its_programme_and_of_the_host(
    most: int, host_takes: int, size: int
) -> None:
    programme = a_programme(rules=rules_with(parties=1, parties_most=most))
    rooms = (a_room(), a_room(), a_room())
    home = a_home(rooms=rooms, rooms_taken=frozenset({0, 1}), parties_now=2, parties_max=host_takes)
    base = a_world(1, parties=0, homes=1, programme=programme)
    world = replace(base, homes=(home,), hosts={home.host: a_host(id=home.host)})

    found = [(one.kind, one.size) for one in found_for(world, a_party())]

    assert found == ([("parties_in_home", size)] if size else [])


def test_the_most_urgent_are_not_asked_to_wait() -> None:
    home = a_home(free=(Period(TODAY + timedelta(days=9)),))
    base = a_world(1, parties=0, homes=1, programme=a_programme())
    world = replace(base, homes=(home,), hosts={home.host: a_host(id=home.host)})

    (later,) = found_for(world, a_party(tier=1))
    assert (later.kind, later.size) == ("later", 9)
    assert found_for(world, a_party(tier=0)) == ()


def test_no_home_at_all_has_no_change_and_none_is_no_number_of_homes() -> None:
    base = replace(a_world(1, parties=0, homes=1, programme=a_programme()), homes=())

    assert found_for(base, a_party()) == ()
    with pytest.raises(InvalidValue, match="1 home or more"):
        found_for(base, a_party(), more=0)


@pytest.mark.django_db
def test_a_caseworker_asks_for_a_case_and_nobody_else_may() -> None:
    service = a_service(homes=2)
    opened = service.open_case()

    assert opening(case=opened.case, more=1, by=service.duty, now=MOMENT) == ()
    with pytest.raises(NotFound):
        opening(case=an_id(), more=1, by=service.duty, now=MOMENT)
    with pytest.raises(Sealed):
        opening(case=opened.case, more=1, by=opened.resident, now=MOMENT)
