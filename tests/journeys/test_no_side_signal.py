"""Ninety days in which everything was said, and ninety in which nothing was: a host sees no byte
of difference, as long as nobody acts.

Two services live through the same days by one script: visits are announced, weeks are planned,
and packs are taken along. They differ in what is said in talks, and in what is raised, by the
person and by strangers, and in whether a lead reads it, says what was found, works out the records
and looks at what an early visit would tell, and orders none. All that a host could receive is
kept: every page, its status, headers and length, how many queries it took, the days on the pages,
the calendar that their phone fetches, letters and files. Ids are random; each is named by when it
first showed.
"""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from django.core import mail
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.actions import (
    checks,
    concerns,
    own,
    placement,
    testimony,
)
from hearth.actions.daily import daily
from hearth.actions.raised import findings, letterbox
from hearth.actions.raised.say import Sent, new_once, say
from hearth.actions.telling import feeds
from hearth.actions.visiting import packs, visits
from hearth.actions.visiting.rounds.plan import plan_week
from hearth.core import checks as talks_of
from hearth.core.concerns import Kind, Tell, Weight
from hearth.core.findings import Finding
from hearth.core.placement import LIVES_THERE, Ending
from hearth.store.checks import open_on
from hearth.store.models import CheckRow, ConcernRow, PlacementRow
from hearth.web.host.urls import urlpatterns
from tests.promised import Tried
from tests.service import STAY, Service, a_service, two_talks
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
DAYS = 90
SEEDS = range(int(os.environ.get("HEARTH_WORLDS", "1")))
LOOKS = 12  # days on which the host reads every page
QUIET = "I sleep well here."
AFRAID = "He comes into my room at night. I am afraid of him, and of what he says. " * 60
POSTED = {"answer", "wish", "reverse", "tonight"}  # addresses that only take something
UUIDS = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
UIDS = re.compile(r"UID:[0-9a-f]{40}")  # drawn from the secret of the calendar's address
PLANNED_EVERY = 14  # days
TOKENS = re.compile(r"[A-Za-z0-9]{64}|[A-Za-z0-9]{32}(?=\")")


@dataclass
class Said:
    """What differs between two runs: what is said, what is raised, and who reads it."""

    talk: str = QUIET
    raises: bool = False
    is_read: bool = False


@dataclass
class Life:
    """One service for ninety days, and everything that its host received."""

    said: Said
    seed: int
    folder: Path
    received: list[tuple[str, ...]] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def live(self) -> "Life":
        """All the days."""
        self.service: Service = a_service()
        self.home = self.service.homes[0]
        self.opened = self.service.open_case()
        self.stay: UUID = self.service.live(self.opened, self.home)
        begin = datetime.combine(STAY.first, time(9), tzinfo=UTC)
        self.calendar = feeds.make(by=self.service.hosts[self.home], now=begin)
        chance = Random(self.seed)
        looks = set(chance.sample(range(DAYS), LOOKS))
        raises = set(chance.sample(range(DAYS), 9))
        ends = chance.randrange(60, 80)
        for day in range(DAYS):
            now = datetime.combine(STAY.first + timedelta(day), time(16), tzinfo=UTC)
            daily(by=self.service.program, now=now)
            if day % PLANNED_EVERY == 0:
                self._plans(now)
            if day < ends:
                self._visited(now)
            if day == ends:
                self._moves_out(now)
            if self.said.raises and day in raises:
                self._raises(day, now)
            if day in looks or day in raises:
                self._looks(now)
        return self

    def _plans(self, now: datetime) -> None:
        """The lead plans the next days."""
        by, program = self.service.lead, self.service.program
        plan_week(first_on=now.date(), days=7, by=by, service=program, now=now, seconds=0.1)

    def _visited(self, now: datetime) -> None:
        """A visitor comes wherever a check has been open for a week."""
        for check in open_on(now.date()).filter(placement=self.stay, due_on__lte=now.date())[:1]:
            by, program = self.service.visitor, self.service.program
            visits.take_on(check_id=check.id, by=by, service=program, now=now)
            packs.prepare(by=by, service=program, now=now)
            talks: Sequence[talks_of.Testimony] = two_talks(now, self.said.talk)
            checks.hold(check_id=check.id, talks=talks, by=by, now=now)

    def _moves_out(self, now: datetime) -> None:
        by, office = self.service.duty, self.service.duty
        placement.end(
            placement_id=self.stay,
            why=Ending.MOVED_FOR_SAFETY if self.said.raises else Ending.PLANNED,
            on=now.date(),
            by=by,
            office=office,
            now=now,
        )

    def _raises(self, day: int, now: datetime) -> None:
        """The person, a stranger, and the stranger again by the receipt."""
        who = self.opened.resident
        own.say_wrong(kind=Kind.ALLEGATION, words=f"{AFRAID}{day}", by=who, now=now)
        own.say_safe(by=who, now=now)
        sent = Sent(kind=Kind.COMPLAINT, words=AFRAID[:500], once=new_once())
        made = say(sent=sent, address=f"192.0.2.{day}", by=None, now=now)
        assert isinstance(made, concerns.Raised)
        letterbox.write(receipt=made.receipt, words="More.", address="192.0.2.9", now=now)
        if self.said.is_read:
            self._reads(made.id, now)

    def _reads(self, stranger: UUID, now: datetime) -> None:
        """The lead reads, weighs, writes and opens; nothing is done about the host."""
        by = self.service.lead
        number = self.stay.hex[:12]
        concerns.find_about(concern_id=stranger, number=number, by=by, now=now)
        for row in ConcernRow.objects.filter(state="raised"):
            concerns.acknowledge(concern_id=row.id, by=by, now=now)
            concerns.weigh(concern_id=row.id, weight=Weight.DANGER_NOW, by=by, now=now)
            findings.find(concern_id=row.id, finding=Finding.UPHELD, by=by, now=now)
        own_one = ConcernRow.objects.exclude(id=stranger).order_by("-raised_on")[0]
        if own_one.raised_on == now.date():
            concerns.tell(concern_id=own_one.id, act=Tell.OFFICER, by=by, now=now)
        self._looks_as_lead(now)
        letterbox.reply(
            concern_id=stranger,
            words="We look at it.",
            by=by,
            service=self.service.program,
            now=now,
        )
        if CheckRow.objects.filter(placement=self.stay, state="held").exists():
            testimony.open_stay(
                placement_id=self.stay,
                purpose="to weigh what came today",
                by=by,
                service=self.service.program,
                now=now,
            )

    def _looks_as_lead(self, now: datetime) -> None:
        """What an early visit would tell, and what the records leave possible; none is ordered."""
        open_doors(self.service, now, folder=self.folder)
        lead = comes_in(self.service.lead, now)
        early = lead.get(reverse("lead:early", args=[self.stay]))
        lives = PlacementRow.objects.filter(id=self.stay, state__in=LIVES_THERE).exists()
        assert early.status_code == (200 if lives else 404)  # there is none after the stay
        assert lead.post(reverse("lead:records_work_out")).status_code == 302

    def _looks(self, now: datetime) -> None:
        open_doors(self.service, now, folder=self.folder)
        host = comes_in(self.service.hosts[self.home], now)
        for name, address in self._addresses():
            self.received.append((now.isoformat(), name, *self._of(host, address)))
        fetched = Client().get(reverse("front:calendar", args=[self.calendar]))
        self.received.append((now.isoformat(), "calendar", *self._fetched(fetched)))
        files = sorted(str(one.relative_to(self.folder)) for one in self.folder.rglob("*"))
        self.received.append((now.isoformat(), "files and letters", *files, repr(mail.outbox)))

    def _addresses(self) -> Iterator[tuple[str, str]]:
        """Every address of the host that can be read, and two that are anybody's."""
        for one in urlpatterns:
            of_a_paper = "<uuid:paper>" in str(one.pattern)  # of which nobody hands one in here
            if one.name is not None and one.name not in POSTED and not of_a_paper:
                args = [self.home] if "<uuid:home>" in str(one.pattern) else []
                yield one.name, reverse(f"host:{one.name}", args=args)
        yield from (
            ("say", "/say"),
            ("receipt", "/say/answer"),
            ("not there", f"{reverse('host:begin')}never-was"),
        )

    def _of(self, host: Client, address: str) -> Iterator[str]:
        """A page as it arrives, and how much work it was."""
        connection.queries_log.clear()
        with CaptureQueriesContext(connection) as asked:
            answer = host.get(address)
        page = self._named(TOKENS.sub("token", shown(answer)))
        page = re.sub(r'name="once" value="[^"]+"', "", page)
        yield str(answer.status_code)
        yield page
        yield str(len(page))
        yield str(len(asked.captured_queries))
        for key, value in sorted(answer.headers.items()):
            if key not in {"Set-Cookie", "Content-Length"}:
                yield f"{key}: {self._named(value)}"

    def _fetched(self, answer: HttpResponse) -> Iterator[str]:
        """The calendar as it arrives, without a sign-in."""
        text = UIDS.sub(lambda id: self._named_as(id[0]), answer.content.decode())
        yield from (
            str(answer.status_code),
            text,
            str(len(text)),
            repr(sorted(answer.headers.items())),
        )

    def _named_as(self, id: str) -> str:
        return self.names.setdefault(id, f"id {len(self.names)}")

    def _named(self, text: str) -> str:
        """Ids by the order in which they first showed."""
        return UUIDS.sub(lambda id: self._named_as(id[0]), text)


def run(said: Said, seed: int, folder: Path) -> Life:
    """A life of its own, of which nothing stays."""
    with transaction.atomic():
        lived = Life(said, seed, folder).live()
        transaction.set_rollback(True)
    mail.outbox.clear()
    return lived


@pytest.mark.promise(number="P6")
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_was_said_a_host_receives_the_same_bytes(
    seed: int, tmp_path: Path, tried: Tried
) -> None:
    quiet = run(Said(), seed, tmp_path)
    told = run(Said(talk=AFRAID, raises=True), seed, tmp_path)
    read = run(Said(talk=AFRAID, raises=True, is_read=True), seed, tmp_path)

    assert len(quiet.received) > 100
    asked_for = {one[1] for one in quiet.received}
    assert {"says", "guests", "calendar", "files and letters"} <= asked_for
    assert any("BEGIN:VEVENT" in part for one in quiet.received for part in one)
    assert any("Visits at which we talked" in part for one in quiet.received for part in one)
    for life in (told, read):
        for before, after in zip(quiet.received, life.received, strict=True):
            assert before == after, before[1]
    tried(2 * len(quiet.received), "pages, calendars and files of a host compared by the byte")
