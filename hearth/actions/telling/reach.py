"""The person says how they may be reached, a host when; nobody says it for them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import SENDING, Compartment
from hearth.core.errors import NotFound
from hearth.core.reach import FACT, HOURS, HostHours, Reach
from hearth.store import events, facts, offices, outbox, rows
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, PersonRow
from hearth.store.principals import circle
from hearth.store.reach import item_of


@transaction.atomic
def say(*, reach: Reach, by: SignedIn, now: datetime) -> None:
    """What is safe from here on, in place of all they said before.

    Sealed to them, to the office, and to the program that sends. What was queued for them by
    what they said before is cancelled.

    Raises WrongHands for anybody but a resident, NotFound for one who is no person here.
    """
    events.begin_write()
    rows.only(by, Audience.RESIDENT)
    person = PersonRow.objects.filter(principal=by.id).first()
    if person is None:
        raise NotFound("no such record")
    _put(person.id, FACT, reach, offices.of_person(person.id), by=by, now=now)
    outbox.cancel(to=by.id, by=by, now=now)  # what was written for the old ways
    events.record("reach.said", by=by, about=person.id, now=now)


@transaction.atomic
def say_hours(*, hours: HostHours, by: SignedIn, now: datetime) -> None:
    """When a host is written to, and in which language, from here on.

    Sealed to them, to the offices and to the program that sends; what waits obeys it too. Raises
    WrongHands for anybody but a host, NotFound for one who is no host here.
    """
    events.begin_write()
    rows.only(by, Audience.HOST)
    host = HostRow.objects.filter(principal=by.id).first()
    if host is None:
        raise NotFound("no such record")
    _put(host.id, HOURS, hours, offices.every(), by=by, now=now)
    events.record("reach.hours_said", by=by, about=host.id, now=now)


def _put(
    subject: UUID,
    kind: str,
    value: Reach | HostHours,
    of: tuple[UUID, ...],
    *,
    by: SignedIn,
    now: datetime,
) -> None:
    item = item_of(subject, kind)
    if item is not None:
        facts.change(item, value, by=by, now=now, purpose=FACT)
        return
    fact = facts.NewFact(
        subject=subject,
        compartment=Compartment.CONTACT,
        kind=kind,
        value=value,
        to=(*of, circle(SENDING), by.id),
    )
    facts.put(fact, by=by, now=now, purpose=FACT)
