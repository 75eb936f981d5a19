"""What became of it, kept sealed to the running service, which tells it to the manager."""

from datetime import datetime

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, Compartment
from hearth.stats.outcomes import Outcomes, Reasons
from hearth.store import events, facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow
from hearth.store.principals import circle

PURPOSE = "outcomes"


@transaction.atomic
def keep(found: Outcomes, *, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Keep these in place of the last ones. Raises WrongHands for all but the manager and the
    running service."""
    events.begin_write()
    rows.only(by, Audience.MANAGER, Audience.CLOCK)
    _put("outcomes", found, service=service, now=now)
    events.record("outcomes.worked_out", by=by, about="", now=now)


@transaction.atomic
def hand_on(found: Reasons, *, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """The office hands the manager why stays end, small numbers hidden. Raises WrongHands for
    all but a caseworker."""
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    _put("reasons-told", found, service=service, now=now)
    events.record("reasons.handed_on", by=by, about="", now=now)


def _put(kind: str, value: object, *, service: SignedIn, now: datetime) -> None:
    found = ItemRow.objects.filter(compartment=Compartment.ATTRIBUTES, kind=kind)
    item = found.values_list("id", flat=True).first()
    if item is not None:
        facts.change(item, value, by=service, now=now, purpose=PURPOSE)
        return
    engine = circle(ENGINE)
    fact = facts.NewFact(
        subject=engine,
        compartment=Compartment.ATTRIBUTES,
        kind=kind,
        value=value,
        to=(engine,),
    )
    facts.put(fact, by=service, now=now, purpose=PURPOSE)
