"""What a grave weight, or a step that was failed, ends of a host: all that leads to their door."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from hearth.actions import concerns, introduction
from hearth.actions.telling import reach
from hearth.core.concerns import Weight
from hearth.core.host import Outcome
from hearth.core.reach import HOLDS_DAYS, Channel, Reach
from hearth.queries import board
from hearth.queries.own.here import Where, here
from hearth.store import facts, hosts
from hearth.store.models import HostRow, IntroductionRow, OfferRow, OutboxRow, PlacementRow
from tests.actions.concerns.test_concerns import weighed
from tests.actions.homes.test_hosts import found, record
from tests.builders import TODAY
from tests.service import DAY, LATER, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db

Stops = Callable[[Service, UUID], None]


def a_grave_weight(service: Service, stay: UUID) -> None:
    concern = weighed(service, stay, Weight.GRAVE)
    concerns.act_on(concern_id=concern, by=service.lead, service=service.program, now=LATER)


def a_failed_step(service: Service, _stay: UUID) -> None:
    record(service, found(service, Outcome.FAILED))


either_way = pytest.mark.parametrize("stops", [a_grave_weight, a_failed_step])


def state_of_meeting(meeting: UUID) -> str:
    return IntroductionRow.objects.get(id=meeting).state


@either_way
def test_a_meeting_that_was_arranged_is_called_off_and_nobody_keeps_a_key(stops: Stops) -> None:
    service = a_service(two_homes=True)
    stay, home = service.live(service.open_case()), service.homes[1]
    opened, host = service.open_case(), service.hosts[home]
    offered = service.put_offer(opened, home)
    service.agree(offered, opened)
    meeting = introduction.arrange(offer_id=offered, by=service.duty, now=LATER)
    card = IntroductionRow.objects.get(id=meeting).card_id
    assert facts.can_open(card, host)

    stops(service, stay)

    assert state_of_meeting(meeting) == "ended"
    assert OfferRow.objects.get(id=offered).state == "ended"
    assert not facts.can_open(card, host)
    for item in (service.address(home), service.host_identity(home)):
        assert not facts.can_open(item, opened.resident)


@either_way
def test_a_planned_move_is_called_off_its_keys_go_and_its_room_is_free(stops: Stops) -> None:
    service = a_service(two_homes=True)
    opened, home = service.open_case(), service.homes[1]
    host = service.hosts[home]
    offered, move = service.plan(opened, home)
    card = IntroductionRow.objects.get(offer=offered).card_id
    assert facts.can_open(card, host)

    stops(service, move)

    assert PlacementRow.objects.get(id=move).state == "cancelled"
    assert not facts.can_open(card, host)
    for item in (service.address(home), service.host_identity(home)):
        assert not facts.can_open(item, opened.resident)
    there, _ = hosts.home(home, by=service.duty, now=LATER, purpose="test")
    assert (there.rooms_taken, there.parties_now) == (frozenset(), 0)
    assert not HostRow.objects.get(homes=home).active


def test_the_person_reads_that_it_was_called_off_and_the_office_has_a_task(
    service: Service,
) -> None:
    open_doors(service, LATER)
    opened = service.open_case()
    until = TODAY + timedelta(HOLDS_DAYS)
    said = Reach(
        channels=frozenset({Channel.MAIL}), mail="a@example.org", said_on=TODAY, holds_until=until
    )
    reach.say(reach=said, by=opened.resident, now=LATER)
    _, move = service.plan(opened)

    a_grave_weight(service, move)

    first = comes_in(opened.resident).get("/me/").content.decode()
    assert "The move was called off." in first
    assert "You move on" not in first
    assert here(by=opened.resident, now=LATER).where is Where.CALLED_OFF
    found_ = board.board(by=service.duty, now=LATER)
    assert [one.why for one in found_.back.first] == ["called_off"]
    waiting = OutboxRow.objects.filter(to=opened.resident.id, key=f"called_off:{move.hex}")
    assert waiting.count() == 1


def test_once_another_home_is_asked_about_the_move_called_off_is_no_task_any_more() -> None:
    service = a_service(homes=7)
    opened = service.open_case()
    _, move = service.plan(opened)
    a_grave_weight(service, move)

    service.put_offer(opened, service.homes[1], LATER)

    assert board.board(by=service.duty, now=LATER).back.count == 0
    assert here(by=opened.resident, now=LATER).where is Where.OFFERED


def test_once_they_have_met_both_hear_of_the_end_at_the_moment_fixed_then() -> None:
    service = a_service(two_homes=True)
    stay, home = service.live(service.open_case()), service.homes[1]
    opened, host = service.open_case(), service.hosts[home]
    offered = service.put_offer(opened, home)
    service.agree(offered, opened)
    meeting = service.meet(offered, LATER)
    card = IntroductionRow.objects.get(id=meeting).card_id

    a_grave_weight(service, stay)

    assert state_of_meeting(meeting) == "ending"
    assert facts.can_open(card, host)
    assert not facts.can_open(service.address(home), opened.resident)
    introduction.tell(introduction_id=meeting, by=service.program, now=LATER + DAY)
    assert state_of_meeting(meeting) == "ended"
    assert not facts.can_open(card, host)


@either_way
def test_whoever_lives_there_lives_on(service: Service, stops: Stops) -> None:
    opened = service.open_case()
    stay = service.live(opened)

    stops(service, stay)

    assert PlacementRow.objects.get(id=stay).state == "living"
    assert facts.can_open(service.address(), opened.resident)
