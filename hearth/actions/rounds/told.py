"""What visitors and stays are known by to the planning: told, kept sealed, read again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, SAFEGUARDING, Compartment
from hearth.core.errors import NotFound
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.store import events, facts, rows
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import ItemRow, PlacementRow
from hearth.store.principals import circle
from hearth.store.rounds import PURPOSE, TERMS, VISITOR, read, visitors_here


@transaction.atomic
def tell_visitor(*, who: UUID, told: Visitor, by: SignedIn, now: datetime) -> None:
    """What is known of a visitor, in place of what was. By the lead, or by the visitor themselves.

    Raises WrongHands, NotFound for somebody who is no visitor here or is another one.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD, Audience.VISITOR)
    if who not in visitors_here() or (by.audience is Audience.VISITOR and by.id != who):
        raise NotFound("no such record")
    _keep(VISITOR, who, told, (circle(SAFEGUARDING), circle(ENGINE), who), by=by, now=now)
    events.record("rounds.visitor_told", by=by, about=who, now=now)


@transaction.atomic
def tell_terms(*, stay: UUID, told: Terms, by: SignedIn, now: datetime) -> None:
    """What the visits of a stay ask for, in place of what was. By the lead.

    Raises WrongHands, NotFound.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(PlacementRow, stay)
    _keep(TERMS, row.id, told, (circle(SAFEGUARDING), circle(ENGINE)), by=by, now=now)
    events.record("rounds.terms_told", by=by, about=row.id, now=now)


def _keep(
    kind: str, subject: UUID, value: object, to: tuple[UUID, ...], *, by: SignedIn, now: datetime
) -> None:
    row = ItemRow.objects.filter(compartment=Compartment.ROUNDS, kind=kind, subject=subject).first()
    if row is not None:
        facts.change(row.id, value, by=by, now=now, purpose=PURPOSE)
        return
    fact = NewFact(subject=subject, compartment=Compartment.ROUNDS, kind=kind, value=value, to=to)
    facts.put(fact, by=by, now=now, purpose=PURPOSE)


def visitor(who: UUID, *, by: SignedIn, now: datetime) -> Visitor:
    """What is known of one visitor; the usual hours where nothing has been told."""
    return read(Visitor, VISITOR, [who], by=by, now=now).get(who, Visitor())
