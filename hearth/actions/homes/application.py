"""Somebody asks to be a host, and the office answers."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.raised.turns import Door, Waits
from hearth.core import application
from hearth.core.application import Act, Application
from hearth.core.compartments import Compartment
from hearth.store import events, facts, offices, rows, values
from hearth.store.access import SignedIn
from hearth.store.models import ApplicationRow

DOOR = Door("join")


def send(*, told: Application, address: str, now: datetime, ticket: str = "") -> Waits | None:
    """Whoever they are, what they wrote is sealed to the offices, and nothing is looked up.

    None once it is in, so that nobody learns whom the service knows; or how long it waits, where
    many came from one machine. The ticket that comes with it lets the same words in.
    """
    words = values.to_json(told).decode()
    waits = DOOR.waits(words=words, ticket=ticket, address=address, now=now)
    if waits is None:
        _send(told, address, now)
    return waits


@transaction.atomic
def _send(told: Application, address: str, now: datetime) -> None:
    events.begin_write()
    DOOR.came_in(address=address, now=now)
    row = ApplicationRow(state=application.START, sent_at=now)
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.IDENTITY,
        kind="application",
        value=told,
        to=offices.every(),
    )
    row.item_id = facts.put(fact, by=None, now=now, purpose="application")
    row.save(force_insert=True)
    events.record("application.sent", by=None, about=row.id, now=now)


@transaction.atomic
def take_up(*, application_id: UUID, by: SignedIn, now: datetime) -> None:
    """The office talks with them."""
    _step(application_id, Act.TAKE_UP, by, now)


@transaction.atomic
def close(*, application_id: UUID, by: SignedIn, now: datetime) -> None:
    """It is settled: they are entered as a host, or they are not. What they wrote is kept from
    this day no longer than a programme says of hosts who were declined."""
    _step(application_id, Act.CLOSE, by, now, closed_on=now.date())


def _step(id: UUID, act: Act, by: SignedIn, now: datetime, **changes: date) -> None:
    events.begin_write()
    row = rows.get(ApplicationRow, id)
    state = rows.step(row, application.STEPS, act, by, **changes)
    events.record(f"application.{state}", by=by, about=row.id, now=now)
