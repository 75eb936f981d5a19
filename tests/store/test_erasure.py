"""Erased is erased in the files, not only in the tables."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from hearth.actions.daily import daily
from hearth.core.compartments import OFFICE, Compartment
from hearth.store import database, facts
from hearth.store.models import GrantRow, ItemRow
from hearth.store.principals import circle
from tests.builders import MOMENT
from tests.promised import Tried
from tests.service import Service, a_service
from tools.promises import ELSEWHERE

pytestmark = [pytest.mark.promise(number="P12"), pytest.mark.django_db(transaction=True)]
CONSENT = UUID(int=12)
Act = Callable[[Service, UUID], object]


@pytest.fixture
def service() -> Service:
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        pytest.skip(f"{ELSEWHERE}: only the embedded database in a file has a journal to empty")
    return a_service(homes=1)


@pytest.fixture
def item(service: Service) -> UUID:
    """A fact that the office holds, and a host by a consent."""
    host = service.hosts[service.homes[0]]
    with transaction.atomic():
        fact = facts.NewFact(
            subject=uuid4(),
            compartment=Compartment.IDENTITY,
            kind="note",
            value="gone",
            to=(circle(OFFICE),),
        )
        item = facts.put(fact, by=service.duty, now=MOMENT)
    with transaction.atomic():
        facts.grant([item], host.id, by=service.duty, now=MOMENT, purpose="told", because=CONSENT)
    return item


@pytest.fixture
def reader(service: Service) -> Iterator[sqlite3.Connection]:
    """Somebody who reads, and goes on reading: a copy that is being made."""
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name, isolation_level=None)) as reader:
        yield reader


def shred(service: Service, item: UUID) -> None:
    facts.shred(item, by=service.duty, now=MOMENT, purpose="asked")


def take_back(service: Service, item: UUID) -> None:
    facts.revoke(CONSENT, by=service.duty, now=MOMENT, purpose="withdrawn")


def change(service: Service, item: UUID) -> None:
    facts.change(item, "new", by=service.duty, now=MOMENT)


def renew(service: Service, item: UUID) -> None:
    holder = service.hosts[service.homes[0]].id
    facts.renew_holder(holder, by=service.duty, now=MOMENT)


def _files() -> bytes:
    database = Path(connection.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in database.parent.glob(f"{database.name}*"))


def _keys(item: UUID) -> list[bytes]:
    """The wrapped keys of a fact: the office's, and the host's."""
    return [
        bytes(one) for one in GrantRow.objects.filter(item=item).values_list("wrapped", flat=True)
    ]


@pytest.mark.parametrize("act", [shred, take_back, change, renew])
def test_a_key_that_was_taken_away_is_in_no_file_of_the_embedded_database(
    service: Service, item: UUID, act: Act, tried: Tried
) -> None:
    body, before = bytes(ItemRow.objects.get(id=item).body), _keys(item)
    assert all(key in _files() for key in (body, *before))

    with transaction.atomic():
        act(service, item)

    gone = set(before) - set(_keys(item))
    assert gone
    assert not any(key in _files() for key in gone)
    assert (body in _files()) == (act in (take_back, renew))
    tried(len(gone), "embedded database: keys taken away, looked for in every file of it")


def test_what_a_reader_delays_is_taken_out_by_the_daily_work(
    service: Service, item: UUID, reader: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "FORGETS_WITHIN_S", 0.05)
    before = _keys(item)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM store_itemrow").fetchone()

    with transaction.atomic():
        take_back(service, item)
    [gone] = set(before) - set(_keys(item))
    assert gone in _files()
    reader.execute("COMMIT")
    daily(by=service.program, now=MOMENT)

    assert gone not in _files()
