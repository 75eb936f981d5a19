"""A person says by which ways they may be reached, letters and their own clock among them."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hearth.core.programme import ContactRules
from hearth.core.reach import Channel, Reach
from hearth.queries.telling import reach as ask
from hearth.store import programmes
from hearth.store.models import CaseRow
from hearth.web.resident.forms import Ways
from tests.builders import TODAY
from tests.service import LATER, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
LETTER = {"channels": ["letter"], "post": "R. Vale\n4 Elm Street\nThornby", "days": "7"}


@pytest.fixture
def service() -> Service:
    made = a_service(homes=1)
    open_doors(made, LATER)
    return made


def says(browser: Client, typed: dict[str, Any]) -> str:
    answer = browser.post(reverse("resident:ways"), typed, follow=True)
    return answer.content.decode()


def test_letters_are_safe_where_they_say_so_with_what_stands_on_the_envelope(
    service: Service,
) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)

    assert "as they stand on an envelope" in says(browser, {"channels": ["letter"], "days": "7"})
    page = says(browser, LETTER)

    said = ask.own(by=opened.resident, now=LATER)
    assert said is not None
    assert said.channels == {Channel.LETTER}
    assert "4 Elm Street" in page


def test_a_clock_of_their_own_is_shown_by_its_city(service: Service) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident)

    page = says(browser, {**LETTER, "zone": "Asia/Kathmandu"})

    said = ask.own(by=opened.resident, now=LATER)
    assert said is not None
    assert said.zone == "Asia/Kathmandu"
    assert "Kathmandu" in page
    assert "Choose one of these" in says(browser, {**LETTER, "zone": "Mars/Base"})


def rules(service: Service, **other: bool) -> ContactRules:
    opened = service.open_case()
    return replace(programmes.of(CaseRow.objects.get(id=opened.case).programme).contact, **other)


def said(rules: ContactRules, **typed: Any) -> Reach:
    told = {"channels": ["call"], "phone": "01632 960000", "days": "7", **typed}
    form = Ways(told, rules=rules)
    assert form.is_valid(), form.errors
    return form.reach(TODAY, "en")


@pytest.mark.parametrize("by_rule", [False, True])
def test_whether_a_message_may_be_left_is_theirs_to_say_else_the_programmes(
    service: Service, by_rule: bool
) -> None:
    asked = rules(service, voicemail=by_rule)

    assert said(asked).voicemail == by_rule
    assert said(asked, voicemail="yes").voicemail
    assert not said(asked, voicemail="no").voicemail


@pytest.mark.parametrize("by_rule", [False, True])
def test_an_envelope_without_the_choice_is_a_yes_where_the_programme_says_so(
    service: Service, by_rule: bool
) -> None:
    asked = rules(service, letters=by_rule)

    told = said(asked, post=LETTER["post"])
    assert (Channel.LETTER in told.channels) == by_rule
    assert Channel.LETTER not in said(asked).channels
    assert Channel.LETTER in said(asked, **LETTER).channels
