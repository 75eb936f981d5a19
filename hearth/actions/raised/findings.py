"""The lead says what was found when a concern was looked into."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions import concerns
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.concerns import State
from hearth.core.errors import RuleBroken
from hearth.core.findings import KIND, Finding, Found
from hearth.store import events, facts
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow
from hearth.store.principals import circle

PURPOSE = "finding"
UNREAD = frozenset({State.RAISED, State.ACKNOWLEDGED})


@transaction.atomic
def find(*, concern_id: UUID, finding: Finding, by: SignedIn, now: datetime) -> None:
    """Write down what was found; a later finding takes the place of the one before.

    Sealed to the lead's circle; nothing changes anywhere else, and the record of the home is
    worked out anew from it. Raises WrongHands for all but the lead, NotFound, RuleBroken where
    nothing was weighed yet and for a lead who may not handle it, as any other act on it.
    """
    events.begin_write()
    row = concerns.for_lead(by, concern_id)
    if row.state in UNREAD:
        raise RuleBroken("weigh the concern first: what was not looked into has no finding")
    found, item = Found(finding, now.date()), _item(row.id)
    if item is not None:
        facts.change(item, found, by=by, now=now, purpose=PURPOSE)
    else:
        fact = facts.NewFact(
            subject=row.id,
            compartment=Compartment.TESTIMONY,
            kind=KIND,
            value=found,
            to=(circle(SAFEGUARDING),),
        )
        facts.put(fact, by=by, now=now, purpose=PURPOSE)
    events.record("concern.found", by=by, about=row.id, now=now)


def _item(concern: UUID) -> UUID | None:
    return ItemRow.objects.filter(subject=concern, kind=KIND).values_list("id", flat=True).first()
