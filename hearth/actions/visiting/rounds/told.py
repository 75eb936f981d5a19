"""What visitors and stays are known by to the planning: told, kept sealed, read again."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, SAFEGUARDING, Compartment
from hearth.core.errors import NotFound
from hearth.core.ids import PersonId
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.store import events, facts, people, rows
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import CaseRow, ItemRow, PartyMemberRow, PlacementRow
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


@dataclass(frozen=True, slots=True)
class Near:
    """Whom a visitor is near to, told by cases, since the lead opens no names.

    known : cases whose people they know, are, or were. feared : cases in which somebody is afraid
    of them or of somebody near to them. dropped : cases whose people they are near to no more.
    forget : whoever was told of before is taken out first.
    """

    known: frozenset[UUID] = frozenset()
    feared: frozenset[UUID] = frozenset()
    dropped: frozenset[UUID] = frozenset()
    forget: bool = False


@transaction.atomic
def tell_near(
    *, who: UUID, told: Visitor, near: Near, by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """What the lead knows of a visitor, with whom they are near to.

    `service` is the running program, which reads in a feared case whom its people keep away from;
    whom they name is written as ids alone, and neither lead nor visitor is shown a name. Raises
    WrongHands for all but the lead, NotFound for a case that is not there.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    people_ = _of(near.known)
    for case in sorted(near.feared):
        party = people.party(rows.get(CaseRow, case).party_id, by=service, now=now, purpose=PURPOSE)
        people_ |= {away for one in party.people for away in one.hostile | one.fears}
    before = frozenset[PersonId]() if near.forget else told.knows - _of(near.dropped)
    tell_visitor(who=who, told=replace(told, knows=before | people_), by=by, now=now)


def _of(cases: frozenset[UUID]) -> frozenset[PersonId]:
    """The people of these cases."""
    found = PartyMemberRow.objects.filter(party__case__in=cases)
    return frozenset(PersonId(one) for one in found.values_list("person_id", flat=True))


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
