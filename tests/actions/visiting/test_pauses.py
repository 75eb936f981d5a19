"""Visits are paused, and the pause is ended before its day."""

from datetime import timedelta
from uuid import UUID

import pytest

from hearth.actions.visiting import pauses
from hearth.actions.visiting.due import count_all
from hearth.core.checks import State
from hearth.core.errors import NotFound, RuleBroken
from hearth.core.pauses import EndedEarly, Pause
from hearth.core.units import Period
from hearth.queries.visiting import due
from hearth.store import facts
from hearth.store.models import CheckRow, PauseRow
from tests.builders import an_id
from tests.refused import refused
from tests.service import DAY, LATER, STAY, Service, a_service

pytestmark = pytest.mark.django_db
FIRST = LATER.date() + 3 * DAY
NOW = LATER + 5 * DAY
WHY = "They are back from hospital."


@pytest.fixture
def service() -> Service:
    return a_service()


def days(stay: UUID) -> list[object]:
    waiting = CheckRow.objects.filter(placement=stay, state=State.DUE)
    return list(waiting.order_by("due_on").values_list("due_on", flat=True))


def paused(service: Service, stay: UUID, first: object = FIRST) -> UUID:
    pause = Pause(Period(FIRST, FIRST + 14 * DAY), "They are in hospital.")
    return pauses.pause(
        placement_id=stay, pause=pause, by=service.duty, service=service.program, now=LATER
    )


def ends(service: Service, stay: UUID, pause: UUID, **other: object) -> None:
    told = {"by": service.lead, "now": NOW, "ended": EndedEarly(WHY), **other}
    pauses.end_early(placement_id=stay, pause_id=pause, service=service.program, **told)  # type: ignore[arg-type]


def test_what_falls_due_is_worked_out_as_if_the_pause_had_ended_then(service: Service) -> None:
    stay = service.live(service.open_case())
    before = days(stay)
    pause = paused(service, stay)
    assert days(stay)[0] == FIRST + 14 * DAY

    ends(service, stay, pause)

    assert before[0] == STAY.first + 7 * DAY
    assert days(stay) == before
    row = PauseRow.objects.get(id=pause)
    assert (row.end_on, row.was_to_end_on) == (NOW.date() + DAY, FIRST + 14 * DAY)


def test_what_fell_due_in_the_pause_falls_due_tomorrow_and_nothing_is_rewritten(
    service: Service,
) -> None:
    stay = service.live(service.open_case())
    pause = paused(service, stay)
    late = LATER + 12 * DAY  # the first check was due meanwhile
    was_due = list(
        CheckRow.objects.filter(placement=stay, due_on__lte=late.date()).values_list("id", "state")
    )

    ends(service, stay, pause, now=late)
    count_all(by=service.program, now=late + DAY)

    assert days(stay)[0] == late.date() + DAY
    now_due = CheckRow.objects.filter(placement=stay, due_on__lte=late.date())
    assert list(now_due.values_list("id", "state")) == was_due


def test_the_person_reads_why_until_the_day_that_was_set_and_the_host_never(
    service: Service,
) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    pause = paused(service, stay)

    ends(service, stay, pause)

    told = due.own_pause(by=opened.resident, now=NOW + 8 * DAY)
    assert told is not None
    assert (told.ended, told.end_on) == (WHY, NOW.date() + DAY)
    assert due.own_pause(by=opened.resident, now=NOW + 30 * DAY) is None
    item = PauseRow.objects.get(id=pause).ended_item_id
    assert item is not None
    host = service.hosts[service.homes[0]]
    for other in (service.visitor, service.duty, service.program, host):
        assert not facts.can_open(item, other)


def test_a_pause_that_has_not_begun_is_none(service: Service) -> None:
    stay = service.live(service.open_case())
    before = days(stay)
    pause = paused(service, stay)

    ends(service, stay, pause, now=LATER + DAY)

    row = PauseRow.objects.get(id=pause)
    assert row.first_on == row.end_on
    assert days(stay) == before


def test_a_pause_is_ended_once_in_its_own_stay_and_by_whoever_may_set_one(
    service: Service,
) -> None:
    stay = service.live(service.open_case())
    pause = paused(service, stay)

    with refused(NotFound):
        ends(service, stay, pause, by=service.visitor)
    with refused(NotFound):
        ends(service, an_id(), pause)
    with refused(RuleBroken, "nothing left to end"):
        ends(service, stay, pause, now=LATER + timedelta(16))
    ends(service, stay, pause)
    with refused(RuleBroken, "nothing left to end"):
        ends(service, stay, pause)
