"""Links, codes and sign-ins that have ended: one sentence says what happened, another what to do,
and neither whose it was."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions.keys import sign_in
from hearth.core.feeds import LASTS
from hearth.store.models import HostRow, PrincipalRow
from tests.web.caseworker.test_imports import IDA, send, sheet
from tests.web.doors import comes_in
from tests.web.front.people import BOARD, NAME, OWN, Door
from tests.web.front.test_second import enrols, halfway
from tests.web.handover.test_handover import lent
from tests.web.staff.calendars import address_of

NOT_IN = "You are not signed in, or not any more. A sign-in ends by itself after twelve hours"
ENDED, FIRST = "Perhaps it has ended, or it is not yours to see.", "Go to your first page"
ASK = "Ask whoever gave you your name or code: they can give you a new one."
SAID = "He stood at the gate again."


def a_page_after_twelve_hours(door: Door) -> Any:
    client = door.comes_in()
    door.later(hours=13)
    return client.get(BOARD, follow=True)


def a_press_after_twelve_hours(door: Door) -> Any:
    client = door.comes_in()
    door.later(hours=13)
    return client.post(reverse("caseworker:begin"), follow=True)


def words_after_twelve_hours(door: Door) -> Any:
    client = comes_in(door.service.hosts[door.service.homes[0]], door.now)
    door.later(hours=13)
    return client.post(reverse("host:diary"), {"words": SAID, "kind": "note", "keep": "words"})


def the_second_step_after_a_while(door: Door) -> Any:
    enrols(door.comes_in())
    client = halfway(door)
    door.later(minutes=16)
    return client.post("/second", {"code": "123456"}, follow=True)


def the_first_secret_after_a_while(door: Door) -> Any:
    given = a_code(door)
    client = Client()
    client.post("/", {"name": given, "secret": ""})
    door.later(minutes=16)
    return client.post("/secret", {"secret": OWN, "again": OWN}, follow=True)


def a_code_once_there_is_a_newer_one(door: Door) -> Any:
    before = a_code(door)
    a_code(door)
    return Client().post("/", {"name": before, "secret": ""})


def a_code_that_was_used(door: Door) -> Any:
    given = a_code(door)
    client = Client()
    client.post("/", {"name": given, "secret": ""})
    client.post("/secret", {"secret": OWN, "again": OWN})
    return Client().post("/", {"name": given, "secret": ""})


def a_code(door: Door) -> str:
    """A new printed code of the host."""
    host = HostRow.objects.get(homes=door.service.homes[0])
    return sign_in.give_code(to=host.id, by=door.service.duty, now=door.now)


def the_secret_of_somebody_who_left(door: Door) -> Any:
    PrincipalRow.objects.exclude(sign_in=None).update(ended_at=door.now)
    return door.tries(Client(), NAME, OWN)


def a_lent_device_of_whom_nobody_is_in_any_more(door: Door) -> Any:
    device = lent(door.service)
    device.post("/back")
    door.later(hours=13)
    return device.post("/back/in", {"secret": OWN}, follow=True)


def a_calendar_that_nobody_renewed(door: Door) -> Any:
    address = address_of(door.comes_in())
    door.later(days=LASTS.days)
    return Client().get(address)


def a_calendar_that_was_ended(door: Door) -> Any:
    client = door.comes_in()
    address = address_of(client)
    client.post(reverse("staff:calendar_end"))
    return Client().get(address)


def a_list_that_was_thrown_away(door: Door) -> Any:
    client = door.comes_in()
    page = send(client, sheet(IDA)).headers["Location"]
    client.post(f"{page}/away")
    return client.get(page)


def a_receipt_that_opens_nothing(door: Door) -> Any:
    return Client().post("/say/answer", {"receipt": "1234 5678 1234 5678"})


@pytest.mark.parametrize(
    ("happens", "what", "then"),
    [
        (a_page_after_twelve_hours, NOT_IN, "Sign in to go on"),
        (a_press_after_twelve_hours, NOT_IN, "Sign in to go on"),
        (words_after_twelve_hours, "so this was not sent; sign in and send it again", SAID),
        (the_second_step_after_a_while, "after a quarter of an hour", "Sign in to go on"),
        (the_first_secret_after_a_while, "after a quarter of an hour", "Sign in to go on"),
        (a_code_once_there_is_a_newer_one, "do not go together", ASK),
        (a_code_that_was_used, "do not go together", ASK),
        (the_secret_of_somebody_who_left, "do not go together", ASK),
        (a_lent_device_of_whom_nobody_is_in_any_more, NOT_IN, "Sign in to go on"),
        (a_calendar_that_nobody_renewed, ENDED, FIRST),
        (a_calendar_that_was_ended, ENDED, FIRST),
        (a_list_that_was_thrown_away, ENDED, FIRST),
        (a_receipt_that_opens_nothing, "opens nothing here", "Compare it with what you wrote down"),
    ],
)
def test_what_has_ended_says_so_and_what_to_do(
    happens: Callable[[Door], Any], what: str, then: str, door: Door
) -> None:
    page = text(happens(door))

    assert what in page
    assert then in page
    for whose in ("Ada Lind", "Sofia", "Robin", "Ida Holm", OWN, "/case/"):
        assert whose not in page


def text(answer: Any) -> str:
    """A page in one line, without what is written for machines in its head."""
    page: str = answer.content.decode()
    return re.sub(r"\s+", " ", page.split("<body", 1)[-1])
