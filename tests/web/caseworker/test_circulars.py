"""The pages from which hosts are asked and residents told: whom it would reach is read first."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from hearth.actions.intake import Opened
from hearth.actions.telling import reach
from hearth.core.gate.outbox import State
from hearth.core.identity import HostIdentity
from hearth.store import facts
from hearth.store.models import HostRow, OutboxRow
from tests.actions.telling.test_outbox import a_text
from tests.service import LATER, Service
from tests.web.caseworker.acts import at, reads, refused, text_of

pytestmark = pytest.mark.django_db
DAY = LATER.date()


@pytest.fixture
def service(service: Service) -> Service:
    """Two hosts gave a mail; of the others none is known."""
    for n, row in enumerate(HostRow.objects.order_by("id")[:2]):
        known = HostIdentity(name="Ada Lind", email=f"h{n}@example.net")
        facts.change(row.identity_id, known, by=service.duty, now=LATER, purpose="test")
    return service


def rows_of(page: str) -> dict[str, str]:
    """What stands in the summaries of a page."""
    found = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>\s*<bdi>(.*?)</bdi>", page)
    return {unescape(name).strip(): unescape(value).strip() for name, value in found}


def presses(client: Client, page: str, **said: object) -> str:
    answer = client.post(at(page), said)
    assert answer.status_code == 302, text_of(answer)
    return text_of(client.get(answer.headers["Location"]))


def test_nothing_is_counted_before_a_day_is_chosen(lena: Client) -> None:
    page = reads(lena, "ask_hosts")

    assert "What one press would do" not in page
    assert "Count them" in page


def test_hosts_are_counted_read_of_and_then_asked(service: Service, lena: Client) -> None:
    page = reads(lena, "ask_hosts", day=DAY, area="north", free="yes")

    said = rows_of(page)
    assert said["Chosen"] == str(len(service.homes))
    assert said["Written to now"] == "2"
    assert said["Not written to: no way and hour is safe in time"] == str(len(service.homes) - 2)
    assert said["What it says"] == f"Are you free on this day? Please look and say so: {DAY}"
    assert "Ada Lind" not in page
    assert not OutboxRow.objects.exists()

    after = presses(lena, "ask_hosts", day=DAY, area="north", free="yes", count=2)

    assert "They leave in ten minutes" in after
    assert rows_of(after)["Wait"] == "2"
    assert rows_of(after)["Written to now"] == "0"
    assert "Nobody is left to ask" in after
    assert OutboxRow.objects.count() == 2


def test_hosts_of_another_area_or_not_free_then_are_not_asked(lena: Client) -> None:
    choice = {"day": DAY, "area": "south"}

    assert "Choose one of the list" in reads(lena, "ask_hosts", **choice)
    full = reads(lena, "ask_hosts", day=DAY + timedelta(1), free="yes")
    assert int(rows_of(full)["Chosen"]) > 0


def test_a_number_that_has_changed_since_sends_nothing(service: Service, lena: Client) -> None:
    page = refused(lena, "ask_hosts", day=DAY, count=1)

    assert "Nothing was sent" in page
    assert not OutboxRow.objects.exists()


@pytest.mark.parametrize("day", ["2031-05-01", "2039-01-01", "soon", ""])
def test_a_day_that_cannot_be_meant_is_said_so(lena: Client, day: str) -> None:
    page = refused(lena, "office_closed", day=day, count=0)

    assert "What one press would do" not in page


def test_what_waits_is_stopped(service: Service, lena: Client) -> None:
    presses(lena, "ask_hosts", day=DAY, count=2)

    page = presses(lena, "stop_asking", day=DAY)

    assert "Whatever had not left is stopped" in page
    assert rows_of(page)["Written to now"] == "2"
    assert set(OutboxRow.objects.values_list("state", flat=True)) == {State.CANCELLED}


def test_residents_are_told_and_the_message_stands_with_their_case(
    service: Service, opened: Opened, lena: Client
) -> None:
    service.open_case()  # who never said how they may be reached
    reach.say(reach=a_text(), by=opened.resident, now=LATER)
    said = rows_of(reads(lena, "office_closed", day=DAY))
    assert (said["Chosen"], said["Written to now"]) == ("2", "1")

    presses(lena, "office_closed", day=DAY, under="blank", count=1)

    assert f"We are closed on this day: {DAY}" in reads(lena, "messages", opened.case)
    page = presses(lena, "stop_telling", day=DAY, under="blank")
    assert "is stopped" in page


def test_the_board_leads_to_both(lena: Client) -> None:
    page = reads(lena, "board")

    assert at("ask_hosts") in page
    assert at("office_closed") in page
