"""Real acts on the embedded database, written down as the statements that reached it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import connection, connections, transaction
from django.db.utils import ConnectionHandler

from hearth.core.compartments import OFFICE, Compartment
from hearth.store import database, facts, folder
from hearth.store.folder import Folder
from hearth.store.principals import circle
from tests.builders import MOMENT, an_id
from tests.service import Service, a_service

CHANGES = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "INSERT", "UPDATE", "DELETE")


@dataclass(frozen=True, slots=True)
class Story:
    """The database before, and every statement that changed it, in order."""

    start: bytes
    script: tuple[str, ...]


@contextmanager
def embedded(home: Path) -> Iterator[Folder]:
    """The embedded database of an empty home, whatever database the other tests run on."""
    place = folder.prepare(Folder(home))
    of_this_run = connections["default"]
    settings = database.connection_settings("", place)
    own = ConnectionHandler({"default": settings})["default"]
    connections["default"] = own
    try:
        yield place
    finally:
        own.close()
        connections["default"] = of_this_run


def told(home: Path, cases: int) -> Story:
    """So many people's way through the stages, each act its own transaction, and one erasure."""
    said: list[str] = []
    with embedded(home) as place:
        database.migrate()
        database.forget_deleted()
        start = place.database.read_bytes()
        connection.connection.set_trace_callback(said.append)
        live_through(a_service(), cases)
        connection.connection.set_trace_callback(None)
    return Story(start, tuple(filter(None, map(_change, said))))


def _change(statement: str) -> str | None:
    if statement.startswith("PRAGMA wal_checkpoint"):
        return statement
    return statement if statement.lstrip().upper().startswith(CHANGES) else None


def live_through(service: Service, cases: int) -> None:
    """Cases taken as far as living in a home, and a note that is shredded after each."""
    for at in range(cases):
        with transaction.atomic():
            opened = service.open_case()
        if at < len(service.homes):
            service.live(opened, service.homes[at])
        with transaction.atomic():
            item = a_note(service)
        with transaction.atomic():
            facts.change(item, "altered", by=service.duty, now=MOMENT)
        with transaction.atomic():
            facts.shred(item, by=service.duty, now=MOMENT, purpose="asked")


def a_note(service: Service) -> UUID:
    """A note that the office keeps."""
    new = facts.NewFact(
        subject=an_id(),
        compartment=Compartment.CASEWORK,
        kind="note",
        value="said",
        to=(circle(OFFICE),),
    )
    return facts.put(new, by=service.duty, now=MOMENT)
