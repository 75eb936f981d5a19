"""The manager's figures, kept sealed to the running service from one working-out to the next."""

from datetime import datetime

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, Compartment
from hearth.stats.figures import Figures
from hearth.store import events, facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow
from hearth.store.principals import circle

KIND, PURPOSE = "figures", "figures"


@transaction.atomic
def keep(figures: Figures, *, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Keep these in place of the last ones. Raises WrongHands for all but the manager."""
    events.begin_write()
    rows.only(by, Audience.MANAGER)
    item = (
        ItemRow.objects.filter(compartment=Compartment.ATTRIBUTES, kind=KIND)
        .values_list("id", flat=True)
        .first()
    )
    if item is not None:
        facts.change(item, figures, by=service, now=now, purpose=PURPOSE)
    else:
        engine = circle(ENGINE)
        fact = facts.NewFact(
            subject=engine,
            compartment=Compartment.ATTRIBUTES,
            kind=KIND,
            value=figures,
            to=(engine,),
        )
        facts.put(fact, by=service, now=now, purpose=PURPOSE)
    events.record("figures.worked_out", by=by, about="", now=now)
