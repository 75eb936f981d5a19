"""The person says how they may be reached; nobody says it for them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, SENDING, Compartment
from hearth.core.errors import NotFound
from hearth.core.reach import FACT, Reach
from hearth.store import events, facts, outbox, rows
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow, PersonRow
from hearth.store.principals import circle


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
    item = _item_of(person.id)
    if item is not None:
        facts.change(item, reach, by=by, now=now, purpose=FACT)
    else:
        fact = facts.NewFact(
            subject=person.id,
            compartment=Compartment.CONTACT,
            kind=FACT,
            value=reach,
            to=(circle(OFFICE), circle(SENDING), by.id),
        )
        facts.put(fact, by=by, now=now, purpose=FACT)
    outbox.cancel(to=by.id, by=by, now=now)  # what was written for the old ways
    events.record("reach.said", by=by, about=person.id, now=now)


def _item_of(person: UUID) -> UUID | None:
    row = ItemRow.objects.filter(subject=person, kind=FACT).first()
    return row.id if row else None
