"""A disk that is full, a lock that is held, a clock that jumps: one sentence, nothing half done."""

import re
import resource
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from hearth.actions import intake
from hearth.actions.daily import daily
from hearth.actions.kept import retention
from hearth.core.errors import NotReady
from hearth.core.retention import Records
from hearth.store import database, events, keeping, people
from hearth.store.models import CaseRow
from tests.builders import MOMENT
from tests.promised import Tried
from tests.properties.durability.power import fingerprint
from tests.properties.durability.readonly import only_read
from tests.properties.durability.story import embedded
from tests.service import LATER, Service, a_service, open_case
from tests.web.doors import comes_in, open_doors

pytestmark = [
    pytest.mark.promise(number="P1"),
    pytest.mark.skipif(sys.platform == "win32", reason="that system has no such limits"),
]
READ_ONLY = "may only be read here|cannot be opened, or its folder not written"
STEP = 12_000  # bytes of room more each time: some three pages with their frames


class Office:
    """A service on the embedded database of its own folder."""

    def __init__(self, path: Path) -> None:
        self.path = path
        database.migrate()
        self.service: Service = a_service(homes=1)

    def act(self) -> None:
        """Somebody comes and tells what they need: several acts."""
        opened = open_case(self.service.duty, MOMENT)
        with transaction.atomic():
            party = people.party(opened.party, by=opened.resident, now=MOMENT, purpose="test")
        intake.tell(case=opened.case, party=party, by=opened.resident, now=MOMENT)

    def holds(self) -> str:
        """What the database holds, read past everything of ours."""
        with closing(sqlite3.connect(self.path)) as file:
            return fingerprint(file)


@pytest.fixture
def office(home: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Office]:
    with django_db_blocker.unblock(), embedded(home) as place:
        yield Office(place.database)


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may become larger than so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def journal(office: Office) -> int:
    return office.path.with_name(f"{office.path.name}-wal").stat().st_size


def test_a_disk_that_fills_up_anywhere_in_an_act_changes_nothing(
    office: Office, tried: Tried
) -> None:
    refused, room, states = 0, journal(office), set[str]()
    for at in range(200):
        before, entries = office.holds(), events.head()[0]
        try:
            with room_for(room + at * STEP), database.in_one_sentence():
                open_case(office.service.duty, MOMENT)
        except NotReady as sentence:
            refused += 1
            states.add(str(sentence))
            assert office.holds() == before, "something was half written"
            assert events.head()[0] == entries
        else:
            break

    assert refused > 5, "the disk was never full"
    assert states <= {
        "the disk is full; nothing was changed",
        "the disk is full or does not work; nothing was changed",
    }
    office.act()
    assert events.problems(None, None) == []
    tried(
        refused,
        "embedded database: disks full at another byte of an act: nothing half written",
    )


def test_on_a_full_disk_a_page_says_so_and_nothing_is_lost(office: Office, tried: Tried) -> None:
    open_doors(office.service)
    client = comes_in(next(iter(office.service.hosts.values())))
    diary = reverse("host:diary")
    words = {"words": "The boiler is mended.", "kind": "note"}
    token = re.findall(r'middlewaretoken" value="([^"]+)"', client.get(diary).content.decode())[-1]
    before = office.holds()

    with room_for(journal(office)):
        answers = [
            client.post(diary, words),
            client.post(diary, words | {"csrfmiddlewaretoken": token}),
        ]
        open_doors(office.service, LATER + timedelta(minutes=1))  # who is here is noted again
        answers.append(client.get(diary))

    for answer in answers:
        assert answer.status_code == 503
        assert "That did not work" in answer.content.decode()
    assert office.holds() == before
    assert client.post(diary, {"words": "Mended.", "kind": "note"}).status_code == 302
    tried(
        3,
        "embedded database: pages and forms while the disk is full: calm, and the next one is done",
    )


def test_a_database_that_may_only_be_read_is_one_sentence(office: Office, tried: Tried) -> None:
    """The files, or the whole folder; and whether or not another process has it open, so that its
    journal lies there."""
    before, harms = office.holds(), list(product((True, False), repeat=2))
    for files_alone, is_open in harms:
        with closing(sqlite3.connect(office.path)) as other:
            if is_open:
                other.execute("SELECT count(*) FROM store_entryrow").fetchone()
            connection.close()
            with only_read(office.path.parent, files_alone=files_alone):
                with pytest.raises(PermissionError):
                    office.path.open("ab")
                with pytest.raises(NotReady, match=READ_ONLY), database.in_one_sentence():
                    office.act()
                connection.close()

        assert office.holds() == before

    office.act()
    assert events.problems(None, None) == []
    tried(len(harms), "embedded database: acts on files or a folder that are really read-only")


def test_a_lock_that_is_held_for_long_is_one_sentence(
    office: Office, monkeypatch: pytest.MonkeyPatch, tried: Tried
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=20")
    with closing(sqlite3.connect(office.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotReady, match="somebody else is writing"), database.in_one_sentence():
            office.act()
        other.execute("ROLLBACK")

    office.act()
    assert events.problems(None, None) == []
    tried(
        1,
        "embedded database: acts while another program holds the lock: one sentence",
    )


@pytest.mark.parametrize("jump", [timedelta(days=-400), timedelta(days=4_000)])
def test_a_clock_that_jumps_breaks_neither_acts_nor_log_and_erases_nothing(
    office: Office, jump: timedelta, tried: Tried
) -> None:
    over, program = open_case(office.service.duty, MOMENT), office.service.program
    retention.close(case=over.case, by=office.service.duty, now=MOMENT)
    known = keeping.items(CaseRow.objects.get(id=over.case), Records.CASE)
    assert daily(by=program, now=MOMENT).refused == ()
    for moment in (MOMENT, MOMENT + jump, MOMENT + timedelta(seconds=1)):
        assert daily(by=program, now=moment).facts_erased == 0
        opened = open_case(office.service.duty, moment)
        with transaction.atomic():
            party = people.party(opened.party, by=opened.resident, now=moment, purpose="test")
        intake.tell(case=opened.case, party=party, by=opened.resident, now=moment)

    assert keeping.items(CaseRow.objects.get(id=over.case), Records.CASE) == known != []
    assert events.problems(None, None) == []
    tried(
        1,
        "embedded database: clocks that jump back and forth between acts: the log holds, "
        "nothing is erased",
    )
