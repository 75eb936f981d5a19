"""Finding one's own cases by name: those in one's care first, then those that are open, then all.

There is no index over names (decision 7), so every name that is looked at is opened; a look is
therefore cut into portions, and whoever asks decides whether to look further back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from hearth.core.audience import Audience
from hearth.core.identity import PersonIdentity, name_words
from hearth.core.intake import State
from hearth.store import facts, rows, transfers, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, PersonRow

PURPOSE = "find a case"
SHOWN = 50
# Cases in one look: of one's own care, and of all. A portion of all keeps others from writing for
# as long as its names are opened: some 20 ms.
CARE, AT_A_TIME = 100, 100
IN_ORDER = (State.WAITING, State.TOLD, State.OPENED, State.PLACED, State.CLOSED)


@dataclass(frozen=True, slots=True, repr=False)
class Found:
    """A case in which somebody has that name."""

    case: UUID
    name: str
    known_as: str
    state: State
    opened_on: date


@dataclass(frozen=True, slots=True)
class Place:
    """How far a look has come: the case of this state, day and id was the last."""

    state: State
    opened_on: date
    case: UUID


@dataclass(frozen=True, slots=True)
class Findings:
    """The first of those found, and how many there are among the cases that were looked at.

    of : all cases of their offices. after : where a further look begins; None when all was looked
    at.
    """

    first: tuple[Found, ...]
    count: int
    looked: int = 0
    of: int = 0
    after: Place | None = None

    def and_(self, more: "Findings") -> "Findings":
        """Both together, whoever was found twice once."""
        there = {one.case for one in self.first}
        new = tuple(one for one in more.first if one.case not in there)
        again = len(more.first) - len(new)
        return Findings(
            (*self.first, *new)[:SHOWN],
            self.count + more.count - again,
            self.looked + more.looked,
            more.of,
            more.after,
        )


@transaction.atomic
def by_name(words: str, *, by: SignedIn, now: datetime) -> Findings:
    """Cases in which somebody's name, or the name they are called by, has all these words.

    Looks at those in one's own care and at those that came last of all that are open. A word
    may be the beginning of one; accents, case and order do not matter. Private parties are not
    among them. The log says that names were searched and how many were opened, never for which.
    Cost: at most CARE + AT_A_TIME cases, some 10,000 names a second.
    """
    rows.only(by, Audience.CASEWORKER)
    asked = name_words(words)
    if not asked:
        return Findings((), 0)
    own = list(_open_to_search(transfers.in_care_of(by.id), by)[:CARE])
    first = _looked_at(own, asked, by=by, now=now)
    return first.and_(further(words, None, by=by, now=now, but={one.id for one in own}))


@transaction.atomic
def further(
    words: str,
    after: Place | None,
    *,
    by: SignedIn,
    now: datetime,
    but: set[UUID] | frozenset[UUID] = frozenset(),
) -> Findings:
    """The same among the next AT_A_TIME cases after a place, without those that are in `but`.

    Cost: as `by_name`, however many cases there are.
    """
    rows.only(by, Audience.CASEWORKER)
    some, place = _next(after, by)
    new = [one for one in some if one.id not in but]
    found = _looked_at(new, name_words(words), by=by, now=now)
    of = walls.only_theirs(CaseRow.objects.all(), by).count()
    return Findings(found.first, found.count, len(some), of, place)


def _open_to_search(cases: QuerySet[CaseRow], by: SignedIn) -> QuerySet[CaseRow]:
    return walls.only_theirs(cases.filter(party__private=False), by)


def _next(after: Place | None, by: SignedIn) -> tuple[list[CaseRow], Place | None]:
    """The next cases in the order of a search, and the place of the last where there are more."""
    found: list[CaseRow] = []
    begin = IN_ORDER.index(after.state) if after else 0
    for state in IN_ORDER[begin:]:
        cases = _open_to_search(CaseRow.objects.filter(state=state), by)
        if after is not None and state is after.state:
            day = after.opened_on
            cases = cases.filter(Q(opened_on__lt=day) | Q(opened_on=day, id__gt=after.case))
        left = AT_A_TIME - len(found)
        found += cases.order_by("-opened_on", "id")[:left]
        if len(found) == AT_A_TIME:
            last = found[-1]
            return found, Place(State(last.state), last.opened_on, last.id)
    return found, None


def _looked_at(
    cases: Sequence[CaseRow], asked: frozenset[str], *, by: SignedIn, now: datetime
) -> Findings:
    """Those of these cases in which somebody has the name, in the same order."""
    case_of = {row.party_id: row.id for row in cases}
    # Of whom was erased there is no name left to look at.
    people = PersonRow.objects.filter(parties__party__in=case_of).exclude(identity__body=b"")
    people = people.exclude(identity__grants__rests=True)
    items = list(people.values_list("identity_id", "parties__party"))
    if not items:
        return Findings((), 0)
    opened = facts.open_many(
        PersonIdentity, (item for item, _ in items), by=by, now=now, purpose=PURPOSE
    )
    named = {case_of[party]: opened[item] for item, party in items if _fits(asked, opened[item])}
    found = tuple(
        Found(row.id, named[row.id].name, named[row.id].known_as, State(row.state), row.opened_on)
        for row in cases
        if row.id in named
    )
    return Findings(found[:SHOWN], len(found))


def _fits(asked: frozenset[str], identity: PersonIdentity) -> bool:
    there = name_words(f"{identity.name} {identity.known_as}")
    return all(any(word.startswith(start) for word in there) for start in asked)
