"""Asking to be a host: open to anybody, told to the office, and it looks nobody up."""

import pytest
from django.test import Client
from django.urls import reverse

from hearth.core.errors import Sealed
from hearth.queries.homes import application as ask
from hearth.store.models import ApplicationRow, ItemRow
from tests.builders import an_id
from tests.service import LATER, Service, a_service
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "Ada Lind",
    "phone": "0123 456",
    "email": "",
    "town": "Thornby",
    "household": "I live alone.",
    "room": "A room for one.",
    "questions": "",
}


@pytest.fixture
def service() -> Service:
    made = a_service(homes=1)
    open_doors(made)
    return made


def test_whoever_writes_is_thanked_in_the_same_words_known_here_or_not(service: Service) -> None:
    stranger = TOLD | {"name": "Nobody Known", "town": "Elsewhere"}

    pages = [
        shown(Client().post(reverse("join:join"), told, follow=True)) for told in (TOLD, stranger)
    ]

    assert pages[0] == pages[1]
    assert "The office has it" in pages[0]
    assert ApplicationRow.objects.count() == 2


def test_what_somebody_wrote_is_sealed_and_the_office_alone_reads_it(service: Service) -> None:
    Client().post(reverse("join:join"), TOLD)
    row = ApplicationRow.objects.get()
    office = comes_in(service.duty)

    listed = shown(office.get(reverse("caseworker:applications")))
    read = shown(office.get(reverse("caseworker:application", args=[row.id])))

    assert b"Thornby" not in bytes(ItemRow.objects.get(id=row.item_id).body)
    assert "Ada Lind" in listed
    assert "A room for one." in read
    assert service.lead is not None
    for who in (service.lead, service.visitor, service.hosts[service.homes[0]]):
        with pytest.raises(Sealed):
            ask.one(row.id, by=who, now=LATER)


def test_the_office_takes_one_up_and_settles_it_once(service: Service) -> None:
    Client().post(reverse("join:join"), TOLD)
    row, office = ApplicationRow.objects.get(), comes_in(service.duty)

    def act(name: str) -> int:
        return office.post(reverse(f"caseworker:{name}", args=[row.id])).status_code

    assert [act("take_up"), act("take_up"), act("close_application")] == [302, 409, 302]
    assert act("close_application") == 409
    assert "Ada Lind" not in shown(office.get(reverse("caseworker:applications")))
    assert office.get(reverse("caseworker:application", args=[an_id()])).status_code == 404


def test_a_form_without_a_way_to_answer_keeps_every_word_and_says_what_is_missing(
    service: Service,
) -> None:
    html = Client().post(reverse("join:join"), TOLD | {"phone": ""}).content.decode()

    assert "Write a telephone number or an e-mail address" in html
    assert "A room for one." in html
    assert not ApplicationRow.objects.exists()


def test_odd_letters_and_very_long_words_are_kept_or_told_and_never_break_the_page(
    service: Service,
) -> None:
    odd = TOLD | {"name": "\u0639\u0644\u064a \U0001f3e0", "household": "\u201cquoted\u201d\u2026"}

    assert Client().post(reverse("join:join"), odd).status_code == 302
    for wrong in ({"name": "a\x00b"}, {"room": "x" * 20_001}):
        assert Client().post(reverse("join:join"), TOLD | wrong).status_code == 422
    assert ApplicationRow.objects.count() == 1
