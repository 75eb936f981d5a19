"""The supervised meeting on its page: never who said no."""

import pytest
from django.test import Client

from hearth.actions import consent, introduction
from hearth.actions.intake import Opened
from hearth.core.audience import Audience
from hearth.core.consent import ENDED_WORDS
from hearth.store.models import HostRow, IntroductionRow
from tests.service import LATER, Service
from tests.web.caseworker.acts import (
    TOLD,
    a_while_later,
    at,
    does,
    meet,
    put,
    reads,
    text_of,
)

pytestmark = pytest.mark.django_db
SIDES = (Audience.RESIDENT, Audience.HOST)


def test_before_a_yes_there_is_nobody_to_meet(
    service: Service, opened: Opened, lena: Client
) -> None:
    put(lena, service, opened)

    assert "said yes to no home yet" in reads(lena, "introduction", opened.case)
    assert lena.post(at("introduction", opened.case)).status_code == 404
    assert not IntroductionRow.objects.exists()


def test_the_host_reads_a_card_that_says_what_to_prepare_and_no_name(
    service: Service, opened: Opened, lena: Client
) -> None:
    service.agree(put(lena, service, opened), opened, LATER)

    page = does(lena, "introduction", opened.case)

    card = page[page.index("The card that the host reads") :]
    assert "1 adult" in card
    assert "Robin" not in card


def test_a_host_without_a_sign_in_is_not_invited(
    service: Service, opened: Opened, lena: Client
) -> None:
    HostRow.objects.update(principal=None)
    service.agree(put(lena, service, opened), opened, LATER)

    assert "The host has no sign-in yet" in reads(lena, "introduction", opened.case)
    assert lena.post(at("introduction", opened.case)).status_code == 409


def test_both_tabs_that_say_they_have_met_say_it_once(
    service: Service, opened: Opened, lena: Client
) -> None:
    meeting = meet(lena, service, opened)
    tell_at = IntroductionRow.objects.get().tell_at

    again = lena.post(at("hold", opened.case, meeting))
    off = lena.post(at("hold_off", opened.case, meeting))

    assert (again.status_code, off.status_code) == (409, 409)
    assert IntroductionRow.objects.get().tell_at == tell_at


def test_a_meeting_is_called_off_before_it_was_held(
    service: Service, opened: Opened, lena: Client
) -> None:
    service.agree(put(lena, service, opened), opened, LATER)
    does(lena, "introduction", opened.case)

    page = does(lena, "hold_off", opened.case, IntroductionRow.objects.get().id)

    assert "The meeting is called off." in page
    assert ENDED_WORDS in page


@pytest.mark.parametrize("answers", [(), (True,), (False,), (True, True), (True, False)])
def test_until_both_are_told_the_page_is_the_same_whatever_was_answered(
    answers: tuple[bool, ...], service: Service, opened: Opened, lena: Client
) -> None:
    meeting = meet(lena, service, opened)
    before = _said(lena, opened)
    sides = (opened.resident, service.hosts[service.homes[0]])
    for side, willing in zip(sides, answers, strict=False):
        introduction.answer(introduction_id=meeting, willing=willing, by=side, now=LATER)

    assert _said(lena, opened) == before


def test_a_no_of_either_side_and_a_yes_taken_back_end_in_the_same_words(
    service: Service, lena: Client
) -> None:
    ends = []
    for whose in ("resident", "host", "withdrawn"):
        opened = service.open_case()
        meeting = meet(lena, service, opened)
        row = IntroductionRow.objects.get(id=meeting)
        if whose == "withdrawn":
            consent.withdraw(offer_id=row.offer_id, by=opened.resident, now=LATER)
        else:
            host = service.hosts[service.homes[0]]
            side = host if whose == "host" else opened.resident
            introduction.answer(introduction_id=meeting, willing=False, by=side, now=LATER)
        introduction.tell(introduction_id=meeting, by=service.program, now=TOLD)
        later = a_while_later(service, TOLD)
        ends.append(_said(later, opened))
        lena = a_while_later(service, LATER)

    assert ENDED_WORDS in ends[0]
    assert ends[0] == ends[1] == ends[2]


def _said(lena: Client, opened: Opened) -> str:
    """The introduction and the offers as they read, without ids and tokens."""
    import re

    pages = " ".join(reads(lena, page, opened.case) for page in ("introduction", "offered"))
    words = re.sub(r"<[^>]+>", " ", pages)
    return re.sub(r"\s+", " ", words)


def test_what_each_is_told_and_when_stands_on_the_page(
    service: Service, opened: Opened, lena: Client
) -> None:
    meet(lena, service, opened)

    page = text_of(lena.get(at("introduction", opened.case)))

    assert "What each is told, and when" in page
    assert "Both are told" in page
