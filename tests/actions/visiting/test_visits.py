"""A visit that cannot be: of an ended stay, in the future, made twice, on a clock that jumps."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from hearth.actions import placement, testimony
from hearth.actions.daily import daily
from hearth.actions.visiting import visits
from hearth.actions.visiting.due import count_all
from hearth.core.audience import Audience
from hearth.core.checks import State, With
from hearth.core.errors import NotFound, RuleBroken, Stale
from hearth.core.placement import Ending
from hearth.queries.visiting import visits as ask
from hearth.store import facts
from hearth.store.models import CheckRow, EntryRow
from tests.refused import refused
from tests.service import DAY, LATER, Service, a_talk, hired

pytestmark = pytest.mark.django_db


def first_check(stay: UUID) -> CheckRow:
    return CheckRow.objects.filter(placement=stay).order_by("due_on")[0]


def on_its_day(check: CheckRow) -> datetime:
    return datetime.combine(check.due_on, LATER.timetz())


def ends(service: Service, stay: UUID, now: datetime) -> None:
    office = service.duty
    placement.end(
        placement_id=stay, why=Ending.OWN_HOME, on=now.date(), by=office, office=office, now=now
    )


def takes(service: Service, check: CheckRow, now: datetime) -> None:
    by, program = service.visitor, service.program
    visits.take_on(check_id=check.id, by=by, service=program, now=now)


def test_what_was_overdue_in_a_stay_that_ended_opens_no_door(service: Service, stay: UUID) -> None:
    check = first_check(stay)
    late = on_its_day(check) + 30 * DAY
    daily(by=service.program, now=late)
    ends(service, stay, late)
    check.refresh_from_db()
    assert check.state == State.OVERDUE

    with refused(NotFound):
        takes(service, check, late)

    assert ask.round_of(by=service.visitor, service=service.program, now=late).count == 0
    assert not facts.can_open(service.address(), service.visitor)


def test_a_stay_that_ends_while_a_visit_is_written_down_loses_no_word(
    service: Service, stay: UUID
) -> None:
    check = first_check(stay)
    late = on_its_day(check) + 30 * DAY
    daily(by=service.program, now=late)
    by, program = service.visitor, service.program
    takes(service, check, late)
    said = a_talk(With.RESIDENT, late - timedelta(hours=1), "I go tomorrow.")
    visits.write_down(check_id=check.id, held=said, by=by, now=late)
    ends(service, stay, late)

    with refused(NotFound):
        visits.hand_in(check_id=check.id, by=by, service=program, now=late)
    (left,) = ask.left_over(by=by, now=late)
    visits.hand_in_late(check_id=left.id, by=by, service=program, now=late)

    found = testimony.open_stay(
        placement_id=stay,
        purpose="to read what came late",
        by=service.lead,
        service=program,
        now=late,
    )
    assert "I go tomorrow." in {one.said for one in found.talks}
    assert CheckRow.objects.filter(placement=stay, state=State.HELD).count() == 0


def test_no_talk_is_written_down_before_it_was_held(service: Service, stay: UUID) -> None:
    check = first_check(stay)
    now = on_its_day(check)
    takes(service, check, now)

    with refused(RuleBroken, "before it has been held"):
        ahead = a_talk(With.RESIDENT, now + timedelta(hours=1))
        visits.write_down(check_id=check.id, held=ahead, by=service.visitor, now=now)


def test_two_visitors_do_not_have_one_visit_on_one_day(service: Service, stay: UUID) -> None:
    check = first_check(stay)
    now = on_its_day(check)
    colleague = hired(Audience.VISITOR, service.duty)
    takes(service, check, now)

    with refused(Stale, "colleague"):
        visits.take_on(check_id=check.id, by=colleague, service=service.program, now=now)


def test_a_clock_that_jumps_ahead_and_back_writes_nothing_twice_and_loses_nothing(
    service: Service, stay: UUID
) -> None:
    daily(by=service.program, now=LATER)
    for jump in (400, 0, 30, 0, 400, 1):
        daily(by=service.program, now=LATER + jump * DAY)
    rows = CheckRow.objects.filter(placement=stay).values_list("recurrence", "due_on")
    told = EntryRow.objects.filter(act="due.escalated").values_list("about", "purpose", "seq")
    overdue = EntryRow.objects.filter(act="checks.overdue").values_list("about", flat=True)

    assert len(rows) == len(set(rows)) > 3
    assert len(overdue) == len(set(overdue))
    assert told
    assert count_all(by=service.program, now=LATER + 400 * DAY).written == 0
