"""What a person may know of how others fared: of all homes together, and of no home by itself."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound
from hearth.stats.handed_on import HandedOn
from hearth.stats.meaning import one_in
from hearth.store import facts
from hearth.store.access import SignedIn
from hearth.store.models import ItemRow

KIND, PURPOSE = "records-told", "record told to a person"


@dataclass(frozen=True, slots=True)
class OfAll:
    """More than so many checks held apart, and the rate they leave possible, as one in so many."""

    checks: int
    one_in: int


@transaction.atomic
def of_all(*, by: SignedIn, service: SignedIn, now: datetime) -> OfAll | None:
    """The record of all homes, as the lead last handed it on; None where it says nothing yet.

    The running service opens it: coarse numbers, no home among them. Raises NotFound for all
    but a resident. Cost: one opening.
    """
    if by.audience is not Audience.RESIDENT:
        raise NotFound("no such record")
    kept = ItemRow.objects.filter(compartment=Compartment.ATTRIBUTES, kind=KIND)
    item = kept.values_list("id", flat=True).first()
    if item is None:
        return None
    told = facts.open_(HandedOn, item, by=service, now=now, purpose=PURPOSE)
    found = one_in(told.a_check)
    return OfAll(told.checks, found) if found > 1 else None
