"""How people may be reached, for themselves and for the office that works with them."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core.programme import ContactRules
from hearth.core.reach import AT_WORK, HOURS, AtWork, HostHours, Reach
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, PartyMemberRow, PersonRow
from hearth.store.reach import item_of, restored_on, rules_of, said

PURPOSE = "reach"


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> Reach | None:
    """What the person who looks has said; None where they have said nothing."""
    people = PersonRow.objects.filter(principal=by.id).values_list("id", flat=True)
    person = people.first()
    if person is None:
        return None
    return said([person], about=person, by=by, now=now, purpose=PURPOSE).get(person)


@transaction.atomic
def rules(*, by: SignedIn) -> ContactRules | None:
    """What the programme of the person who looks says where they say nothing; None: no case."""
    person = PersonRow.objects.filter(principal=by.id).values_list("id", flat=True).first()
    return rules_of(person) if person is not None else None


@transaction.atomic
def hours(*, by: SignedIn, now: datetime) -> HostHours:
    """What the host who looks has said; at any hour and in English where they have said nothing."""
    host = HostRow.objects.filter(principal=by.id).values_list("id", flat=True).first()
    item = item_of(host, HOURS) if host is not None else None
    if item is None:
        return HostHours()
    return facts.open_(HostHours, item, by=by, now=now, purpose=PURPOSE)


@transaction.atomic
def hours_of_a_copy(*, by: SignedIn) -> date | None:
    """Since when nothing is sent to the host who looks, as they have said nothing since a copy of
    the service was put back; None: their word counts."""
    host = HostRow.objects.filter(principal=by.id).values_list("id", flat=True).first()
    return restored_on([host]).get(host) if host is not None else None


@transaction.atomic
def at_work(*, by: SignedIn, now: datetime) -> AtWork | None:
    """Where and when whoever looks is told that something waits; None: on their pages alone."""
    item = item_of(by.id, AT_WORK)
    if item is None:
        return None
    return facts.open_(AtWork, item, by=by, now=now, purpose=PURPOSE)


@transaction.atomic
def of_case(case: UUID, *, by: SignedIn, now: datetime) -> Mapping[UUID, Reach]:
    """What is safe for each person of a case who has said it. For whom there is none: nothing is.

    Raises Sealed for whoever is not of the office.
    """
    members = PartyMemberRow.objects.filter(party__case=case)
    people = list(members.values_list("person_id", flat=True))
    return said(people, about=case, by=by, now=now, purpose=PURPOSE)
