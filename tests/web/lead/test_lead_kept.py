"""Closing a case and erasing what is kept of it, as the caseworker and the lead see it."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.actions.intake import Opened
from hearth.actions.kept import retention
from hearth.core.errors import WrongHands
from hearth.store.models import KeepingRow
from tests.service import LATER, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
REASON = "A claim before the court."


class Office:
    """A service with a case that nobody lives by, and browsers of its people."""

    def __init__(self) -> None:
        self.service: Service = a_service()
        self.opened: Opened = self.service.open_case()
        open_doors(self.service)
        self.desk, self.lead = comes_in(self.service.duty), comes_in(self.service.lead)

    def post(self, client: Client, name: str, **words: str) -> str:
        """What is shown after this form."""
        answer = client.post(reverse(name, args=[self.case]), words, follow=True)
        return answer.content.decode()

    def get(self, client: Client, name: str) -> str:
        return client.get(reverse(name, args=[self.case])).content.decode()

    @property
    def case(self) -> UUID:
        return self.opened.case


@pytest.fixture
def office() -> Iterator[Office]:
    with transaction.atomic():
        yield Office()


def test_a_case_is_closed_and_its_page_says_how_long_it_is_kept(office: Office) -> None:
    assert "Close the case" in office.get(office.desk, "caseworker:over")

    page = office.post(office.desk, "caseworker:close")

    assert "This case is closed" in page
    assert "The case is kept until" in page
    assert "Ask the lead to erase it" in page


def test_while_somebody_lives_by_it_it_stays_open(office: Office) -> None:
    office.service.live(office.opened)

    answer = office.desk.post(reverse("caseworker:close", args=[office.case]))

    assert answer.status_code == 409
    assert "end the stay first" in answer.content.decode()
    assert not KeepingRow.objects.exists()


def test_the_lead_sees_who_asked_and_says_yes(office: Office) -> None:
    office.post(office.desk, "caseworker:close")
    assert "The lead is asked" in office.post(office.desk, "caseworker:ask_erase")

    assert office.case.hex[:8] in office.lead.get(reverse("lead:kept")).content.decode()
    assert "It cannot be undone" in office.get(office.lead, "lead:kept_one")
    page = office.post(office.lead, "lead:kept_erase")

    assert "It is erased." in page
    assert "Nobody has asked." in page
    assert office.desk.get(reverse("caseworker:case", args=[office.case])).status_code == 404


def test_the_lead_says_no_with_a_reason_that_no_caseworker_reads(office: Office) -> None:
    office.post(office.desk, "caseworker:close")
    office.post(office.desk, "caseworker:ask_erase")

    assert "Write why it must be kept" in office.post(office.lead, "lead:kept_hold", reason=" ")
    page = office.post(office.lead, "lead:kept_hold", reason=REASON)

    assert "It is held." in page
    assert REASON in page
    assert REASON in office.get(office.lead, "lead:kept_one")
    assert "held by the lead" in (seen := office.get(office.desk, "caseworker:over"))
    assert REASON not in seen
    assert "The hold is lifted" in office.post(office.lead, "lead:kept_lift")


def test_to_others_the_pages_are_not_there(office: Office) -> None:
    office.post(office.desk, "caseworker:close")
    resident = comes_in(office.opened.resident)

    for client, name in (
        (office.desk, "lead:kept_one"),
        (resident, "lead:kept_one"),
        (resident, "caseworker:over"),
        (office.lead, "caseworker:over"),
    ):
        assert client.get(reverse(name, args=[office.case])).status_code == 404
    with pytest.raises(WrongHands):
        retention.hold(case=office.case, reason="x", by=office.service.duty, now=LATER)


def test_a_double_yes_is_calm(office: Office) -> None:
    office.post(office.desk, "caseworker:close")
    office.post(office.desk, "caseworker:ask_erase")
    office.post(office.lead, "lead:kept_erase")

    answer = office.lead.post(reverse("lead:kept_erase", args=[office.case]))

    assert answer.status_code == 409


def test_more_closed_cases_ask_no_more_questions(office: Office) -> None:
    def closes(opened: Opened) -> int:
        office.desk.post(reverse("caseworker:close", args=[opened.case]))
        office.desk.post(reverse("caseworker:ask_erase", args=[opened.case]))
        with CaptureQueriesContext(connection) as asked:
            assert opened.case.hex[:8] in office.lead.get(reverse("lead:kept")).content.decode()
        return len(asked)

    assert closes(office.opened) == closes(office.service.open_case())
