"""Somebody asks on their page what is known of them; the lead answers, and they read it there."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from hearth.actions import concerns, placement
from hearth.actions.intake import Opened
from hearth.actions.kept import retention
from hearth.core.concerns import Kind
from hearth.core.placement import Ending
from hearth.store.models import KeepingRow, RequestRow
from tests.service import LATER, PROGRAMME, STAY, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db


class People:
    """A service, somebody who waits, and browsers of theirs and of the staff."""

    def __init__(self) -> None:
        self.service: Service = a_service()
        self.opened: Opened = self.service.open_case()
        open_doors(self.service)
        self.me, self.lead = comes_in(self.opened.resident), comes_in(self.service.lead)
        self.desk = comes_in(self.service.duty)

    def post(self, client: Client, name: str, *ids: object, **words: str) -> str:
        there = reverse(name, args=list(ids))
        return client.post(there, words, follow=True).content.decode()

    def get(self, client: Client, name: str, *ids: object) -> str:
        return client.get(reverse(name, args=list(ids))).content.decode()


@pytest.fixture
def people() -> Iterator[People]:
    with transaction.atomic():
        yield People()


def test_they_ask_and_are_answered_on_their_own_page(people: People) -> None:
    assert "within a month" in people.get(people.me, "resident:known")
    asked = people.post(people.me, "resident:known_ask")
    assert "4 June 2031" in asked or "5 June 2031" in asked
    row = RequestRow.objects.get()
    assert people.me.get(reverse("resident:known_answer")).status_code == 404

    assert row.case_id.hex[:8] in people.get(people.lead, "lead:asked")
    assert "Go through it" in people.get(people.lead, "lead:asking", row.id)
    people.post(people.lead, "lead:asking_take_up", row.id)
    said = people.post(people.lead, "lead:asking_answer", row.id, words="Here it is.")

    assert "They are answered" in said
    assert "Here it is." in people.get(people.me, "resident:known")
    page = people.get(people.me, "resident:known_answer")
    assert "Robin" in page
    assert "What I need, fear and refuse" in page
    assert "My page" in page


def test_a_refusal_is_read_with_its_reason(people: People) -> None:
    people.post(people.me, "resident:known_ask")
    row = RequestRow.objects.get()
    people.post(people.lead, "lead:asking_take_up", row.id)

    assert "Write why not" in people.post(people.lead, "lead:asking_refuse", row.id, reason="")
    people.post(people.lead, "lead:asking_refuse", row.id, reason="You asked <b>yesterday</b>.")

    page = people.get(people.me, "resident:known")
    assert "You asked &lt;b&gt;yesterday" in page
    assert "This is settled" in people.get(people.lead, "lead:asking", row.id)


def test_a_form_sent_again_changes_nothing(people: People) -> None:
    people.post(people.me, "resident:known_ask")
    again = people.me.post(reverse("resident:known_ask"))

    assert again.status_code == 409
    assert RequestRow.objects.count() == 1


def test_while_the_work_goes_on_nothing_is_erased_and_afterwards_they_ask(people: People) -> None:
    assert "While we work together" in people.get(people.me, "resident:known")
    assert people.me.post(reverse("resident:known_erase")).status_code == 404
    retention.close(case=people.opened.case, by=people.service.duty, now=LATER)

    people.post(people.me, "resident:known_erase")

    assert KeepingRow.objects.get().state == "asked"
    assert "Somebody asked" in people.get(people.lead, "lead:kept")


def test_the_lead_restricts_a_case_and_nobody_of_the_office_opens_it(people: People) -> None:
    case = people.opened.case
    retention.close(case=case, by=people.service.duty, now=LATER)
    people.post(people.me, "resident:known_erase")

    wrong = people.post(people.lead, "lead:kept_restrict", case, until="1 1 2020")
    assert "is to come" in wrong
    said = people.post(people.lead, "lead:kept_restrict", case, until="27 3 2040")

    assert "It is restricted" in said
    assert "27 March 2040" in people.get(people.me, "resident:known")
    assert people.desk.get(reverse("caseworker:case", args=[case])).status_code == 404
    for client, name in (
        (people.desk, "caseworker:board"),
        (people.desk, "caseworker:find"),
        (people.lead, "lead:board"),
        (people.lead, "lead:said"),
        (people.me, "resident:begin"),
    ):
        assert client.get(reverse(name)).status_code == 200
    people.post(people.lead, "lead:kept_wake", case, purpose="The court has asked for it.")
    assert "The court has asked" in people.get(people.me, "resident:known")
    assert people.desk.get(reverse("caseworker:over", args=[case])).status_code == 200


def test_a_concern_of_a_restricted_or_an_erased_case_leaves_the_others_to_be_read(
    people: People,
) -> None:
    stay = people.service.live(people.opened)
    other = people.service.live(people.service.open_case(), people.service.homes[1])
    for placement_id in (stay, other):
        say(people, placement_id)
    placement.end(
        placement_id=stay,
        why=Ending.PLANNED,
        on=STAY.first + timedelta(days=1),
        by=people.service.duty,
        office=people.service.duty,
        now=LATER + timedelta(days=3),
    )
    case = people.opened.case
    retention.close(case=case, by=people.service.duty, now=LATER)
    retention.ask(case=case, by=people.service.duty, now=LATER)
    pages = ("lead:board", "lead:said", "lead:records")

    people.post(people.lead, "lead:kept_restrict", case, until="27 3 2040")
    assert [people.lead.get(reverse(one)).status_code for one in pages] == [200] * 3
    people.post(people.lead, "lead:kept_wake", case, purpose="The court has asked for it.")
    people.post(people.lead, "lead:kept_erase", case)
    assert [people.lead.get(reverse(one)).status_code for one in pages] == [200] * 3


def say(people: People, placement_id: UUID) -> None:
    """The lead notes a concern of a stay."""
    concerns.raise_one(
        placement_id=placement_id,
        kind=Kind.WORRY,
        words="He shouts at night.",
        programme=f"{PROGRAMME}.1",
        by=people.service.lead,
        now=LATER,
    )
