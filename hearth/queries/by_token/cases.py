"""Cases as a program may list them: where each stands, from rows in clear. Nothing is opened."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearth.core.audience import Audience
from hearth.core.intake import State
from hearth.queries.case import Standing, standing
from hearth.queries.casework.head import case_of
from hearth.store import rows, transfers, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A case by its id."""

    case: UUID
    state: State
    opened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One page of cases, `count` in all, the oldest first."""

    lines: tuple[Line, ...]
    count: int
    page: int
    pages: int


@transaction.atomic
def listed(*, care: bool, state: State | None, page: int, by: SignedIn) -> Listed:
    """Cases in one's own care, or all that are not closed; of one state where that is asked.

    Cost: two queries. Raises WrongHands for anybody but a caseworker.
    """
    rows.only(by, Audience.CASEWORKER)
    found = walls.only_theirs(transfers.in_care_of(by.id) if care else _all(state), by)
    if state is not None:
        found = found.filter(state=state)
    count = found.count()
    pages = max(1, -(-count // ON_A_PAGE))
    at = min(max(1, page), pages)
    some = found.order_by("opened_on", "id")[(at - 1) * ON_A_PAGE : at * ON_A_PAGE]
    lines = some.values_list("id", "state", "opened_on")
    return Listed(
        lines=tuple(Line(id, State(word), on) for id, word, on in lines),
        count=count,
        page=at,
        pages=pages,
    )


def _all(state: State | None) -> QuerySet[CaseRow]:
    every = CaseRow.objects.all()
    return every if state is not None else every.exclude(state=State.CLOSED)


@transaction.atomic
def one(case: UUID, *, by: SignedIn, now: datetime) -> Standing:
    """Where a case stands and what comes next. Raises NotFound; Sealed outside the office."""
    return standing(case_of(case, by), now=now)
