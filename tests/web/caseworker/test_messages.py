"""What leaves about a case, as the office sees it; and the person, what was sent to them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.actions.intake import Opened
from hearth.actions.telling import outbox, reach
from hearth.core.gate import NEWS, Message
from hearth.core.gate.outbox import GRACE, State, Written
from hearth.core.reach import Channel, Reach
from hearth.exchange.ways import NotDelivered, Ways, chosen
from hearth.store.models import EntryRow, OutboxRow
from tests.builders import TODAY
from tests.service import LATER, Service
from tests.web.caseworker.acts import at, text_of
from tests.web.doors import comes_in

pytestmark = pytest.mark.django_db
LEAVES = LATER + GRACE


class Taken:
    """A way that takes everything, or nothing."""

    def __init__(self, *, takes: bool = True) -> None:
        self.takes = takes

    def make_ready(self) -> None: ...

    def send(self, words: Written, id: object) -> None:
        if not self.takes:
            raise NotDelivered

    def close(self) -> None: ...


@pytest.fixture
def safe(opened: Opened) -> Opened:
    """Somebody who may be sent a text."""
    said = Reach(
        channels=frozenset({Channel.TEXT}),
        phone="01632 960000",
        said_on=TODAY,
        holds_until=TODAY + timedelta(30),
    )
    reach.say(reach=said, by=opened.resident, now=LATER)
    return opened


def send(service: Service, *, takes: bool = True) -> None:
    ways = Ways({Channel.TEXT: Taken(takes=takes)})
    outbox.send_due(by=service.program, clock=lambda: LEAVES, ways=ways, zone=chosen.zone({}))


def write(lena: Client, opened: Opened, words: str) -> str:
    return text_of(lena.post(at("messages", opened.case), {"words": words}, follow=True))


def test_a_message_is_written_waits_leaves_and_is_seen_by_both(
    service: Service, safe: Opened, lena: Client
) -> None:
    page = write(lena, safe, "Please ring me")
    assert "waits" in page
    assert "Please ring me" in page

    send(service)

    page = text_of(lena.get(at("messages", safe.case)))
    assert "by text message" in page
    assert "01632 960000" in page
    mine = text_of(comes_in(safe.resident).get(reverse("resident:sent")))
    assert "Please ring me" in mine
    assert "01632 960000" in mine


def test_words_that_tell_the_home_are_refused_however_they_are_typed(
    service: Service, safe: Opened, lena: Client
) -> None:
    service.put_offer(safe)

    for words in ("It is 9, ALDER ROW", "ask a. LIND", "in thornby", "Robin, come"):
        assert "write it so that anybody may read it" in write(lena, safe, words)
    assert OutboxRow.objects.count() == 0


def test_whoever_tries_words_to_learn_which_are_protected_leaves_an_entry_for_each(
    service: Service, safe: Opened, lena: Client
) -> None:
    service.put_offer(safe)

    for words in ("Is it in Thornby?", "Is it 9 Alder Row?", "We hope that you are well."):
        write(lena, safe, words)

    kept_back = EntryRow.objects.filter(act="words.kept_back")
    about = [(row.by, row.about) for row in kept_back]
    assert about == [(service.duty.id.hex, safe.case.hex)] * 2


def test_nothing_is_queued_for_whoever_has_said_nothing(opened: Opened, lena: Client) -> None:
    assert "nothing is sent" in write(lena, opened, "Please ring me")
    assert OutboxRow.objects.count() == 0


def test_one_that_waits_is_stopped_and_a_stale_tab_changes_nothing(
    service: Service, safe: Opened, lena: Client
) -> None:
    write(lena, safe, "Please ring me")
    row = OutboxRow.objects.get()
    stop = at("message_stop", safe.case, row.id)

    assert "is stopped" in text_of(lena.post(stop, follow=True))
    assert lena.post(stop).status_code == 409
    send(service)
    assert OutboxRow.objects.get().state == State.CANCELLED
    assert "Nothing was sent to you" in text_of(comes_in(safe.resident).get("/me/reach/sent"))


def test_what_did_not_leave_is_a_task_on_the_board_until_it_is_done(
    service: Service, safe: Opened, lena: Client
) -> None:
    write(lena, safe, "Please ring me")
    send(service, takes=False)

    board = reverse("caseworker:board")
    assert "a message did not leave" in text_of(lena.get(board))
    assert "did not take it" in text_of(lena.get(at("messages", safe.case)))
    lena.post(at("message_settle", safe.case, OutboxRow.objects.get().id))
    assert "a message did not leave" not in text_of(lena.get(board))


def test_an_answer_in_confidence_is_not_on_the_offices_page(
    service: Service, safe: Opened, lena: Client
) -> None:
    note = Message(to=safe.resident.id, purpose=NEWS)
    outbox.queue(note, key="answer", case=None, by=service.lead, now=LATER)
    send(service, takes=False)

    assert "Nothing has left" in text_of(lena.get(at("messages", safe.case)))
    assert "a message did not leave" not in text_of(lena.get(reverse("caseworker:board")))
    hidden = OutboxRow.objects.get().id
    assert lena.post(at("message_settle", safe.case, hidden)).status_code == 404


def test_twenty_messages_cost_no_more_queries_than_one(
    service: Service, safe: Opened, lena: Client
) -> None:

    counts = []
    for many in (1, 20):
        for _ in range(many):
            outbox.write(case=safe.case, words="Please ring me", by=service.duty, now=LATER)
        with CaptureQueriesContext(connection) as made:
            lena.get(at("messages", safe.case))
        counts.append(len(made))
    assert counts[0] == counts[1]
