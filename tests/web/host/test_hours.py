"""A host says when and in which language they are written to, and so it is done."""

from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from hearth.actions import outbox, reach
from hearth.core.errors import WrongHands
from hearth.core.gate import NEWS, Message
from hearth.core.gate.outbox import GRACE, Written
from hearth.core.identity import HostIdentity
from hearth.core.reach import Channel, HostHours
from hearth.exchange.ways import Ways
from hearth.store import facts
from hearth.store.models import HomeRow, OutboxRow
from tests.service import LATER, Service
from tests.web.doors import comes_in

pytestmark = pytest.mark.django_db
LEAVES = LATER + GRACE


class Taken:
    """A way that keeps what it is given."""

    def __init__(self) -> None:
        self.got: list[Written] = []

    def make_ready(self) -> None: ...

    def send(self, words: Written, id: object) -> None:
        self.got.append(words)

    def close(self) -> None: ...


def sent(service: Service, way: Taken) -> outbox.Round:
    home = HomeRow.objects.select_related("host").get(id=service.homes[0])
    told = HostIdentity(name="Ada Lind", email="ada@example.net")
    facts.change(home.host.identity_id, told, by=service.duty, now=LATER)
    note = Message(to=service.hosts[service.homes[0]].id, purpose=NEWS)
    outbox.queue(note, key="one", case=service.open_case().case, by=service.duty, now=LATER)
    ways = Ways({Channel.MAIL: way})
    return outbox.send_due(
        by=service.program, clock=lambda: LEAVES, ways=ways, zone=ZoneInfo("UTC")
    )


def test_a_host_is_written_to_in_the_language_they_chose(service: Service) -> None:
    browser, way = comes_in(service.hosts[service.homes[0]]), Taken()
    browser.post(reverse("host:hours"), {"language": "uk"})

    assert sent(service, way) == outbox.Round(sent=1)
    (words,) = way.got
    assert words.body == "Для вас є щось нове почитати."
    assert (
        "This holds from now on"
        in browser.get(reverse("host:hours"), {"done": "said"}).content.decode()
    )


def test_outside_the_hours_of_a_host_by_their_clock_it_waits(service: Service) -> None:
    browser = comes_in(service.hosts[service.homes[0]])
    typed = {"language": "en", "first_hour": "03:00", "last_hour": "04:00"}
    browser.post(reverse("host:hours"), {**typed, "zone": "Asia/Kathmandu"})

    assert sent(service, Taken()) == outbox.Round(waiting=1)
    next_at = OutboxRow.objects.get().next_at.astimezone(ZoneInfo("Asia/Kathmandu"))
    assert next_at.time() == time(3)
    assert next_at - LEAVES < timedelta(days=1)


def test_one_hour_alone_is_refused_beside_its_field(service: Service) -> None:
    browser = comes_in(service.hosts[service.homes[0]])

    answer = browser.post(reverse("host:hours"), {"language": "en", "first_hour": "03:00"})

    assert "Choose two different hours, or none" in answer.content.decode()


def test_nobody_says_it_for_a_host(service: Service) -> None:
    with pytest.raises(WrongHands):
        reach.say_hours(hours=HostHours(), by=service.duty, now=LATER)
