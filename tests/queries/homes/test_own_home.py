"""What leaves the question of a host's own facts is the host's to know."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest

from hearth.core.errors import NotFound
from hearth.core.units import Period
from hearth.queries.homes.own_home import Own, OwnHome, own
from hearth.store import hosts
from tests.builders import a_person_id, an_id
from tests.service import LATER, Service

pytestmark = pytest.mark.django_db


def asked(service: Service) -> Own:
    by = service.hosts[service.homes[0]]
    return own(by=by, service=service.program, now=LATER)


def test_who_a_host_is_hostile_to_and_who_holds_them_back_are_no_fields() -> None:
    assert {one.name for one in fields(Own)} == {"tasks", "homes", "accepts", "languages"}
    shown = {one.name for one in fields(OwnHome)}
    assert shown == {"id", "area", "rooms", "fixed", "features", "free", "has_bed", "tonight"}


def test_a_hostility_that_was_found_changes_nothing_for_its_host(service: Service) -> None:
    before = asked(service)
    _, host = hosts.home(service.homes[0], by=service.duty, now=LATER, purpose="test")

    foe = replace(host, hostile_to=frozenset({a_person_id()}), stays_before=7)
    hosts.change_host(foe, by=service.duty, now=LATER, purpose="test")

    assert asked(service) == before


def test_free_days_are_told_from_today_with_their_last_day(service: Service) -> None:
    home, _ = hosts.home(service.homes[0], by=service.duty, now=LATER, purpose="test")
    today = LATER.date()
    past = Period(today - timedelta(days=9), today)
    now = Period(today - timedelta(days=2), today + timedelta(days=3))
    changed = replace(home, free=(past, now))
    hosts.change_home(changed, by=service.duty, now=LATER, purpose="test")

    (found,) = asked(service).homes

    assert found.free == ((today, today + timedelta(days=2)),)
    assert found.tonight


def test_a_home_with_a_guest_in_its_only_room_has_no_bed(service: Service) -> None:
    assert asked(service).homes[0].has_bed

    service.live(service.open_case())

    assert not asked(service).homes[0].has_bed
    with pytest.raises(NotFound):
        asked(service).home(an_id())
