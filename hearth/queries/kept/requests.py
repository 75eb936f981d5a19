"""Who asked what is known of them, until when they are answered, what the lead goes through."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.checks import Testimony
from hearth.core.requests import OPEN, RULE, State
from hearth.store import facts, rows
from hearth.store.access import SignedIn
from hearth.store.models import RequestRow
from hearth.store.requests import may_be_given

SHOWN = 200
PURPOSE = "request"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request, by number. `late` : its day has passed and nobody has answered."""

    id: UUID
    case: UUID
    state: State
    asked_on: date
    due_on: date
    late: bool
    rule: str = RULE


@dataclass(frozen=True, slots=True)
class Asking:
    """What waits, the first due first, and how many there are."""

    first: tuple[Asked, ...]
    count: int


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """What was said in a talk with several, for the lead to decide whether it tells of others."""

    talk: UUID
    on: date
    said: str


@transaction.atomic
def waiting(*, by: SignedIn, now: datetime) -> Asking:
    """For the lead. Opens nothing. Raises WrongHands."""
    rows.only(by, Audience.LEAD)
    found = RequestRow.objects.filter(state__in=OPEN).order_by("due_on", "id")
    return Asking(tuple(_asked(row, now) for row in found[:SHOWN]), found.count())


def _asked(row: RequestRow, now: datetime) -> Asked:
    state = State(row.state)
    late = state in OPEN and row.due_on < now.date()
    return Asked(row.id, row.case_id, state, row.asked_on, row.due_on, late)


@transaction.atomic
def one(request: UUID, *, by: SignedIn, now: datetime) -> tuple[Asked, tuple[Words, ...]]:
    """A request; and, once the lead has taken it up, what they may add.

    Raises NotFound, WrongHands. Cost: one opening.
    """
    rows.only(by, Audience.LEAD)
    row = rows.get(RequestRow, request)
    talks = list(may_be_given(row)) if row.state == State.LOOKED_AT else []
    if not talks:
        return _asked(row, now), ()
    items = [talk.item_id for talk in talks]
    told = facts.open_many(Testimony, items, by=by, now=now, purpose=PURPOSE, about=row.case_id)
    opened = [(talk.id, told[talk.item_id]) for talk in talks]
    words = (Words(id, one.talk.began_at.date(), one.said) for id, one in opened)
    return _asked(row, now), tuple(words)
