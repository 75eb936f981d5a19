"""P7, for what goes to several: it reaches exactly those for whom it is safe, each by themselves.

The judge shares nothing with the gate: it keeps its own book of what everybody said, asks it
minute by minute, and reads the bytes that a mail server and a provider of texts received.
"""

import email
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from email import policy
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from hearth.actions.telling import circulars, outbox, reach
from hearth.core.gate.circulars import Circular
from hearth.core.gate.outbox import GRACE, State
from hearth.core.identity import HostIdentity
from hearth.core.reach import Channel, HostHours, Reach, never
from hearth.exchange.ways import Ways
from hearth.exchange.ways.mail import Mail
from hearth.exchange.ways.text import Provider, Text
from hearth.store import facts, offices
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, OutboxRow
from tests.builders import TODAY
from tests.exchange.post import SENDER, PostOffice, a_mail_server, a_provider
from tests.length import LONG
from tests.promised import Tried
from tests.service import LATER, Service, a_service

pytestmark = pytest.mark.django_db
PEOPLE, HOSTS, TIMES = (30, 20, 20) if LONG else (8, 6, 3)
ZONE = ZoneInfo("UTC")
BY_MACHINE = {Channel.MAIL, Channel.TEXT}
Hours = tuple[time, time] | None
WORDS = {
    Circular.FREE: "Are you free on this day? Please look and say so:",
    Circular.CLOSED: "We are closed on this day:",
}


@dataclass(frozen=True)
class Said:
    """What one of them said, as the judge remembers it. `until`: the first day it is nothing."""

    ways: frozenset[Channel]
    hours: Hours
    until: int
    mail: str
    phone: str

    def reach(self) -> Reach:
        first, last = self.hours or (None, None)
        return Reach(
            channels=self.ways,
            mail=self.mail,
            phone=self.phone,
            post="R. Vale\n4 Elm Street",
            first_hour=first,
            last_hour=last,
            said_on=TODAY,
            holds_until=TODAY + timedelta(self.until),
        )

    def by(self, earliest: datetime, last_day: int) -> frozenset[Channel]:
        """The ways by which it may come to them on some minute up to the end of that day."""
        end = min(last_day + 1, self.until)
        at, found = earliest, set[Channel]()
        while (at.date() - TODAY).days < end:
            safe = self.hours is None or _inside(at.time(), *self.hours)
            found |= self.ways if safe else self.ways & {Channel.LETTER}
            at += timedelta(minutes=1)
        return frozenset(found)


def _inside(now: time, first: time, last: time) -> bool:
    return first <= now < last if first < last else now >= first or now < last


def drawn(chance: Random, n: int, *, is_host: bool) -> Said | None:
    """One of them; None: they never said anything."""
    if chance.random() < 0.15:
        return None
    ways = frozenset(one for one in Channel if chance.random() < 0.4)
    first, last = (time(chance.randrange(24), chance.choice([0, 30])) for _ in range(2))
    return Said(
        frozenset({Channel.MAIL}) if is_host else ways,
        (first, last) if first != last and chance.random() < 0.7 else None,
        90 if is_host else chance.randint(1, 5),
        f"{'host' if is_host else 'guest'}{n}@example.net",
        f"01632 96{n:04}",
    )


def hosts_say(service: Service, chance: Random) -> dict[UUID, Said | None]:
    """Every host, and what each said now; a host who said nothing gave no mail."""
    book: dict[UUID, Said | None] = {}
    for n, host in enumerate(service.hosts.values()):
        book[host.id] = said = drawn(chance, n, is_host=True)
        row = HostRow.objects.get(principal=host.id)
        known = HostIdentity(name="Ada Lind", email=said.mail if said else "")
        facts.change(row.identity_id, known, by=service.duty, now=LATER, purpose="test")
        first, last = (said and said.hours) or (None, None)
        hours = HostHours(first_hour=first, last_hour=last)
        reach.say_hours(hours=hours, by=host, now=LATER)
    return book


def residents_say(
    people: list[SignedIn], chance: Random, spoken: set[UUID]
) -> dict[UUID, Said | None]:
    """Every resident, and what each says now; where it is nothing, that they never did, or no."""
    book: dict[UUID, Said | None] = {}
    for n, who in enumerate(people):
        book[who.id] = said = drawn(chance, n, is_host=False)
        if said or who.id in spoken:
            spoken.add(who.id)
            reach.say(reach=said.reach() if said else never(TODAY), by=who, now=LATER)
    return book


def leave(service: Service, ways: Ways) -> None:
    """Time goes on, from one safe moment to the next, until nothing waits for a machine."""
    while waits := OutboxRow.objects.filter(state=State.QUEUED).order_by("next_at").first():
        now = waits.next_at
        outbox.send_due(by=service.program, clock=lambda now=now: now, ways=ways, zone=ZONE)


def read(post: PostOffice, body: str) -> list[str]:
    """Where everything went. Each has one reader, and tells of no other, and not how many."""
    numbers = set()
    everybody = {to for to, _ in post.mails}
    for to, raw in post.mails:
        mail = email.message_from_bytes(raw, policy=policy.default)
        assert [mail["From"], mail["To"]] == [SENDER, to]
        heads = {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version"}
        assert {*mail} <= heads | {"Content-Type", "Content-Transfer-Encoding"}
        assert mail.get_content().strip() == body
        assert not [one for one in everybody - {to} if one.encode() in raw]
        numbers.add(mail["Message-ID"])
    assert len(numbers) == len(post.mails)
    assert {one["text"] for one in post.texts} <= {body, f"Hello {body}"}
    return [to for to, _ in post.mails] + [one["to"] for one in post.texts]


@pytest.mark.promise(number="P7")
def test_it_reaches_exactly_those_for_whom_it_is_safe_and_names_no_other(tried: Tried) -> None:
    seen: Counter[str] = Counter()
    chance, service = Random(11), a_service(homes=HOSTS)
    people = [service.open_case().resident for _ in range(PEOPLE)]
    spoken: set[UUID] = set()
    for kind in [*Circular] * TIMES:
        post, is_for_hosts = PostOffice(), kind is Circular.FREE
        book = hosts_say(service, chance) if is_for_hosts else residents_say(people, chance, spoken)
        ahead = chance.choice([1, 1, 2, 3])
        day = TODAY + timedelta(ahead)
        told = {"kind": kind, "day": day, "whom": [*book], "office": offices.own(service.duty)}
        for _ in range(2):  # pressed twice
            circulars.send(**told, by=service.duty, now=LATER, zone=ZONE)
        with a_mail_server(post) as server, a_provider(post) as address:
            ways = Ways({Channel.MAIL: Mail(server), Channel.TEXT: Text(Provider(address))})
            leave(service, ways)

        safe = {who: said.by(LATER + GRACE, ahead) for who, said in book.items() if said}
        expected = {who for who, ways_ in safe.items() if ways_}
        assert set(OutboxRow.objects.values_list("to_id", flat=True)) == expected
        machine = {who for who in expected if safe[who] & BY_MACHINE}
        addresses = {said.mail: who for who, said in book.items() if said}
        addresses |= {said.phone: who for who, said in book.items() if said}
        got = Counter(addresses[to] for to in read(post, f"{WORDS[kind]} {day}"))
        assert set(got) == machine
        assert set(got.values()) <= {1}
        seen.update(sent=len(got), by_people=len(expected - machine))
        seen["kept back"] += len(book) - len(expected)
        OutboxRow.objects.all().delete()
    assert min(seen["sent"], seen["by_people"], seen["kept back"]) > 0
    tried(sum(seen.values()), "messages to several, each asked for one reader and read on the wire")
