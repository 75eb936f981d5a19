"""The register that is kept open knows what the rows know, whatever was done meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from hearth.actions import consent, shortlist
from hearth.core.errors import Sealed
from hearth.core.home import Room
from hearth.core.ids import HomeId, PersonId
from hearth.core.ties import Tie, TieKind
from hearth.core.units import Period
from hearth.store import events, hosts
from hearth.store.access import SignedIn
from hearth.store.live import Changed, LiveRegister
from hearth.store.models import EntryRow, HomeRow, HostRow
from tests.builders import MOMENT, TODAY
from tests.service import Opened, Service, a_service

pytestmark = [pytest.mark.database, pytest.mark.django_db]


def look(live: LiveRegister, by: SignedIn) -> Changed:
    with transaction.atomic():
        return live.catch_up(by=by, now=MOMENT)


def is_what_the_rows_say(live: LiveRegister, by: SignedIn) -> bool:
    with transaction.atomic():
        read = hosts.register(by=by, now=MOMENT, purpose="test")
    known = {id: live.hosts[home.host] for id, home in live.homes.items()}
    assert live.homes == read.homes
    assert known == {id: read.host_of(home) for id, home in read.homes.items()}
    assert live.ties == read.ties
    return True


def take_a_room(service: Service) -> None:
    home, _ = hosts.home(service.homes[1], by=service.duty, now=MOMENT, purpose="test")
    hosts.change_home(replace(home, parties_now=1), by=service.duty, now=MOMENT, purpose="test")


def pause_a_host(service: Service) -> None:
    _, host = hosts.home(service.homes[2], by=service.duty, now=MOMENT, purpose="test")
    away = replace(host, paused=(Period(TODAY, TODAY + timedelta(days=9)),))
    hosts.change_host(away, by=service.duty, now=MOMENT, purpose="test")


def shut_a_host(service: Service) -> None:
    home, _ = hosts.home(service.homes[0], by=service.duty, now=MOMENT, purpose="test")
    HostRow.objects.filter(id=home.host).update(active=False)
    events.record("host.paused", by=service.lead, about="a concern", now=MOMENT)


def tell_of_a_tie(service: Service) -> None:
    tie = Tie(PersonId(uuid4()), PersonId(uuid4()), TieKind.KIN)
    hosts.add_ties([tie], by=service.duty, now=MOMENT)


def put_an_offer(service: Service) -> None:
    service.put_offer(service.open_case(), service.homes[3])


def take_an_offer_back(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened, service.homes[1])
    consent.decline(offer_id=offered, consequence=None, by=opened.resident, now=MOMENT)


def put_an_offer_to_a_family(service: Service) -> None:
    make_large(service, service.homes[4])
    opened = service.open_case()
    service.grow(opened, 3)
    service.put_offer(opened, service.homes[4])


def a_family_grows_that_has_an_offer(service: Service) -> None:
    make_large(service, service.homes[5])
    opened = service.open_case()
    service.put_offer(opened, service.homes[5])
    service.grow(opened, 4)


def make_large(service: Service, home: HomeId) -> None:
    small, _ = hosts.home(home, by=service.duty, now=MOMENT, purpose="test")
    rooms = (Room(1), Room(2), Room(2))
    large = replace(small, rooms=rooms, parties_max=2)
    hosts.change_home(large, by=service.duty, now=MOMENT, purpose="test")


ACTS = [
    take_a_room,
    pause_a_host,
    shut_a_host,
    tell_of_a_tie,
    put_an_offer,
    take_an_offer_back,
    put_an_offer_to_a_family,
    a_family_grows_that_has_an_offer,
]


@pytest.mark.parametrize("act", ACTS)
def test_whatever_is_done_the_next_look_knows_it(act: Callable[[Service], None]) -> None:
    service, live = a_service(), LiveRegister()
    look(live, service.duty)
    with transaction.atomic():
        act(service)

    look(live, service.duty)

    assert is_what_the_rows_say(live, service.duty)


def test_one_after_the_other_too() -> None:
    service, live = a_service(), LiveRegister()
    for act in ACTS:
        with transaction.atomic():
            act(service)
        look(live, service.duty)

        assert is_what_the_rows_say(live, service.duty)


def test_a_look_opens_only_what_was_written_since() -> None:
    service, live = a_service(), LiveRegister()
    look(live, service.duty)
    with transaction.atomic():
        take_a_room(service)
    before = events.openings()

    changed = look(live, service.duty)

    assert changed == Changed((service.homes[1],), (), anew=False)
    assert events.openings() - before == 1
    assert look(live, service.duty) == Changed((), (), anew=False)
    assert events.openings() - before == 1


def read_a_home(service: Service, _: Opened) -> None:
    hosts.home(service.homes[1], by=service.duty, now=MOMENT, purpose="test")


def make_a_shortlist(service: Service, opened: Opened) -> None:
    shortlist.make(case=opened.case, by=service.duty, now=MOMENT)


@pytest.mark.parametrize("act", [read_a_home, make_a_shortlist])
def test_after_what_leaves_homes_as_they_are_their_rows_are_not_looked_at(
    act: Callable[[Service, Opened], None],
) -> None:
    service, live = a_service(), LiveRegister()
    opened = service.open_case()
    look(live, service.duty)
    act(service, opened)
    with CaptureQueriesContext(connection) as asked:
        look(live, service.duty)
    assert not [one for one in asked.captured_queries if HomeRow._meta.db_table in one["sql"]]
    assert is_what_the_rows_say(live, service.duty)


def test_a_family_that_grows_while_a_home_is_offered_to_it_keeps_more_rooms_of_it() -> None:
    service, live = a_service(), LiveRegister()
    with transaction.atomic():
        make_large(service, service.homes[0])
        opened = service.open_case()
        service.put_offer(opened)
    look(live, service.duty)
    assert live.homes[service.homes[0]].rooms_taken == {0}

    service.grow(opened, 4)
    look(live, service.duty)

    assert live.homes[service.homes[0]].rooms_taken == {1, 2} | {0}
    assert is_what_the_rows_say(live, service.duty)


def test_an_act_that_was_taken_back_is_not_remembered() -> None:
    service, live = a_service(), LiveRegister()
    look(live, service.duty)
    with transaction.atomic():
        take_a_room(service)
        live.catch_up(by=service.duty, now=MOMENT)
        transaction.set_rollback(True)
    with transaction.atomic():
        pause_a_host(service)

    look(live, service.duty)

    assert is_what_the_rows_say(live, service.duty)


def test_a_home_that_is_shut_is_gone_and_comes_back() -> None:
    service, live = a_service(), LiveRegister()
    look(live, service.duty)
    with transaction.atomic():
        shut_a_host(service)
    gone = look(live, service.duty).gone
    host = HostRow.objects.get(homes=service.homes[0])
    with transaction.atomic():
        HostRow.objects.filter(id=host.id).update(active=True)
        events.record("host.pause_lifted", by=service.lead, about=host.id, now=MOMENT)

    back = look(live, service.duty).put

    assert HomeId(service.homes[0]) in gone
    assert set(gone) == set(back)


def test_who_may_not_read_the_register_opens_none() -> None:
    service, live = a_service(), LiveRegister()
    entries = EntryRow.objects.count()

    with pytest.raises(Sealed):
        look(live, service.visitor)

    assert not live.homes
    assert EntryRow.objects.count() == entries
