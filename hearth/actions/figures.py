"""The manager's figures, kept sealed to the running service from one working-out to the next."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, Compartment
from hearth.stats.published import Publication
from hearth.store import events, facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow
from hearth.store.principals import circle

KIND, BEHIND, PURPOSE = "figures", "figures-behind", "figures"


@transaction.atomic
def keep(found: Publication, *, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Keep these in place of the last ones. Raises WrongHands for all but the manager.

    What stands behind them is kept apart, and is read only to work out the next.
    """
    events.begin_write()
    rows.only(by, Audience.MANAGER)
    put_for_engine(KIND, found.figures, purpose=PURPOSE, service=service, now=now)
    put_for_engine(BEHIND, found, purpose=PURPOSE, service=service, now=now)
    events.record("figures.worked_out", by=by, about="", now=now)


def put_for_engine(
    kind: str, value: object, *, purpose: str, service: SignedIn, now: datetime
) -> None:
    """Keep the only fact of this kind, which the running service alone can open, anew."""
    put_only(
        kind, value, Compartment.ATTRIBUTES, circle(ENGINE), purpose=purpose, by=service, now=now
    )


def put_only(
    kind: str,
    value: object,
    compartment: Compartment,
    to: UUID,
    *,
    purpose: str,
    by: SignedIn,
    now: datetime,
) -> None:
    """Keep the only fact of this kind, which this circle alone can open, anew."""
    kept = ItemRow.objects.filter(compartment=compartment, kind=kind)
    item = kept.values_list("id", flat=True).first()
    if item is not None:
        facts.change(item, value, by=by, now=now, purpose=purpose)
        return
    fact = facts.NewFact(subject=to, compartment=compartment, kind=kind, value=value, to=(to,))
    facts.put(fact, by=by, now=now, purpose=purpose)
