"""Permanence as staff see it: one side's wish alone is nobody else's to know."""

import re

import pytest
from django.test import Client

from hearth.actions import permanence
from hearth.actions.intake import Opened
from hearth.core.audience import Audience
from tests.builders import MOMENT
from tests.service import DAY, Service
from tests.web.caseworker.acts import a_while_later, live, reads

pytestmark = pytest.mark.django_db
WISHED = MOMENT + 3 * DAY
SEEN = WISHED + DAY


def shown(lena: Client, opened: Opened) -> str:
    page = reads(lena, "permanence", opened.case)
    return re.sub(r'value="[^"]{60,}"', "", page)


@pytest.mark.parametrize("whose", [Audience.RESIDENT, Audience.HOST])
def test_one_wish_alone_changes_nothing_on_the_page(
    whose: Audience, service: Service, opened: Opened, lena: Client
) -> None:
    _, stay = live(lena, service, opened)
    lena = a_while_later(service, SEEN)
    before = shown(lena, opened)
    host = service.hosts[service.homes[0]]
    side = host if whose is Audience.HOST else opened.resident
    permanence.wish(placement_id=stay, wanted=True, by=side, now=WISHED)

    assert shown(lena, opened) == before


def test_that_both_wish_it_shows_from_the_day_after_with_the_time_to_think(
    service: Service, opened: Opened, lena: Client
) -> None:
    _, stay = live(lena, service, opened)
    for side in (opened.resident, service.hosts[service.homes[0]]):
        permanence.wish(placement_id=stay, wanted=True, by=side, now=WISHED)

    same_day = shown(a_while_later(service, WISHED), opened)
    next_day = shown(a_while_later(service, SEEN), opened)

    assert "Both wish it" not in same_day
    assert "Both wish it, each by themselves." in next_day
    assert "May be confirmed from" in next_day
    assert "not by you" in next_day


def test_before_a_stay_there_is_nothing_to_wish(opened: Opened, lena: Client) -> None:
    assert "They do not live together" in reads(lena, "permanence", opened.case)
