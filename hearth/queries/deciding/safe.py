"""When people last said that they are safe, for the safeguarding lead."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.intake import SAFE
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow, PartyMemberRow


@transaction.atomic
def of_case(case: UUID, *, by: SignedIn, now: datetime) -> dict[UUID, datetime]:
    """The moment at which each person of a case last said so; nobody who never did.

    Raises Sealed for whoever is not of safeguarding.
    """
    people = PartyMemberRow.objects.filter(party__case=case).values_list("person_id", flat=True)
    found = ItemRow.objects.filter(subject__in=list(people), kind=SAFE)
    items = {subject: item for item, subject in found.values_list("id", "subject")}
    if not items:
        return {}
    said = facts.open_many(datetime, items.values(), by=by, now=now, purpose=SAFE, about=case)
    return {subject: said[item] for subject, item in items.items()}
