"""What is kept of the vetting of all hosts is what looking at every host anew would find."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from hearth.actions.matching.desk import Desk
from hearth.core.ids import HostId
from hearth.queries.homes import hosts as asks
from hearth.queries.matching.known import Known, known
from hearth.store import hosts
from hearth.store.models import HomeRow, HostRow
from tests.builders import MOMENT
from tests.service import Service, a_new_host, a_service

pytestmark = pytest.mark.django_db
UNDER = "host-home-us"


def told(service: Service, desk: Desk) -> dict[HostId, Known]:
    programme = asks.chosen(UNDER, now=MOMENT)
    with transaction.atomic():
        found = known(desk.register(MOMENT), programme, by=service.duty, now=MOMENT)
    assert len({one.host.id for one in found}) == len(found)
    return {HostId(one.host.id): one for one in found}


def anew(service: Service) -> dict[HostId, Known]:
    """Every host, one by one, by whatever the rows say; nothing of it is kept."""
    programme = asks.chosen(UNDER, now=MOMENT)
    found = {}
    for row in HostRow.objects.filter(homes__isnull=False).distinct():
        homes = []
        with transaction.atomic():
            for one in row.homes.all():
                home, host = hosts.home(one.id, by=service.duty, now=MOMENT, purpose="test")
                homes.append(home)
        found[HostId(row.id)] = Known(
            host, tuple(homes), programme, MOMENT.date(), stopped=not row.active
        )
    return found


def same(one: Known, other: Known) -> bool:
    return (
        (one.host, one.stopped, one.may, one.steps, one.groups, one.areas)
        == (other.host, other.stopped, other.may, other.steps, other.groups, other.areas)
    ) and {home.id: home for home in one.homes} == {home.id: home for home in other.homes}


def nothing(_: Service) -> None:
    """As it was."""


def stop_a_host(service: Service) -> None:
    HostRow.objects.filter(homes=service.homes[0]).update(active=False)


def shut_a_home(service: Service) -> None:
    HomeRow.objects.filter(id=service.homes[1]).update(active=False)


def change_a_host(service: Service) -> None:
    _, host = hosts.home(service.homes[2], by=service.duty, now=MOMENT, purpose="test")
    changed = replace(host, evidence=host.evidence[1:])
    hosts.change_host(changed, by=service.duty, now=MOMENT, purpose="test")


def change_a_host_who_is_stopped(service: Service) -> None:
    stop_a_host(service)
    _, host = hosts.home(service.homes[0], by=service.duty, now=MOMENT, purpose="test")
    hosts.change_host(replace(host, evidence=()), by=service.duty, now=MOMENT, purpose="test")


def enter_a_host(service: Service) -> None:
    hosts.enter_many([a_new_host(homes=2)], by=service.duty, now=MOMENT, purpose="test")


ACTS = [
    nothing,
    stop_a_host,
    shut_a_home,
    change_a_host,
    change_a_host_who_is_stopped,
    enter_a_host,
]


def test_after_whatever_was_done_it_is_what_looking_anew_finds() -> None:
    service = a_service(two_homes=True)
    desk = Desk(service.program)

    for act in ACTS:
        do(act, service)
        found, plain = told(service, desk), anew(service)

        assert found.keys() == plain.keys(), act.__name__
        assert all(same(found[id], plain[id]) for id in plain), act.__name__


def do(act: Callable[[Service], None], service: Service) -> None:
    with transaction.atomic():
        act(service)


def test_a_host_who_did_not_change_is_not_judged_twice_and_the_desk_hands_on_one_register() -> None:
    service = a_service(homes=3)
    desk = Desk(service.program)
    first, register = told(service, desk), desk.register(MOMENT)

    again = told(service, desk)
    assert desk.register(MOMENT + timedelta(hours=1)) is register
    do(change_a_host, service)
    after = told(service, desk)

    assert all(again[id] is first[id] for id in first)
    assert desk.register(MOMENT) is not register
    assert sum(after[id] is not first[id] for id in first) == 1


def test_a_host_who_was_stopped_since_the_register_was_read_is_told_as_stopped() -> None:
    service = a_service(homes=2)
    programme = asks.chosen(UNDER, now=MOMENT)
    register = Desk(service.program).register(MOMENT)
    do(stop_a_host, service)

    with transaction.atomic():
        found = known(register, programme, by=service.duty, now=MOMENT)

    stopped = HostRow.objects.get(homes=service.homes[0]).id
    assert {one.host.id: one.stopped for one in found}[HostId(stopped)]
    assert sum(one.stopped for one in found) == 1
