"""Today's board: who waits for what, oldest first, a few of each, with how many there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearth.core.identity import PersonIdentity
from hearth.store import cases, facts
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, PersonRow

PURPOSE = "board"
SHOWN = 20  # of each list


@dataclass(frozen=True, slots=True)
class OnBoard:
    """A case on the board: whose it is, and since when."""

    case: UUID
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of a list, and how many are on it."""

    first: tuple[OnBoard, ...]
    count: int


@transaction.atomic
def waiting(*, by: SignedIn, now: datetime) -> Listed:
    """Who waits for a home, those that have waited longest first.

    Cost: a count, and one opening of at most `SHOWN` names. Raises Sealed for whoever may
    not read names.
    """
    return _listed(cases.waiting(now.date()), by=by, now=now)


def _listed(found: QuerySet[CaseRow], *, by: SignedIn, now: datetime) -> Listed:
    some = list(found[:SHOWN])
    named = names(some, by=by, now=now)
    return Listed(
        tuple(OnBoard(row.id, named[row.id], row.opened_on) for row in some), found.count()
    )


def names(rows: Iterable[CaseRow], *, by: SignedIn, now: datetime) -> dict[UUID, str]:
    """The name of each case, as one opening: whoever signs in, else the first told of."""
    case_of = {row.party_id: row.id for row in rows}
    people = PersonRow.objects.filter(parties__party__in=case_of).order_by("parties__id")
    items: dict[UUID, UUID] = {}
    for party, item, signs_in in people.values_list(
        "parties__party", "identity_id", "principal_id"
    ):
        if signs_in is not None or case_of[party] not in items:
            items[case_of[party]] = item
    opened = facts.open_many(PersonIdentity, items.values(), by=by, now=now, purpose=PURPOSE)
    return {case: opened[item].name for case, item in items.items()}
