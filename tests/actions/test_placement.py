from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from hearth.actions import consent, placement
from hearth.actions.intake import Opened
from hearth.core.errors import NotFound, RuleBroken, Sealed, StepNotAllowed, WrongHands
from hearth.core.ids import HomeId
from hearth.core.placement import Ending
from hearth.store import facts, hosts
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, PlacementRow
from tests.builders import MOMENT, an_id
from tests.refused import refused
from tests.service import LATER, STAY, Service, a_move, a_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return a_service()


def rooms_taken(service: Service, home: HomeId) -> frozenset[int]:
    found, _ = hosts.home(home, by=service.duty, now=LATER, purpose="test")
    return found.rooms_taken


def test_a_move_is_planned_after_two_times_yes_and_keeps_the_room(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    home = service.homes[0]

    with refused(RuleBroken, "met"):
        plan(offered, service.duty)
    meeting = service.meet(offered)
    with refused(RuleBroken, "goes on"):
        plan(offered, service.duty)
    service.both_willing(meeting, opened, home, MOMENT)
    stay = plan(offered, service.duty)

    assert rooms_taken(service, home) == {0}
    assert PlacementRow.objects.get(id=stay).state == "planned"
    assert facts.can_open(service.address(), opened.resident)
    with refused(RuleBroken):
        plan(offered, service.duty)


def plan(offered: UUID, by: SignedIn, **move: Any) -> UUID:
    """A move that differs from the ordinary one in what is said of it."""
    return placement.plan(offer_id=offered, move=replace(a_move(), **move), by=by, now=LATER)


def ready(service: Service) -> tuple[UUID, Opened]:
    """An offer that both have said yes to."""
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    service.both_willing(service.meet(offered), opened, service.homes[0], MOMENT)
    return offered, opened


def test_no_move_is_planned_once_the_person_has_taken_their_yes_back(service: Service) -> None:
    offered, opened = ready(service)
    consent.withdraw(offer_id=offered, by=opened.resident, now=LATER)

    with refused(RuleBroken, "taken their yes"):
        plan(offered, service.duty)


def test_a_move_keeps_the_rules_of_the_programme(service: Service) -> None:
    offered, _ = ready(service)

    with refused(RuleBroken, "must bring them"):
        plan(offered, service.duty, escort=" ")


def test_only_the_office_plans_a_move_and_says_that_they_arrived(service: Service) -> None:
    offered, opened = ready(service)
    host = service.hosts[service.homes[0]]

    for by in (opened.resident, host, service.program, service.lead):
        with refused(WrongHands):
            plan(offered, by)
    stay = plan(offered, service.duty)
    for by in (opened.resident, host, service.lead):
        with refused(WrongHands):
            placement.move(placement_id=stay, on=STAY.first, by=by, now=LATER)
    placement.move(placement_id=stay, on=STAY.first, by=service.duty, now=LATER)
    with refused(StepNotAllowed):
        placement.move(placement_id=stay, on=STAY.first, by=service.duty, now=LATER)


def end(stay: UUID, by: SignedIn, office: SignedIn) -> None:
    placement.end(
        placement_id=stay,
        why=Ending.MOVED_BY_WISH,
        on=STAY.first,
        by=by,
        office=office,
        now=LATER,
    )


def test_the_person_may_leave_and_the_room_is_free_again(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)

    end(stay, opened.resident, service.duty)

    assert rooms_taken(service, service.homes[0]) == frozenset()
    assert CaseRow.objects.get(id=opened.case).state == "waiting"
    ending = PlacementRow.objects.get(id=stay).ending_id
    readers = [service.duty, opened.resident, service.hosts[service.homes[0]]]
    assert [facts.can_open(ending, by) for by in readers] == [True, False, False]


def test_nobody_ends_the_stay_of_somebody_else(service: Service) -> None:
    stay, stranger = service.live(service.open_case()), service.open_case().resident

    with refused(NotFound):
        end(stay, stranger, service.duty)
    with refused(WrongHands):
        end(stay, service.hosts[service.homes[0]], service.duty)
    with refused(Sealed):
        end(stay, service.lead, service.lead)
    with refused(NotFound):
        end(an_id(), service.duty, service.duty)
