"""The case page: how each may be reached, and where they stand between a yes and a move."""

from datetime import timedelta

import pytest
from django.test import Client

from hearth.actions.intake import Opened
from hearth.actions.telling import reach
from hearth.core.reach import Channel, Reach, never
from tests.builders import TODAY
from tests.service import LATER, Service
from tests.web.caseworker.acts import a_while_later, plan, reads

pytestmark = pytest.mark.django_db


def said(**other: object) -> Reach:
    told = {
        "channels": frozenset({Channel.TEXT}),
        "phone": "01632 960000",
        "avoid": "shelter",
        "said_on": TODAY,
        "holds_until": TODAY + timedelta(30),
    }
    return Reach(**(told | other))  # type: ignore[arg-type]  # each is of its kind


def test_nobody_contacts_whoever_has_said_nothing(lena: Client, opened: Opened) -> None:
    page = reads(lena, "case", opened.case)

    assert "Do not contact them: they have not said that any way is safe." in page


def test_the_office_reads_the_way_that_is_safe_and_the_words_that_are_not(
    lena: Client, opened: Opened
) -> None:
    reach.say(reach=said(), by=opened.resident, now=LATER)

    page = reads(lena, "case", opened.case)

    assert "Send a text message to 01632 960000." in page
    assert "Never say or write: shelter" in page
    assert "Call " not in page


def test_a_way_that_held_until_yesterday_is_shown_to_nobody(
    service: Service, lena: Client, opened: Opened
) -> None:
    reach.say(reach=said(holds_until=TODAY + timedelta(1)), by=opened.resident, now=LATER)

    page = reads(a_while_later(service, LATER + timedelta(3)), "case", opened.case)

    assert "Do not contact them: what they said held until" in page
    assert "01632" not in page


def test_a_no_stands_there_as_a_no(lena: Client, opened: Opened) -> None:
    reach.say(reach=never(TODAY), by=opened.resident, now=LATER)

    assert "Do not contact them. They have asked for it." in reads(lena, "case", opened.case)


def test_beside_a_planned_move_nobody_waits_for_a_home(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, _ = plan(lena, service, opened)

    page = reads(lena, "case", opened.case)

    assert "Moves in soon" in page
    assert "Waits for a home" not in page
