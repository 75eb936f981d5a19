"""A session whose device is in other hands is kept, and opens nothing."""

from datetime import timedelta

import pytest

from hearth.core.errors import Sealed
from hearth.store import sessions
from tests.builders import MOMENT
from tests.service import Service, a_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return a_service(homes=1)


@pytest.fixture
def cookie(service: Service) -> str:
    begun = sessions.begin(service.duty, now=MOMENT)
    sessions.pause(begun, now=MOMENT)
    return begun


def test_its_cookie_opens_nothing(cookie: str) -> None:
    with pytest.raises(Sealed):
        sessions.resume(cookie, now=MOMENT)


def test_whoever_began_it_goes_on_with_it_once_signed_in_again(
    service: Service, cookie: str
) -> None:
    later = MOMENT + timedelta(hours=2)  # a person may read for as long as they want

    sessions.wake(cookie, by=service.duty, now=later)

    assert sessions.resume(cookie, now=later).id == service.duty.id


def test_nobody_else_wakes_it(service: Service, cookie: str) -> None:
    with pytest.raises(Sealed):
        sessions.wake(cookie, by=service.lead, now=MOMENT)

    assert sessions.paused(cookie, now=MOMENT) == service.duty.id


def test_it_ends_with_the_day_like_any_other(cookie: str) -> None:
    with pytest.raises(Sealed):
        sessions.paused(cookie, now=MOMENT + sessions.LASTS)


def test_a_session_that_is_not_paused_cannot_be_woken(service: Service) -> None:
    awake = sessions.begin(service.duty, now=MOMENT)

    with pytest.raises(Sealed):
        sessions.paused(awake, now=MOMENT)
