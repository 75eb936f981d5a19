"""A copy that is put back contacts nobody: what it holds was said, and sent, before it was made."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.urls import reverse

from hearth.actions.telling import outbox, reach
from hearth.core.gate import NEWS, Message
from hearth.core.gate.outbox import GRACE, OF_A_COPY, Act, State
from hearth.core.identity import HostIdentity
from hearth.core.ids import PrincipalId
from hearth.core.reach import Channel, HostHours, Reach, never
from hearth.exchange.ways import Ways
from hearth.queries.telling import messages
from hearth.queries.telling import reach as ask
from hearth.store import facts, rows
from hearth.store import outbox as waiting
from hearth.store.access import SignedIn
from hearth.store.models import FeedRow, HostRow, OutboxRow
from hearth.web.telling.reach import reach as in_words
from tests.actions.telling.test_outbox import Kept, a_text
from tests.builders import MOMENT, TODAY
from tests.promised import Tried
from tests.store.test_copies import DAY, Office
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db(transaction=True)
SENT = MOMENT + GRACE
BACK = 1  # days after the copy on which it is put back
LATER = MOMENT + BACK * DAY


class Outside:
    """An office, and what has left it."""

    def __init__(self, home: Path) -> None:
        self.office = Office(home)
        self.way = Kept()
        reach.say(reach=a_text(), by=self.person, now=MOMENT)
        named = HostIdentity(name="Ada Lind", email="ada@example.net")
        host = HostRow.objects.get(principal=self.host.id)
        duty = self.office.service.duty
        with transaction.atomic():
            facts.change(host.identity_id, named, by=duty, now=MOMENT, purpose="test")

    @property
    def person(self) -> SignedIn:
        return self.office.opened.resident

    @property
    def host(self) -> SignedIn:
        return next(iter(self.office.service.hosts.values()))

    def tells(self, to: SignedIn, key: str, *, case: bool = True, days: int = 0) -> None:
        of = self.office.opened.case if case else None
        note = Message(to=PrincipalId(to.id), purpose=NEWS)
        now = MOMENT + days * DAY
        outbox.queue(note, key=key, case=of, by=self.office.service.duty, now=now)

    def send(self, days: int = 0) -> outbox.Round:
        ways = Ways({Channel.TEXT: self.way, Channel.MAIL: self.way})
        return outbox.send_due(
            by=self.office.service.program,
            clock=lambda: SENT + days * DAY,
            ways=ways,
            zone=ZoneInfo("UTC"),
        )


@pytest.fixture
def outside(home: Path) -> Outside:
    return Outside(home)


@pytest.mark.promise(number="P7")
def test_what_waited_in_a_copy_is_not_sent_from_it_and_the_office_has_the_task(
    outside: Outside, tried: Tried
) -> None:
    for key in ("waits", "taken", "of-people"):
        outside.tells(outside.person, key)
    taken, of_people = (OutboxRow.objects.get(key=key) for key in ("taken", "of-people"))
    waiting.take(taken, by=outside.office.service.program, now=SENT)
    waiting.take(of_people, by=outside.office.service.program, now=SENT)
    program = outside.office.service.program
    rows.step(of_people, waiting.STEPS, Act.HAND, program)
    path = outside.office.copy("copy")
    outside.send()  # the first leaves, after the copy was made
    assert len(outside.way.got) == 1

    done = outside.office.restore(path, days=BACK)
    outside.send(BACK)

    assert done.not_sent == 3
    assert len(outside.way.got) == 1, "it was sent twice"
    assert {row.state for row in OutboxRow.objects.all()} == {State.REFUSED}
    assert {row.why for row in OutboxRow.objects.all()} == {OF_A_COPY}
    seen = messages.of_case(
        case=outside.office.opened.case, by=outside.office.service.duty, now=LATER
    )
    assert [one.is_task for one in seen.first] == [True] * 3
    tried(3, "messages that waited in a copy, each in another state: none was sent from it")


@pytest.mark.promise(number="P7")
def test_after_a_restore_nobody_is_contacted_by_what_they_said_before(
    outside: Outside, tried: Tried
) -> None:
    path = outside.office.copy("copy")
    reach.say(reach=never(TODAY), by=outside.person, now=MOMENT)  # and then the machine is gone

    outside.office.restore(path, days=BACK)
    outside.tells(outside.person, "news", days=BACK)
    outside.tells(outside.host, "to the host", days=BACK)
    outside.send(BACK)

    assert outside.way.got == []
    reach.say(reach=_said_on(LATER.date()), by=outside.person, now=LATER)
    reach.say_hours(hours=HostHours(), by=outside.host, now=LATER)
    outside.tells(outside.person, "more", days=BACK)
    outside.tells(outside.host, "more to the host", days=BACK)
    outside.send(BACK)
    assert sorted(words.channel for _, words in outside.way.got) == [Channel.MAIL, Channel.TEXT]
    tried(2, "people whose ways came out of a copy: reached only once they had said them anew")


def test_what_they_said_counts_by_the_order_of_the_log_and_by_no_clock(outside: Outside) -> None:
    path = outside.office.copy("copy")
    outside.office.restore(path, days=BACK)

    reach.say(reach=a_text(), by=outside.person, now=MOMENT - timedelta(days=400))
    own = ask.own(by=outside.person, now=MOMENT)

    assert own is not None
    assert own.holds(TODAY)


def test_the_office_and_they_themselves_read_that_it_is_of_a_copy(outside: Outside) -> None:
    reach.say(reach=replace(a_text(), avoid="shelter"), by=outside.person, now=MOMENT)
    path = outside.office.copy("copy")
    outside.office.restore(path, days=BACK)

    told = ask.of_case(outside.office.opened.case, by=outside.office.service.duty, now=LATER)
    line = in_words(next(iter(told.values())), LATER.date())

    assert f"a backup of this service was put back on {LATER.day} " in line
    assert "Never say or write: shelter" in line
    assert "01632" not in line
    open_doors(outside.office.service, LATER)
    theirs = comes_in(outside.person).get(reverse("resident:reach")).content.decode()
    assert "Nobody contacts you" in theirs
    assert "a backup of this service was put back" in theirs
    page = comes_in(outside.host).get(reverse("host:hours")).content.decode()
    assert "nothing is sent to you" in page


def test_a_calendar_address_of_a_copy_opens_nothing(outside: Outside) -> None:
    FeedRow.objects.create(
        reader_id=outside.host.id, token_hash="0", made_at=MOMENT, ends_at=MOMENT + 90 * DAY
    )
    path = outside.office.copy("copy")

    outside.office.restore(path, days=BACK)

    assert FeedRow.objects.get().revoked_at == LATER


def _said_on(day: date) -> Reach:
    return replace(a_text(), said_on=day, holds_until=day + timedelta(30))
