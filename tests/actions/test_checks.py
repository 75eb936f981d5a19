from datetime import datetime, timedelta
from uuid import UUID

import pytest

from hearth.actions import checks, placement
from hearth.core import checks as core_checks
from hearth.core.checks import State, With
from hearth.core.errors import NotFound, RuleBroken, Sealed, StepNotAllowed, WrongHands
from hearth.store import facts
from hearth.store.models import CheckRow, TalkRow
from tests.builders import MOMENT, an_id
from tests.refused import refused
from tests.service import DAY, LATER, STAY, Service, a_service, a_talk, two_talks

pytestmark = pytest.mark.django_db
VISIT = MOMENT + timedelta(days=9)


@pytest.fixture
def service() -> Service:
    return a_service()


def first_check(stay: UUID) -> CheckRow:
    row = CheckRow.objects.filter(placement=stay).order_by("due_on").first()
    assert row is not None
    return row


def test_two_talks_apart_are_a_check_and_each_is_heard_by_the_right_ones(service: Service) -> None:
    opened = service.open_case()
    check = first_check(service.live(opened))

    decision = checks.hold(check_id=check.id, talks=two_talks(VISIT), by=service.visitor, now=VISIT)

    assert decision.allowed
    host = service.hosts[service.homes[0]]
    others = [service.duty, service.program, service.visitor, service.clinician, host]
    for talk in TalkRow.objects.filter(check_held=check):
        assert facts.can_open(talk.item_id, service.lead)
        assert facts.can_open(talk.item_id, opened.resident) is not talk.with_host
        assert not any(facts.can_open(talk.item_id, by) for by in others)
    said = TalkRow.objects.get(check_held=check, with_host=False).item_id
    told = facts.open_(core_checks.Testimony, said, by=service.lead, now=VISIT, purpose="lead")
    assert told.said == "I sleep well here."


def test_a_check_with_one_talk_does_not_count(service: Service) -> None:
    check = first_check(service.live(service.open_case()))
    alone = (a_talk(With.RESIDENT, VISIT - timedelta(hours=1)),)

    decision = checks.hold(check_id=check.id, talks=alone, by=service.visitor, now=VISIT)

    assert [reason.code for reason in decision.against] == ["no_talk_with_host"]
    assert CheckRow.objects.get(id=check.id).state == State.NOT_COUNTED


def test_only_a_visitor_holds_a_check(service: Service) -> None:
    opened = service.open_case()
    check = first_check(service.live(opened))
    host = service.hosts[service.homes[0]]

    for by in (host, opened.resident, service.duty, service.lead, service.program):
        with refused(WrongHands):
            checks.hold(check_id=check.id, talks=two_talks(VISIT), by=by, now=VISIT)


def test_a_check_of_no_talk_or_of_one_still_to_come_is_refused(service: Service) -> None:
    check = first_check(service.live(service.open_case()))

    with refused(RuleBroken, "at least one talk"):
        checks.hold(check_id=check.id, talks=(), by=service.visitor, now=VISIT)
    with refused(RuleBroken, "before it has been held"):
        early: datetime = VISIT - DAY
        checks.hold(check_id=check.id, talks=two_talks(VISIT), by=service.visitor, now=early)
    with refused(NotFound):
        checks.hold(check_id=an_id(), talks=two_talks(VISIT), by=service.visitor, now=VISIT)


def test_a_check_is_held_once(service: Service) -> None:
    check = first_check(service.live(service.open_case()))
    checks.hold(check_id=check.id, talks=two_talks(VISIT), by=service.visitor, now=VISIT)

    with refused(StepNotAllowed):
        checks.hold(check_id=check.id, talks=two_talks(VISIT), by=service.visitor, now=VISIT)


def test_nothing_falls_due_before_they_have_moved_in(service: Service) -> None:
    _, stay = service.plan(service.open_case())

    with refused(RuleBroken, "moved in"):
        checks.schedule(placement_id=stay, by=service.duty, now=LATER)
    placement.move(placement_id=stay, on=STAY.first, by=service.duty, now=LATER)
    for by in (service.lead, service.visitor, service.hosts[service.homes[0]]):
        with refused(Sealed):
            checks.schedule(placement_id=stay, by=by, now=LATER)


def test_to_work_out_again_what_falls_due_changes_nothing(service: Service) -> None:
    stay = service.live(service.open_case())
    days = [row.due_on for row in CheckRow.objects.order_by("due_on")]

    checks.schedule(placement_id=stay, by=service.duty, now=LATER)

    assert [row.due_on for row in CheckRow.objects.order_by("due_on")] == days


def test_a_window_that_closed_is_overdue_and_can_still_be_held(service: Service) -> None:
    check = first_check(service.live(service.open_case()))
    late = MOMENT + timedelta(days=20)

    with refused(WrongHands):
        checks.pass_due(by=service.visitor, now=late)
    assert checks.pass_due(by=service.program, now=late) == 1
    checks.hold(check_id=check.id, talks=two_talks(late), by=service.visitor, now=late)

    assert CheckRow.objects.get(id=check.id).state == State.HELD
