"""A caseworker takes somebody from a shortlist to a home, page by page, and home again."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import checks, introduction, permanence
from hearth.actions.intake import Opened
from hearth.core.home import Home
from hearth.store.models import IntroductionRow, OfferRow, PlacementRow, ShortlistRow
from tests.builders import MOMENT, an_id
from tests.service import DAY, LATER, STAY, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
HOST = "Ada Lind"
STREET = "9 Alder Row"
ARRIVAL = {"transport": "by train", "escort": "the caseworker", "on": str(STAY.first), "at": "15:00"}


@pytest.fixture
def service() -> Service:
    made = a_service()
    open_doors(made)
    return made


@pytest.fixture
def opened(service: Service) -> Opened:
    return service.open_case()


@pytest.fixture
def lena(service: Service) -> Client:
    return comes_in(service.duty)


def at(page: str, *where: UUID) -> str:
    return reverse(f"caseworker:{page}", args=where)


def text_of(answer: Any) -> str:
    page: str = answer.content.decode()
    return re.sub(r"\s+", " ", page)


def reads(client: Client, page: str, *where: UUID, **asked: Any) -> str:
    answer = client.get(at(page, *where), asked)
    assert answer.status_code == 200, text_of(answer)
    return text_of(answer)


def does(client: Client, page: str, *where: UUID, **entered: Any) -> str:
    """Post, and follow to the page that says what was done."""
    answer = client.post(at(page, *where), entered)
    assert answer.status_code == 302, text_of(answer)
    return text_of(client.get(answer.headers["Location"]))


def a_while_later(service: Service, now: datetime) -> Client:
    """The caseworker, signed in again at a later moment."""
    open_doors(service, now)
    return comes_in(service.duty, now)


def make_list(lena: Client, opened: Opened) -> None:
    does(lena, "shortlist", opened.case, leave_homes="no")


def both_say_yes(service: Service, opened: Opened) -> None:
    meeting = IntroductionRow.objects.get()
    home = meeting.offer.home_id
    service.both_willing(meeting.id, opened, home, LATER)


def test_a_whole_case_from_the_shortlist_to_the_end_of_a_stay(
    service: Service, opened: Opened, lena: Client
) -> None:
    case, home = opened.case, service.homes[0]
    assert "There is no shortlist yet" in reads(lena, "shortlist", case)
    assert "The shortlist is made." in does(lena, "shortlist", case, leave_homes="no")
    assert "in north" in reads(lena, "offer", case, home)
    assert "Only they can answer" in does(lena, "offer", case, home)
    service.agree(OfferRow.objects.get().id, opened, LATER)
    assert "They said yes" in reads(lena, "offered", case)
    assert "host is invited" in does(lena, "introduction", case)
    meeting = IntroductionRow.objects.get().id
    assert "nothing is told yet" in does(lena, "hold", case, meeting)
    both_say_yes(service, opened)
    lena = a_while_later(service, LATER + DAY)
    assert "Both have said that it goes on" in reads(lena, "move", case)
    assert "the rooms are kept" in does(lena, "move", case, **ARRIVAL)
    assert HOST in reads(lena, "card", case)
    stay = PlacementRow.objects.get().id
    assert "They live there" in does(lena, "arrived", case, stay, on=str(STAY.first))
    longer = STAY.first + timedelta(100)
    assert "The stay is longer now" in does(lena, "extend", case, stay, until=str(longer))
    lena = a_while_later(service, MOMENT + 9 * DAY)
    on = str((MOMENT + 8 * DAY).date())
    ended = does(lena, "ending", case, stay, why="own_home", on=on)

    assert "The person has a home of their own" in ended
    assert "The stay has ended" in ended
    assert PlacementRow.objects.get().state == "ended"
