"""Calls to make and letters to post, as the office sees them; and the letter as it is printed."""

import json
from datetime import time, timedelta
from uuid import UUID, uuid4

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.actions.intake import Opened
from hearth.actions.telling import outbox, reach
from hearth.core.gate.outbox import GRACE, State
from hearth.core.reach import Channel, Reach
from hearth.exchange.ways import Ways, chosen
from hearth.store.models import OutboxRow
from tests.builders import TODAY
from tests.service import LATER, Service
from tests.web.caseworker.acts import at, is_missing, reads, text_of
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
LEAVES = LATER + GRACE
PHONE, STREET = "01632 960000", "4 Elm Street"


def say(opened: Opened, *channels: Channel, **more: object) -> None:
    told = {
        "channels": frozenset(channels),
        "phone": PHONE,
        "post": f"R. Vale\n{STREET}",
        "said_on": TODAY,
        "holds_until": TODAY + timedelta(30),
        **more,
    }
    reach.say(reach=Reach(**told), by=opened.resident, now=LATER)


def waits(service: Service, opened: Opened, words: str = "Please come by") -> UUID:
    """A message of the office that people have to carry."""
    id = outbox.write(case=opened.case, words=words, by=service.duty, now=LATER)
    assert id is not None
    outbox.send_due(by=service.program, clock=lambda: LEAVES, ways=Ways({}), zone=chosen.zone({}))
    open_doors(service, LEAVES)
    return id


def do(opened: Opened, message: UUID, word: str, lena: Client) -> str:
    to = reverse("caseworker:by_hand_do", args=[opened.case, message, word])
    return text_of(lena.post(to, follow=True))


def test_a_letter_is_printed_with_no_sender_and_posted_once(
    service: Service, opened: Opened, lena: Client
) -> None:
    say(opened, Channel.LETTER, language="ar")
    sent = waits(service, opened)
    assert "ring them, or post a letter" in reads(lena, "board")

    answer = lena.get(at("note", opened.case, sent))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="note.pdf"'
    pages = pypdfium2.PdfDocument(answer.content)
    envelope, sheet = (page.get_textpage().get_text_range() for page in pages)
    assert envelope.split("\r\n") == ["R. Vale", STREET]
    assert "Please come by" in sheet
    assert "Hearth" not in json.dumps(pages.get_metadata_dict())
    assert "it is posted" in do(opened, sent, "posted", lena)
    assert "done already" in do(opened, sent, "posted", lena)
    mine = text_of(comes_in(opened.resident).get(reverse("resident:sent")))
    assert STREET in mine
    assert lena.get(at("note", opened.case, sent)).status_code == 409
    assert is_missing(lena, "note", opened.case, uuid4())


def test_a_call_says_whom_when_and_what_may_be_said(
    service: Service, opened: Opened, lena: Client
) -> None:
    say(opened, Channel.CALL, voicemail=True)
    sent = waits(service, opened)

    page = reads(lena, "by_hand")

    assert PHONE in page
    assert "Please come by" in page
    assert "Please ring me back when you can." in page
    assert "comes back in two hours" in do(opened, sent, "not-reached", lena)
    assert PHONE not in reads(lena, "by_hand")
    assert OutboxRow.objects.get().state == State.BY_HAND


def test_outside_their_hours_no_number_stands_on_the_page(
    service: Service, opened: Opened, lena: Client
) -> None:
    say(opened, Channel.CALL, first_hour=LATER.time(), last_hour=time(23, 30))
    sent = waits(service, opened)
    assert PHONE in reads(lena, "by_hand")

    late = LEAVES.replace(hour=23, minute=45)
    open_doors(service, late)
    lena = comes_in(service.duty, late)

    page = reads(lena, "by_hand")
    assert PHONE not in page
    assert "Please come by" not in page
    assert "Not before" in page
    assert (
        lena.post(reverse("caseworker:by_hand_do", args=[opened.case, sent, "reached"])).status_code
        == 409
    )


def test_somebody_else_answered_and_the_person_reads_that_nobody_rings_any_more(
    service: Service, opened: Opened, lena: Client
) -> None:
    say(opened, Channel.CALL)
    sent = waits(service, opened)

    assert "until they say anew" in do(opened, sent, "not-safe", lena)

    assert "Somebody else answered" in reads(lena, "messages", opened.case)
    page = text_of(comes_in(opened.resident).get(reverse("resident:reach")))
    assert "somebody else answered your telephone" in page


def test_a_letter_that_may_leave_no_more_is_not_posted(
    service: Service, opened: Opened, lena: Client
) -> None:
    say(opened, Channel.LETTER)
    sent = waits(service, opened)
    open_doors(service, LEAVES + timedelta(31))
    lena = comes_in(service.duty, LEAVES + timedelta(31))

    assert lena.get(at("note", opened.case, sent)).status_code == 409
    assert "Do not post it" in do(opened, sent, "posted", lena)
    assert OutboxRow.objects.get().state == State.REFUSED


def test_a_word_that_is_no_act_is_not_there(service: Service, opened: Opened, lena: Client) -> None:
    say(opened, Channel.LETTER)
    sent = waits(service, opened)

    assert do_status(lena, opened, sent, "burn") == 404
    assert do_status(lena, opened, uuid4(), "posted") == 404


def do_status(lena: Client, opened: Opened, message: UUID, word: str) -> int:
    return lena.post(
        reverse("caseworker:by_hand_do", args=[opened.case, message, word])
    ).status_code


def test_ten_errands_cost_no_more_queries_than_one(
    service: Service, opened: Opened, lena: Client
) -> None:
    say(opened, Channel.CALL)
    counts = []
    for many in (1, 9):
        for _ in range(many):
            waits(service, opened)
        with CaptureQueriesContext(connection) as made:
            reads(lena, "by_hand")
        counts.append(len(made))

    assert counts[1] <= counts[0]
