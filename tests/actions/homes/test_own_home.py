"""A host changes what is theirs to say, and nothing by their own keys alone."""

from dataclasses import replace
from typing import Any

import pytest

from hearth.actions.homes import own_home
from hearth.actions.homes.own_home import Told
from hearth.core.diary import Kind
from hearth.core.errors import InvalidValue, NotFound, Sealed
from hearth.core.home import Home, Room
from hearth.core.host import Acceptance, Host
from hearth.core.person import Feature, Trait
from hearth.store import hosts
from hearth.store.models import HostNoteRow
from tests.builders import a_person_id
from tests.service import LATER, Service, a_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return a_service(homes=2)


def known(service: Service) -> tuple[Home, Host]:
    return hosts.home(service.homes[0], by=service.duty, now=LATER, purpose="test")


def by_host(at: Service, **other: Any) -> dict[str, Any]:
    own = {"by": at.hosts[at.homes[0]], "service": at.program, "now": LATER}
    return own | other


def test_a_host_opens_nothing_of_what_the_rules_read_by_their_own_keys(service: Service) -> None:
    home, _ = known(service)
    told = Told(rooms=home.rooms, features=frozenset({Feature.KITCHEN}))
    alone = by_host(service, service=service.hosts[service.homes[0]])

    with pytest.raises(Sealed):
        own_home.change_home(home_id=home.id, told=told, **alone)
    with pytest.raises(Sealed):
        own_home.change_limits(accepts=Acceptance(), languages=frozenset({"uk"}), **alone)

    assert known(service)[0] == home


def test_what_is_told_as_it_stands_changes_nothing_and_tells_the_office_nothing(
    service: Service,
) -> None:
    home, host = known(service)

    same = Told(rooms=home.rooms, features=home.features)
    own_home.change_home(home_id=home.id, told=same, **by_host(service))
    own_home.change_limits(accepts=host.accepts, languages=host.languages, **by_host(service))

    assert not HostNoteRow.objects.exists()


def test_who_a_host_must_be_kept_from_and_their_vetting_outlast_a_change_of_limits(
    service: Service,
) -> None:
    _, host = known(service)
    foe = replace(host, hostile_to=frozenset({a_person_id()}))
    hosts.change_host(foe, by=service.duty, now=LATER, purpose="test")
    limits = Acceptance(not_traits=frozenset({Trait.SMOKER}))

    own_home.change_limits(accepts=limits, languages=frozenset({"uk"}), **by_host(service))

    assert known(service)[1] == replace(foe, accepts=limits, languages=frozenset({"uk"}))
    assert HostNoteRow.objects.get().kind == Kind.CHANGED


def test_rooms_keep_their_place_and_their_floor_and_are_not_without_number(
    service: Service,
) -> None:
    home, _ = known(service)
    measured = replace(home, rooms=(Room(1, 12.5),))
    hosts.change_home(measured, by=service.duty, now=LATER, purpose="test")

    told = Told(rooms=(Room(2, 12.5), Room(1)), features=home.features)
    own_home.change_home(home_id=home.id, told=told, **by_host(service))
    many = Told(rooms=tuple(Room(1) for _ in range(13)), features=home.features)
    with pytest.raises(InvalidValue):
        own_home.change_home(home_id=home.id, told=many, **by_host(service))

    assert known(service)[0].rooms == (Room(2, 12.5), Room(1))


def test_nobody_else_says_anything_of_a_home(service: Service) -> None:
    home, _ = known(service)
    other = service.hosts[service.homes[1]]

    for who in (other, service.duty, service.visitor):
        with pytest.raises(NotFound):
            own_home.say_tonight(home_id=home.id, can=False, **by_host(service, by=who))

    assert known(service)[0] == home
