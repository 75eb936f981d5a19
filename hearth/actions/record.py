"""The records as they were worked out, kept sealed to the lead's circle."""

from datetime import datetime

from django.db import transaction

from hearth.actions.figures import put_for_engine, put_only
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.stats.handed_on import Handed, handed_on
from hearth.stats.records import Records
from hearth.store import events, facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow
from hearth.store.principals import circle

KIND, PURPOSE = "records", "records"
HANDED, BEHIND, HANDING = "records-told", "records-behind", "records handed on"


@transaction.atomic
def keep(records: Records, *, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Keep these in place of the last ones, and hand on what the manager may see.

    Raises WrongHands for all but the lead. What is handed on hides every small number before
    it is written, and every small change since the last time; it is sealed to the running
    service, which tells the manager. The counts behind it stay with the leads.
    """
    keep_here(records, by=by, now=now)
    handed = handed_on(records, _last(by, now))
    put_for_engine(HANDED, handed.told, purpose=HANDING, service=service, now=now)
    _put(BEHIND, handed, purpose=HANDING, by=by, now=now)


@transaction.atomic
def keep_here(records: Records, *, by: SignedIn, now: datetime) -> None:
    """Keep these in place of the last ones and hand nothing on.

    So it is done at each finding: handed on then, what differs from the figures before would tell
    of the one home that it was about. Raises WrongHands for all but the lead.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    _put(KIND, records, purpose=PURPOSE, by=by, now=now)
    events.record("records.worked_out", by=by, about="", now=now)


def _last(by: SignedIn, now: datetime) -> Handed | None:
    """What was handed on last, with what stands behind it; None before the first."""
    kept = ItemRow.objects.filter(compartment=Compartment.TESTIMONY, kind=BEHIND)
    item = kept.values_list("id", flat=True).first()
    if item is None:
        return None
    return facts.open_(Handed, item, by=by, now=now, purpose=HANDING)


def _put(kind: str, value: object, *, purpose: str, by: SignedIn, now: datetime) -> None:
    """Keep the only fact of this kind, which leads alone can open, anew."""
    put_only(
        kind, value, Compartment.TESTIMONY, circle(SAFEGUARDING), purpose=purpose, by=by, now=now
    )
