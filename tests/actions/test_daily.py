"""What time does by itself."""

from datetime import timedelta

import pytest

from hearth.actions import introduction as introduction_acts
from hearth.actions.daily import Day, daily
from hearth.core import introduction
from hearth.core.consent import State as ConsentState
from hearth.store.models import CheckRow, ConsentRow, IntroductionRow
from tests.builders import MOMENT
from tests.service import Service

pytestmark = pytest.mark.django_db

LATER = MOMENT + timedelta(days=40)


def test_a_question_nobody_answered_lapses(service: Service) -> None:
    service.put_offer(service.open_case())

    done = daily(by=service.program, now=LATER)

    assert done.questions_lapsed == 1
    assert ConsentRow.objects.get().state == ConsentState.LAPSED


def test_both_are_told_when_the_moment_has_come_and_not_before(service: Service) -> None:
    opened = service.open_case()
    offer = service.put_offer(opened)
    service.agree(offer, opened)
    held = service.meet(offer)
    for side in (opened.resident, service.hosts[service.homes[0]]):
        introduction_acts.answer(introduction_id=held, willing=True, by=side, now=MOMENT)
    meeting = IntroductionRow.objects.get()
    assert meeting.tell_at is not None

    early = daily(by=service.program, now=meeting.tell_at - timedelta(seconds=1))
    done = daily(by=service.program, now=meeting.tell_at)

    assert (early.introductions_told, done.introductions_told) == (0, 1)
    meeting.refresh_from_db()
    assert meeting.state == introduction.State.GOES_ON


def test_a_check_whose_window_has_closed_is_overdue(service: Service) -> None:
    service.live(service.open_case())
    closed = CheckRow.objects.order_by("closes_on").first()
    assert closed is not None

    done = daily(by=service.program, now=MOMENT + (closed.closes_on - MOMENT.date()) + timedelta(1))

    assert done.checks_overdue >= 1


def test_a_second_time_on_the_same_day_does_nothing(service: Service) -> None:
    service.put_offer(service.open_case())
    daily(by=service.program, now=LATER)

    assert daily(by=service.program, now=LATER) == Day(0, 0, 0, 0, 0, 0, 0)
