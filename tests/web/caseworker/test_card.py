"""The card that goes with the person: a name and an address by their own yes alone."""

import re

import pytest
import typst
from django.test import Client
from django.urls import reverse

from hearth.actions import consent
from hearth.actions.intake import Opened
from hearth.store.models import OfferRow
from hearth.web.caseworker import card
from tests.service import LATER, Service
from tests.web.caseworker.acts import (
    HOST,
    STREET,
    at,
    is_missing,
    meet,
    plan,
    put,
    reads,
)

pytestmark = pytest.mark.django_db


def test_before_a_home_was_put_there_is_no_card(opened: Opened, lena: Client) -> None:
    assert is_missing(lena, "card", opened.case)
    assert is_missing(lena, "card_pdf", opened.case)


def test_the_case_leads_to_the_card_once_a_home_was_put(
    service: Service, opened: Opened, lena: Client
) -> None:
    before = reads(lena, "case", opened.case)
    put(lena, service, opened)

    assert "The home card" not in before
    assert "The home card" in reads(lena, "case", opened.case)


def test_no_link_leads_to_a_card_that_is_not_there(
    service: Service, opened: Opened, lena: Client
) -> None:
    link = f'href="{reverse("caseworker:card", args=[opened.case])}"'
    assert link not in reads(lena, "move", opened.case)

    put(lena, service, opened)

    assert link in reads(lena, "move", opened.case)


def test_the_card_of_a_planned_move_says_where_and_how_and_what_to_bring(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, _ = plan(lena, service, opened)

    page = reads(lena, "card", opened.case)

    assert all(word in page for word in (HOST, STREET, "by train", "a charger", "supper at seven"))
    assert "Robin" not in page[page.index("h-homecard") :]


def test_without_a_yes_no_name_and_no_address_stand_on_it(
    service: Service, opened: Opened, lena: Client
) -> None:
    put(lena, service, opened)

    page = reads(lena, "card", opened.case)

    assert "No name and no address stand on it" in page
    assert HOST not in page
    assert STREET not in page


def test_a_yes_taken_back_takes_name_and_address_off_the_card(
    service: Service, opened: Opened, lena: Client
) -> None:
    lena, _ = plan(lena, service, opened)
    offered = OfferRow.objects.get().id
    consent.withdraw(offer_id=offered, by=opened.resident, now=LATER)

    page = reads(lena, "card", opened.case)

    assert HOST not in page
    assert STREET not in page


def test_while_both_wait_to_be_told_the_card_is_the_same_after_a_withdrawal(
    service: Service, opened: Opened, lena: Client
) -> None:
    meet(lena, service, opened)
    before = reads(lena, "card", opened.case)
    consent.withdraw(offer_id=OfferRow.objects.get().id, by=opened.resident, now=LATER)

    assert _plain(reads(lena, "card", opened.case)) == _plain(before)


def _plain(page: str) -> str:
    return re.sub(r'value="[^"]{60,}"', "", page)


@pytest.mark.parametrize("code", ["en", "uk", "ar", "es", "none"])
def test_the_file_is_made_in_each_language_and_kept_nowhere(
    code: str, service: Service, opened: Opened, lena: Client
) -> None:
    lena, _ = plan(lena, service, opened)

    answer = lena.get(at("card_pdf", opened.case), {"in": code})

    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="card.pdf"'
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_people_wrote_is_text_and_never_a_command_to_the_printer(
    service: Service, opened: Opened, lena: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    lena, _ = plan(lena, service, opened)
    hostile = '#read("/etc/hostname") $x$ *bold* <b> "quoted" \\ مرحبا 🙂'
    given: list[str] = []
    compiled = typst.compile

    def compile_(*words: object, **named: dict[str, str]) -> object:
        given.append(named["sys_inputs"]["card"])
        return compiled(*words, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(typst, "compile", compile_)
    monkeypatch.setattr(card, "_pack", lambda found: [(card.TO_BRING, (hostile,))])

    assert lena.get(at("card_pdf", opened.case)).content.startswith(b"%PDF-")
    assert '#read(\\"/etc/hostname\\")' in given[0]


def test_the_other_language_stands_in_its_own_direction(
    service: Service, opened: Opened, lena: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(lena, service, opened)
    monkeypatch.setattr(card, "say", lambda text: f"«{text}»")

    page = reads(lena, "card", opened.case, **{"in": "ar"})

    assert '<span lang="ar" dir="rtl" class="h-homecard__other">«Where you go»</span>' in page
