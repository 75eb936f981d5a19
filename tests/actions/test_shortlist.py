"""A shortlist may leave a home for those who can live nowhere else, if the party can spare it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from hearth.actions import shortlist
from hearth.actions.intake import Opened
from hearth.actions.shortlist import Made, make, rank, rank_beside_others
from hearth.core.errors import Sealed
from hearth.core.home import Home
from hearth.core.ids import HomeId
from hearth.core.person import Feature, Party, Wishes
from hearth.engine.encode.together import together
from hearth.store import hosts, people
from hearth.store.hosts import Register
from tests.builders import MOMENT, TODAY, a_home, a_host, a_party, a_person, a_programme
from tests.engine.registers import a_world
from tests.service import Service, a_service

pytestmark = pytest.mark.django_db
LATER = MOMENT + timedelta(hours=1)
KITCHEN = frozenset({Feature.KITCHEN})


def change(home: HomeId, service: Service, **said: object) -> None:
    known, _ = hosts.home(home, by=service.duty, now=MOMENT, purpose="test")
    hosts.change_home(replace(known, **said), by=service.duty, now=MOMENT, purpose="test")  # type: ignore[arg-type]


def told(opened: Opened, service: Service, **said: object) -> Party:
    """The party of a case, with these needs and wishes from now on."""
    party = service.party(opened)
    needs = said.pop("needs", frozenset())
    one = tuple(replace(person, needs=needs) for person in party.people)  # type: ignore[arg-type]
    changed = replace(party, people=one, **said)  # type: ignore[arg-type]
    people.change(changed, by=service.duty, now=MOMENT, purpose="test")
    return changed


def two_homes_and_one_kitchen(tier: int = 1) -> tuple[Service, Opened, HomeId, HomeId]:
    """One who would like a kitchen, and one who can only live where there is one."""
    service = a_service(homes=2)
    plain, kitchen = service.homes
    change(kitchen, service, features=KITCHEN)
    here, other = service.open_case(), service.open_case()
    told(here, service, wishes=Wishes(features=KITCHEN), tier=tier)
    told(other, service, needs=KITCHEN, tier=1)
    return service, here, plain, kitchen


def made(service: Service, case: UUID, *, leave_homes: bool) -> Made:
    return make(case=case, by=service.duty, now=LATER, leave_homes=leave_homes)


def order(found: Made) -> list[HomeId]:
    return [one.home for one in found.shortlist.ranked]


def test_the_home_that_somebody_else_cannot_do_without_comes_second_and_says_why() -> None:
    service, here, plain, kitchen = two_homes_and_one_kitchen()

    found = made(service, here.case, leave_homes=True)

    assert found.weighed
    assert order(found) == [plain, kitchen]
    first, second = found.shortlist.ranked
    assert first.points < second.points
    assert "leaves this one for somebody who can live nowhere else" in second.because[-1]
    assert not any("leaves this one" in line for line in first.because)


def test_unless_it_is_asked_for_the_best_home_comes_first() -> None:
    service, here, plain, kitchen = two_homes_and_one_kitchen()

    found = made(service, here.case, leave_homes=False)

    assert not found.weighed
    assert order(found) == [kitchen, plain]


def test_the_most_urgent_take_the_best_home_whatever_it_costs_others() -> None:
    service, here, plain, kitchen = two_homes_and_one_kitchen(tier=0)

    found = made(service, here.case, leave_homes=True)

    assert not found.weighed
    assert order(found) == [kitchen, plain]


def test_whoever_waits_alone_has_the_same_list_either_way() -> None:
    service = a_service(homes=3)
    opened = service.open_case()

    assert order(made(service, opened.case, leave_homes=True)) == order(
        made(service, opened.case, leave_homes=False)
    )


def test_who_may_not_read_of_the_others_makes_no_list() -> None:
    _, here, _, _ = two_homes_and_one_kitchen()

    with pytest.raises(Sealed):
        make(case=here.case, by=here.resident, now=LATER, leave_homes=True)


def test_the_same_homes_with_the_same_points_whatever_the_order() -> None:
    for seed in range(40):
        world = a_world(seed, parties=5, homes=6)
        register = Register({home.id: home for home in world.homes}, world.hosts, world.ties)
        every = together(
            world.parties,
            world.homes,
            world.hosts,
            world.ties,
            programmes=[world.programme] * 5,
            on=world.on,
        )

        beside = rank_beside_others(world.parties[0], register, every)
        alone = rank(world.parties[0], register, world.programme, world.on)

        assert points_of(beside) == points_of(alone)


def points_of(ranked: object) -> Mapping[HomeId, int]:
    return {one.home: one.points for one in ranked}  # type: ignore[attr-defined]


def test_with_no_home_that_fits_there_is_nothing_to_leave() -> None:
    home: Home = a_home(free=())
    register = Register({home.id: home}, {home.host: a_host(id=home.host)}, a_world(1).ties)
    every = together(
        [a_party(a_person())],
        [home],
        register.hosts,
        register.ties,
        programmes=[a_programme()],
        on=TODAY,
    )

    assert rank_beside_others(a_party(), register, every) == ()


def test_before_the_engine_is_compiled_the_list_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed = 0
    for seed in range(40):
        world = a_world(seed, parties=5, homes=6)
        register = Register({home.id: home for home in world.homes}, world.hosts, world.ties)
        for party in world.parties:
            quick = rank(party, register, world.programme, world.on)
            with monkeypatch.context() as bare:
                bare.setattr(shortlist, "is_kept", lambda: False)
                bare.setattr(shortlist, "KeptHomes", None)

                assert rank(party, register, world.programme, world.on) == quick
            listed += len(quick)
    assert listed > 40
