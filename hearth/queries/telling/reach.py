"""How people may be reached, for themselves and for the office that works with them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.programme import ContactRules
from hearth.core.reach import AT_WORK, FACT, HOURS, AtWork, HostHours, Reach
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, ItemRow, PartyMemberRow, PersonRow
from hearth.store.reach import item_of, rules_of

PURPOSE = "reach"


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> Reach | None:
    """What the person who looks has said; None where they have said nothing."""
    people = PersonRow.objects.filter(principal=by.id).values_list("id", flat=True)
    person = people.first()
    if person is None:
        return None
    return _of([person], about=person, by=by, now=now).get(person)


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
def at_work(*, by: SignedIn, now: datetime) -> AtWork | None:
    """Where and when whoever looks is told that something waits; None: on their pages alone."""
    item = item_of(by.id, AT_WORK)
    if item is None:
        return None
    return facts.open_(AtWork, item, by=by, now=now, purpose=PURPOSE)


@transaction.atomic
def of_case(case: UUID, *, by: SignedIn, now: datetime) -> dict[UUID, Reach]:
    """What is safe for each person of a case who has said it. For whom there is none: nothing is.

    Raises Sealed for whoever is not of the office.
    """
    members = PartyMemberRow.objects.filter(party__case=case)
    return _of(members.values_list("person_id", flat=True), about=case, by=by, now=now)


def _of(people: Iterable[UUID], *, about: UUID, by: SignedIn, now: datetime) -> dict[UUID, Reach]:
    found = ItemRow.objects.filter(subject__in=list(people), kind=FACT)
    items = {subject: item for item, subject in found.values_list("id", "subject")}
    if not items:
        return {}
    told = facts.open_many(Reach, items.values(), by=by, now=now, purpose=PURPOSE, about=about)
    return {subject: told[item] for subject, item in items.items()}
