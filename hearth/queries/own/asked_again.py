"""What a person had said yes to before a copy was put back, and is asked about again."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from hearth.store.access import SignedIn
from hearth.store.copies import words


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """Since when they are asked; the offers they said yes to; whether they let anybody know a
    result. Each counts for nothing until they say that it holds."""

    put_back_on: date
    offers: tuple[UUID, ...]
    releases: bool


@transaction.atomic
def asked_again(*, by: SignedIn) -> AskedAgain | None:
    """What they are asked; None where there is nothing. Opens nothing. Cost: two queries."""
    found = words.unasked_of(by)
    day = found.put_back_on
    if day is None:
        return None
    offers = found.yeses.order_by("offer__drafted_at", "id").values_list("offer_id", flat=True)
    return AskedAgain(day, tuple(offers), found.releases.exists())
