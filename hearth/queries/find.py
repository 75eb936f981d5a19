"""Finding one's own cases by name."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.identity import PersonIdentity, name_words
from hearth.core.intake import State
from hearth.store import facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, PersonRow

PURPOSE = "find a case"
SHOWN = 50


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """A case in which somebody has that name."""

    case: UUID
    name: str
    known_as: str
    state: State
    opened_on: date


@dataclass(frozen=True, slots=True)
class Findings:
    """The first of those found, the newest first, and how many there are."""

    first: tuple[Found, ...]
    count: int


@transaction.atomic
def by_name(words: str, *, by: SignedIn, now: datetime) -> Findings:
    """Cases in which somebody's name, or the name they are called by, has all these words.

    A word may be the beginning of one; accents, case and order do not matter. Private parties
    are not among them. The log says that names were searched and how many were opened, never
    for which. Cost: some 20,000 names a second.
    """
    rows.only(by, Audience.CASEWORKER)
    asked = name_words(words)
    if not asked:
        return Findings((), 0)
    people = PersonRow.objects.filter(
        parties__party__case__isnull=False, parties__party__private=False
    )
    case_of = list(people.values_list("identity_id", "parties__party__case"))
    items = {item for item, _ in case_of}
    opened = facts.open_many(PersonIdentity, items, by=by, now=now, purpose=PURPOSE)
    named = {item: one for item, one in opened.items() if _fits(asked, one)}
    by_case = {case: named[item] for item, case in case_of if item in named}
    cases = CaseRow.objects.in_bulk(list(by_case)[:_AT_MOST])
    found = sorted(cases.values(), key=lambda row: (-row.opened_on.toordinal(), row.id))
    return Findings(
        tuple(
            Found(
                row.id,
                by_case[row.id].name,
                by_case[row.id].known_as,
                State(row.state),
                row.opened_on,
            )
            for row in found[:SHOWN]
        ),
        len(by_case),
    )


_AT_MOST = 5_000  # cases that are put in order; more have a name that finds too much


def _fits(asked: frozenset[str], identity: PersonIdentity) -> bool:
    there = name_words(f"{identity.name} {identity.known_as}")
    return all(any(word.startswith(start) for word in there) for start in asked)
