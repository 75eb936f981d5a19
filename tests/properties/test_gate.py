"""P7: whatever is queued, and whatever changes before it is sent, nothing tells a place that was
not released to whoever reads it, and nothing goes by a way that is not safe at that moment.

The judge here shares nothing with the gate: it keeps its own book of who said what and who agreed
to which home, and reads the very bytes that a mail server and a provider of texts received.
"""

import email
import json
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from email import policy
from html import unescape
from random import Random
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import consent, offer
from hearth.actions.intake import Opened
from hearth.actions.keys import tokens
from hearth.actions.telling import outbox, reach
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.gate import MOVING_IN, NEWS, Fact, FactKind, Message
from hearth.core.gate.outbox import GRACE
from hearth.core.identity import Address, HostIdentity, PersonIdentity
from hearth.core.reach import Channel, Reach, never
from hearth.exchange.calendar import write
from hearth.exchange.ways import Ways
from hearth.exchange.ways.mail import Mail
from hearth.exchange.ways.text import Provider, Text
from hearth.queries.telling import by_hand
from hearth.queries.visiting import feeds
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import HomeRow, OutboxRow, PersonRow
from tests.api.programs import a_program
from tests.builders import MOMENT
from tests.exchange.post import PostOffice, a_mail_server, a_provider
from tests.length import LONG
from tests.promised import Tried
from tests.service import Service, a_service
from tests.web.caseworker.acts import at
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
ITEMS = 2_000 if LONG else 160  # read, not only asked for
ZONE = ZoneInfo("Asia/Kathmandu")
PEOPLE = 4
KINDS = (FactKind.PLACE, FactKind.HOST_NAME, FactKind.PHONE, FactKind.SCHOOL, FactKind.PERSON_NAME)


@dataclass
class Somebody:
    """What the judge knows of one recipient."""

    by: SignedIn
    opened: Opened | None = None  # None: a host
    reach: Reach | None = None
    home: int | None = None  # the one they said yes to
    offered: UUID | None = None


@dataclass
class Judge:
    """One run: the real service, the servers it sends to, and the judge's own book."""

    service: Service
    post: PostOffice
    ways: Ways
    chance: Random
    now: datetime = MOMENT + timedelta(days=1)
    people: list[Somebody] = field(default_factory=list)
    queued: dict[UUID, tuple[Somebody, Message]] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    read: int = 0

    @property
    def items(self) -> int:
        """What left and was read: not what was asked for, nor what was refused."""
        return self.read + sum(self.seen[one] for one in ("answers", "cards", "calendars"))

    def telling(self, home: int) -> dict[str, FactKind]:
        """What of a home must not be read by who did not agree to it."""
        return {
            f"Zyxname{home}q": FactKind.HOST_NAME,
            f"Qvstreet{home}x": FactKind.PLACE,
            f"0779{home}41{home}77": FactKind.PHONE,
            f"Xkschool{home}z": FactKind.SCHOOL,
            f"Wjperson{home}v": FactKind.PERSON_NAME,
        }

    def begin(self) -> None:
        for at_, home in enumerate(self.service.homes):
            row = HomeRow.objects.select_related("host").get(id=home)
            name, street, phone, *_ = self.telling(at_)
            told = HostIdentity(name=name, email=f"h{at_}@example.net", phone=phone)
            where = Address(street=street, town=street, phone=phone)
            for item, value in ((row.host.identity_id, told), (row.address_id, where)):
                facts.change(item, value, by=self.service.duty, now=self.now)
            self.people.append(Somebody(self.service.hosts[home]))
        for at_ in range(PEOPLE):
            opened = self.service.open_case()
            identity = PersonRow.objects.get(id=opened.person).identity_id
            named = PersonIdentity(name=list(self.telling(at_))[4])
            facts.change(identity, named, by=self.service.duty, now=self.now)
            self.people.append(Somebody(opened.resident, opened))

    def one(self, *, is_person: bool) -> Somebody:
        return self.chance.choice([one for one in self.people if bool(one.opened) == is_person])

    def queue(self) -> None:
        who = self.one(is_person=self.chance.random() < 0.8)
        some = tuple(self._fact() for _ in range(self.chance.choice([0, 0, 1, 1, 2])))
        if who.home is not None and self.chance.random() < 0.5:
            some = tuple(self._fact(who.home) for _ in range(2))
        message = Message(
            to=who.by.id,
            purpose=self.chance.choice([NEWS, MOVING_IN, MOVING_IN]),
            facts=some,
            wording=self.chance.choice(["news", "meeting", "asked", "own"]),
        )
        case = self.people[-1].opened
        id = outbox.queue(
            message,
            key=uuid4().hex,
            case=case.case if case and self.chance.random() < 0.9 else None,
            by=self.service.duty,
            now=self.now,
        )
        self.seen["asked"] += 1
        if id is None:
            self.seen["not queued"] += 1
        else:
            self.queued[id] = (who, message)

    def _fact(self, home: int | None = None) -> Fact:
        at_ = self.chance.randrange(len(self.service.homes)) if home is None else home
        kind = self.chance.choice(KINDS if home is None else KINDS[:3])
        text = next(word for word, is_of in self.telling(at_).items() if is_of is kind)
        place = HomeRow.objects.select_related("host").get(id=self.service.homes[at_])
        about = {
            FactKind.PLACE: place.address_id,
            FactKind.PHONE: place.address_id,
            FactKind.HOST_NAME: place.host.identity_id,
        }
        return Fact(kind, text, about.get(kind) or uuid4())

    def say(self) -> None:
        who = self.one(is_person=True)
        today = self.now.date()
        who.reach = never(today) if self.chance.random() < 0.15 else self._ways(today)
        reach.say(reach=who.reach, by=who.by, now=self.now)

    def _ways(self, today: date) -> Reach:
        first, last = self.chance.sample(range(24), 2)
        whole = self.chance.random() < 0.5
        some = self.chance.randint(1, 2)
        return Reach(
            channels=frozenset(self.chance.sample(list(Channel), some)),
            post=f"P {self.chance.randrange(10_000)}\n4 Elm Street",
            voicemail=self.chance.random() < 0.5,
            zone=self.chance.choice(["", "", "Europe/London", "America/St_Johns"]),
            phone=f"07700 9{self.chance.randrange(10_000):05}",
            mail=f"p{self.chance.randrange(10_000)}@example.net",
            first_hour=None if whole else time(first),
            last_hour=None if whole else time(last),
            said_on=today,
            holds_until=today + timedelta(self.chance.randint(1, 60)),
        )

    def agree_or_not(self) -> None:
        who = self.one(is_person=True)
        assert who.opened is not None
        if who.offered is not None:
            consent.withdraw(offer_id=who.offered, by=who.by, now=self.now)
            offer.end(offer_id=who.offered, by=self.service.duty, now=self.now)
            who.offered = who.home = None
            return
        taken = {one.home for one in self.people}
        free = [at_ for at_ in range(len(self.service.homes)) if at_ not in taken]
        home = self.chance.choice(free)
        who.offered = self.service.put_offer(who.opened, self.service.homes[home], self.now)
        self.service.agree(who.offered, who.opened, self.now)
        who.home = home

    def send(self) -> None:
        self.now += timedelta(minutes=self.chance.randint(10, 400))
        done = outbox.send_due(
            by=self.service.program, clock=lambda: self.now, ways=self.ways, zone=ZONE
        )
        self.seen.update(sent=done.sent, refused=done.refused)
        for to, content in self.post.mails:
            came = email.message_from_bytes(content, policy=policy.default)
            id = UUID(came["Message-ID"].strip("<>").partition("@")[0])
            self.judge(id, Channel.MAIL, to, content + came.get_content().encode())
        for told in self.post.texts:
            raw = json.dumps(told).encode() + told["text"].encode()
            self.judge(UUID(told["id"]), Channel.TEXT, told["to"], raw)
        self.post.mails.clear()
        self.post.texts.clear()

    def judge(self, id: UUID, channel: Channel, to: str, raw: bytes) -> None:
        who, message = self.queued.pop(id)  # a second time, and there is none: sent twice
        self.read += 1
        released = who.home if message.purpose == MOVING_IN else None
        self.must_not_tell(raw, released)
        if released is not None and message.facts:
            self.seen["with a released fact"] += 1
        if who.opened is None:
            assert channel is Channel.MAIL
            return
        assert who.reach is not None
        assert channel in who.reach.channels
        told = {Channel.MAIL: who.reach.mail, Channel.LETTER: who.reach.post}
        assert to == told.get(channel, who.reach.phone)
        wall = self.now.astimezone(ZoneInfo(who.reach.zone) if who.reach.zone else ZONE)
        assert who.reach.said_on <= wall.date() < who.reach.holds_until
        first, last = who.reach.first_hour, who.reach.last_hour
        if channel is not Channel.LETTER and first is not None and last is not None:
            hour = wall.time()
            assert (first <= hour < last) if first < last else not last <= hour < first

    def must_not_tell(self, raw: bytes, released: int | None) -> None:
        for home in range(len(self.service.homes)):
            for word, kind in self.telling(home).items():
                may = home == released and kind in KINDS[:3]
                assert may or word.encode() not in raw, f"an unreleased {kind} left"

    def desk(self) -> Client:
        """The caseworker, signed in at this moment."""
        open_doors(self.service, self.now, zone=ZONE)
        return comes_in(self.service.duty, self.now)

    def carry(self) -> None:
        """The office opens its list, prints and posts what is on it, and rings."""
        lena = self.desk()
        page = unescape(lena.get(at("by_hand")).content.decode())
        waits = by_hand.waiting(by=self.service.duty, now=self.now, zone=ZONE).first
        for one in self.chance.sample(waits, min(3, len(waits))):
            who, _ = self.queued[one.message]
            if one.channel is Channel.LETTER:
                self.post_letter(lena, one)
                continue
            if one.words is None:
                others = [each.words for each in waits if each.words]
                assert who.reach is not None
                said = any(words.address == who.reach.phone for words in others)
                assert said or who.reach.phone not in page, "a number beside its hours"
                continue
            assert who.reach is not None
            assert not one.words.on_tape or who.reach.voicemail
            self.must_not_tell(one.words.on_tape.encode(), None)
            what = self.chance.choice(["reached", "not-reached", "not-safe"])
            raw = one.words.body.encode()
            self.judge_by_hand(one.message, Channel.CALL, one.words.address, raw, what)
            self.press(lena, one, what)
            if what == "not-safe":
                ways = who.reach.channels - {Channel.CALL, Channel.TEXT}
                who.reach = replace(who.reach, channels=ways)
                return  # all that waited for them is stopped

    def post_letter(self, lena: Client, one: by_hand.Errand) -> None:
        answer = lena.get(at("note", one.case, one.message))
        assert (answer.status_code == 200) == (one.words is not None)
        if one.words is not None:
            text = text_of_pdf(answer.content)
            to = "\n".join(text.splitlines()[:2])
            raw = f"{text} {answer.headers}".encode()
            self.judge_by_hand(one.message, Channel.LETTER, to, raw, "posted")
        self.press(lena, one, "posted")

    def judge_by_hand(self, id: UUID, by: Channel, to: str, raw: bytes, what: str) -> None:
        kept = self.queued[id]
        self.judge(id, by, to, raw)
        if what == "not-reached":
            self.queued[id] = kept
        self.seen[f"{by} {what}"] += 1
        self.seen["by hand"] += 1

    def press(self, lena: Client, one: by_hand.Errand, what: str) -> None:
        to = reverse("caseworker:by_hand_do", args=[one.case, one.message, what])
        assert lena.post(to).status_code == 302

    def ask_as_a_program(self) -> None:
        """The board and a case, as a program of the office is answered."""
        self.desk()
        who = self.one(is_person=True)
        assert who.opened is not None
        program = a_program(self.service.duty, now=self.now)
        for path in ("board", f"cases/{who.opened.case}/card"):
            answer = program.get(path)
            self.must_not_tell(answer.content + str(answer.headers).encode(), who.home)
            self.seen["answers"] += answer.status_code == 200
        tokens.end_all(by=self.service.duty, now=self.now)

    def print_card(self) -> None:
        who = self.one(is_person=True)
        assert who.opened is not None
        answer = self.desk().get(at("card_pdf", who.opened.case))
        if answer.status_code != 200:
            return
        self.seen["cards"] += 1
        self.must_not_tell(f"{text_of_pdf(answer.content)} {answer.headers}".encode(), who.home)

    def write_calendar(self) -> None:
        who = self.chance.choice(self.people)
        role = Audience.RESIDENT if who.opened else Audience.HOST
        asked = feeds.Asked(who.by.id, self.now, self.service.program, ZoneInfo("UTC"))
        found = feeds.appointments(asked, role)
        self.must_not_tell(write(found, secret="s", title="My page", now=self.now), None)
        self.seen["calendars"] += 1

    def write_words(self) -> None:
        """The office writes words of its own: one in two tells something of a home."""
        who = self.one(is_person=True)
        assert who.opened is not None
        words = "Please ring me"
        if who.home is not None and self.chance.random() < 0.5:
            words = f"It is {self.chance.choice(list(self.telling(who.home))[:3])}".upper()
        self.seen["asked"] += 1
        try:
            id = outbox.write(case=who.opened.case, words=words, by=self.service.duty, now=self.now)
        except RuleBroken:
            self.seen["words refused"] += 1
            return
        if id is not None:
            note = Message(to=who.by.id, purpose=NEWS)
            self.queued[id] = (who, note)


def text_of_pdf(content: bytes) -> str:
    """Everything in it that can be read, and what it says of itself."""
    pages = pypdfium2.PdfDocument(content)
    text = "\n".join(page.get_textpage().get_text_range() for page in pages)
    return f"{text}\n{json.dumps(pages.get_metadata_dict())}"


@pytest.mark.promise(number="P7")
def test_nothing_tells_an_unreleased_place_or_goes_by_an_unsafe_way(tried: Tried) -> None:
    post = PostOffice()
    with a_mail_server(post) as server, a_provider(post) as address:
        ways = Ways({Channel.MAIL: Mail(server), Channel.TEXT: Text(Provider(address))})
        judge = Judge(a_service(), post, ways, Random(7))
        judge.begin()
        acts = [judge.queue] * 60 + [judge.say] * 8 + [judge.agree_or_not] * 3
        acts += [judge.send] * 20 + [judge.write_calendar] * 8 + [judge.write_words] * 8
        acts += [judge.print_card] * 2 + [judge.carry] * 5
        acts += [judge.ask_as_a_program] * 2
        while judge.items < ITEMS:
            judge.chance.choice(acts)()
        for _ in range(30):
            judge.send()

    # That it was no empty promise: a good part did leave, also what was released.
    assert judge.read == judge.seen["sent"] + judge.seen["by hand"] > ITEMS // 8
    calls = ("call reached", "call not-reached", "call not-safe")
    assert sum(judge.seen[one] for one in calls) > 0
    done = ("letter posted", "answers", "cards", *(calls if LONG else ()))
    assert not [one for one in done if not judge.seen[one]]
    assert judge.seen["with a released fact"] > ITEMS // 100
    refused = Counter(OutboxRow.objects.values_list("why", flat=True))
    expected = {"place_not_released", "host_name_not_released", "phone_not_released"}
    expected |= {"school_not_released", "person_name_not_released", "no_contact", "way_not_safe"}
    assert expected - refused.keys() <= {"no_contact"} | (set() if LONG else {"way_not_safe"})
    assert judge.seen["words refused"] > 0
    assert timedelta(0) < GRACE
    assert judge.now.tzinfo is UTC
    what = "mails, texts, letters, calls, prints, calendars and answers, changed meanwhile"
    tried(judge.items, f"outgoing {what}, each read")
