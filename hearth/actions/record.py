"""The records as they were worked out, kept sealed to the lead's circle."""

from datetime import datetime

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, SAFEGUARDING, Compartment
from hearth.stats.handed_on import HandedOn, handed_on
from hearth.stats.records import Records
from hearth.store import events, facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow
from hearth.store.principals import circle

KIND, PURPOSE = "records", "records"
HANDED, HANDING = "records-told", "records handed on"


@transaction.atomic
def keep(records: Records, *, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Keep these in place of the last ones, and hand on what the manager may see.

    Raises WrongHands for all but the lead. What is handed on hides every small number before
    it is written, and is sealed to the running service, which tells the manager.
    """
    keep_here(records, by=by, now=now)
    told: HandedOn = handed_on(records)
    _put(HANDED, Compartment.ATTRIBUTES, ENGINE, told, by=service, now=now, purpose=HANDING)


@transaction.atomic
def keep_here(records: Records, *, by: SignedIn, now: datetime) -> None:
    """Keep these in place of the last ones and hand nothing on.

    So it is done at each finding: handed on then, what differs from the figures before would tell
    of the one home that it was about. Raises WrongHands for all but the lead.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    _put(KIND, Compartment.TESTIMONY, SAFEGUARDING, records, by=by, now=now, purpose=PURPOSE)
    events.record("records.worked_out", by=by, about="", now=now)


def _put(
    kind: str,
    compartment: Compartment,
    to: str,
    value: object,
    *,
    by: SignedIn,
    now: datetime,
    purpose: str,
) -> None:
    found = ItemRow.objects.filter(compartment=compartment, kind=kind)
    item = found.values_list("id", flat=True).first()
    if item is not None:
        facts.change(item, value, by=by, now=now, purpose=purpose)
        return
    who = circle(to)
    fact = facts.NewFact(subject=who, compartment=compartment, kind=kind, value=value, to=(who,))
    facts.put(fact, by=by, now=now, purpose=purpose)
