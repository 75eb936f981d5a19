"""All concerns that wait, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.queries.deciding import matters
from hearth.queries.deciding.board import ToAnswer, listed, must_be_lead
from hearth.store.access import SignedIn

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list. `at` counts from 1."""

    first: tuple[ToAnswer, ...]
    count: int
    at: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // ON_A_PAGE))


@transaction.atomic
def page(*, at: int, crowd: UUID | None, by: SignedIn, now: datetime) -> Page:
    """A page of what waits, the most pressing first; of one crowd alone where one is named.

    Raises NotFound for everybody but the lead. Cost: one opening of at most `ON_A_PAGE` facts.
    """
    must_be_lead(by)
    rows = matters.waiting(by) if crowd is None else matters.like(crowd, by)
    count = rows.count()
    here = min(max(1, at), max(1, -(-count // ON_A_PAGE)))
    some = list(rows[(here - 1) * ON_A_PAGE : here * ON_A_PAGE])
    return Page(tuple(listed(some, by, now)), count, here)
