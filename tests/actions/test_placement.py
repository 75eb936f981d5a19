from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from hearth.actions import (
    consent,
    intake,
    offer,
    placement,
)
from hearth.actions.intake import Opened
from hearth.core.consent import ENDED_WORDS
from hearth.core.errors import NotFound, RuleBroken, Sealed, StepNotAllowed, WrongHands
from hearth.core.ids import HomeId
from hearth.core.placement import Ending
from hearth.core.units import Period
from hearth.queries import seen
from hearth.store import facts, hosts
from hearth.store.access import SignedIn
from hearth.store.models import (
    CaseRow,
    CheckRow,
    HostRow,
    IntroductionRow,
    ItemRow,
    OfferRow,
    PlacementRow,
)
from tests.builders import MOMENT, an_id
from tests.refused import refused
from tests.service import DAY, LATER, STAY, Service, a_move

pytestmark = pytest.mark.django_db
THERE = LATER + DAY  # the day of the move


def rooms_taken(service: Service, home: HomeId) -> frozenset[int]:
    found, _ = hosts.home(home, by=service.duty, now=LATER, purpose="test")
    return found.rooms_taken


def test_a_move_is_planned_after_two_times_yes_and_keeps_the_room(service: Service) -> None:
    opened = service.open_case()
    offered = service.put_offer(opened)
    service.agree(offered, opened)
    home = service.homes[0]

    with refused(RuleBroken, "met"):
        plan(service, offered, service.duty)
    meeting = service.meet(offered)
    with refused(RuleBroken, "goes on"):
        plan(service, offered, service.duty)
    service.both_willing(meeting, opened, home, MOMENT)
    stay = plan(service, offered, service.duty)

    assert rooms_taken(service, home) == {0}
    assert PlacementRow.objects.get(id=stay).state == "planned"
    assert facts.can_open(service.address(), opened.resident)
    with refused(RuleBroken):
        plan(service, offered, service.duty)


def plan(service: Service, offered: UUID, by: SignedIn, **move: Any) -> UUID:
    """A move that differs from the ordinary one in what is said of it."""
    return placement.plan(
        offer_id=offered, move=replace(a_move(), **move), by=by, service=service.program, now=LATER
    )


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
        plan(service, offered, service.duty)


def test_a_move_keeps_the_rules_of_the_programme(service: Service) -> None:
    offered, _ = ready(service)

    with refused(RuleBroken, "must bring them"):
        plan(service, offered, service.duty, escort=" ")


def test_only_the_office_plans_a_move_and_says_that_they_arrived(service: Service) -> None:
    offered, opened = ready(service)
    host = service.hosts[service.homes[0]]

    for by in (opened.resident, host, service.program, service.lead):
        with refused(WrongHands):
            plan(service, offered, by)
    stay = plan(service, offered, service.duty)
    for by in (opened.resident, host, service.lead):
        with refused(WrongHands):
            placement.move(
                placement_id=stay, on=STAY.first, by=by, service=service.program, now=LATER
            )
    placement.move(
        placement_id=stay, on=STAY.first, by=service.duty, service=service.program, now=LATER
    )
    with refused(StepNotAllowed):
        placement.move(
            placement_id=stay, on=STAY.first, by=service.duty, service=service.program, now=LATER
        )


def end(stay: UUID, by: SignedIn, office: SignedIn) -> None:
    placement.end(
        placement_id=stay,
        why=Ending.MOVED_BY_WISH,
        on=STAY.first,
        by=by,
        office=office,
        now=THERE,
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


# The rules are asked again


def fears_the_household(service: Service, opened: Opened) -> None:
    """The person tells that they fear somebody of the first home, and confirms it."""
    _, host = hosts.home(service.homes[0], by=service.duty, now=MOMENT, purpose="test")
    party = service.party(opened)
    afraid = replace(party.people[0], fears=frozenset(m.id for m in host.members))
    told = replace(party, people=(afraid,))
    intake.tell(case=opened.case, party=told, by=opened.resident, now=LATER)
    intake.confirm(case=opened.case, by=opened.resident, now=LATER)


def move(stay: UUID, service: Service, days: int = 0) -> None:
    placement.move(
        placement_id=stay,
        on=STAY.first + days * DAY,
        by=service.duty,
        service=service.program,
        now=THERE,
    )


def test_no_move_is_planned_to_a_home_that_the_person_has_come_to_fear(service: Service) -> None:
    offered, opened = ready(service)
    fears_the_household(service, opened)

    with refused(RuleBroken, "fear"):
        plan(service, offered, service.duty)


def test_nobody_moves_to_a_home_that_they_have_come_to_fear(service: Service) -> None:
    opened = service.open_case()
    _, stay = service.plan(opened)
    fears_the_household(service, opened)

    with refused(RuleBroken, "fear"):
        move(stay, service)


def test_nobody_moves_to_a_host_who_was_paused_or_left_after_the_plan(service: Service) -> None:
    _, stay = service.plan(service.open_case())
    _, host = hosts.home(service.homes[0], by=service.duty, now=LATER, purpose="test")
    paused = replace(host, paused=(Period(LATER.date()),))
    hosts.change_host(paused, by=service.duty, now=LATER, purpose="test")

    with refused(RuleBroken, "paused"):
        move(stay, service)
    hosts.change_host(host, by=service.duty, now=LATER, purpose="test")
    HostRow.objects.filter(id=host.id).update(active=False)
    with refused(NotFound, "not active"):
        move(stay, service)


def test_nobody_moves_once_they_have_taken_their_yes_back(service: Service) -> None:
    opened = service.open_case()
    offered, stay = service.plan(opened)
    consent.withdraw(offer_id=offered, by=opened.resident, now=LATER)

    with refused(RuleBroken, "taken their yes"):
        move(stay, service)


@pytest.mark.parametrize("days", [-8, 8])
def test_they_arrive_within_a_week_of_the_planned_day(service: Service, days: int) -> None:
    _, stay = service.plan(service.open_case())

    with refused(RuleBroken, "within 7 days"):
        move(stay, service, days)
    move(stay, service, days - (1 if days > 0 else -1))


@pytest.mark.parametrize("days", [-1, 1])
def test_a_stay_ends_after_the_move_and_not_in_the_future(service: Service, days: int) -> None:
    stay = service.live(service.open_case())

    with refused(RuleBroken, "ends on a day"):
        placement.end(
            placement_id=stay,
            why=Ending.OWN_HOME,
            on=STAY.first + days * DAY,
            by=service.duty,
            office=service.duty,
            now=THERE,
        )


# One home at a time, and a plan that is undone


def test_a_planned_move_is_cancelled_and_everything_it_kept_is_free(service: Service) -> None:
    opened = service.open_case()
    _, stay = service.plan(opened)
    card = IntroductionRow.objects.get().card_id
    host = service.hosts[service.homes[0]]
    assert facts.can_open(card, host)

    with refused(WrongHands):
        placement.cancel(placement_id=stay, by=host, office=service.duty, now=LATER)
    placement.cancel(placement_id=stay, by=opened.resident, office=service.duty, now=LATER)

    home, _ = hosts.home(service.homes[0], by=service.duty, now=LATER, purpose="test")
    assert (home.rooms_taken, home.parties_now) == (frozenset(), 0)
    assert CaseRow.objects.get(id=opened.case).state == "waiting"
    assert not facts.can_open(service.address(), opened.resident)
    assert not facts.can_open(service.host_identity(), opened.resident)
    assert not facts.can_open(card, host)
    with refused(StepNotAllowed):
        move(stay, service)
    _, again = service.plan(opened)
    move(again, service)


def test_a_case_has_one_agreed_home_at_a_time(service: Service) -> None:
    opened = service.open_case()
    one, other = (service.put_offer(opened, home) for home in service.homes[:2])
    service.agree(one, opened)
    with refused(RuleBroken, "agreed to another home"):
        offer.put(case=opened.case, home=service.homes[2], by=service.duty, now=MOMENT)
    service.agree(other, opened)
    for offered, home in ((one, service.homes[0]), (other, service.homes[1])):
        service.both_willing(service.meet(offered), opened, home, MOMENT)

    with refused(RuleBroken, "agreed to another home"):
        plan(service, one, service.duty)
    offer.end(offer_id=other, by=service.duty, now=LATER)
    plan(service, one, service.duty)
    with refused(RuleBroken, "a move is planned"):
        offer.put(case=opened.case, home=service.homes[2], by=service.duty, now=LATER)


def test_after_the_stay_nobody_keeps_a_key_to_it_and_nothing_is_due(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    card, host = IntroductionRow.objects.get().card_id, service.hosts[service.homes[0]]
    assert facts.can_open(card, host)

    end(stay, opened.resident, service.duty)

    for item in (service.address(), service.host_identity()):
        assert not facts.can_open(item, opened.resident)
    assert not facts.can_open(card, host)
    assert set(CheckRow.objects.values_list("state", flat=True)) == {"dropped"}


def test_a_yes_taken_back_while_living_there_is_told_as_it_is(service: Service) -> None:
    opened = service.open_case()
    service.live(opened)
    offered = OfferRow.objects.get().id

    consent.withdraw(offer_id=offered, by=opened.resident, now=THERE)

    lines = seen.seen(opened.case, by=opened.resident, now=THERE)
    assert not any(ENDED_WORDS in line for line in lines)
    assert any("I took my yes back" in line and "I live there until" in line for line in lines)


# Stays that were planned before the rooms of a move were written down


def unwritten(opened: Opened) -> None:
    """As if its move had been planned when no fact told which rooms it keeps."""
    ItemRow.objects.filter(subject=opened.case, kind=placement.ROOMS).delete()


@pytest.mark.parametrize("who", ["duty", "resident", "lead"])
def test_a_move_planned_before_rooms_were_written_down_is_called_off_and_its_room_is_free(
    service: Service, who: str
) -> None:
    opened = service.open_case()
    _, stay = service.plan(opened)
    unwritten(opened)
    by = opened.resident if who == "resident" else getattr(service, who)
    office = service.duty if who == "duty" else service.program

    placement.cancel(placement_id=stay, by=by, office=office, now=LATER)

    assert rooms_taken(service, service.homes[0]) == frozenset()


def test_a_host_is_stopped_though_nobody_knows_who_of_two_keeps_the_room(
    service: Service,
) -> None:
    home, first, second = service.homes[1], service.open_case(), service.open_case()
    lived_in = service.live(first)
    _, stay = service.plan(second, home)
    PlacementRow.objects.filter(id=lived_in).update(home=home)
    known, _ = hosts.home(home, by=service.duty, now=LATER, purpose="test")
    taken = replace(known, parties_now=2)
    hosts.change_home(taken, by=service.duty, now=LATER, purpose="test")
    for one in (first, second):
        unwritten(one)

    placement.cancel(placement_id=stay, by=service.lead, office=service.program, now=LATER)

    left, _ = hosts.home(home, by=service.duty, now=LATER, purpose="test")
    assert (left.rooms_taken, left.parties_now) == ({0}, 1)
