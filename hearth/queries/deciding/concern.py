"""One concern, as the lead who handles it reads it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.concerns import STEPS, Act, Concern, Kind, State, Weight
from hearth.core.programme import ForcedAct
from hearth.queries.deciding.board import must_be_lead
from hearth.queries.numbers import number
from hearth.store import facts, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow

PURPOSE = "concern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A concern with what was said in it, what each weight would force, and what was done.

    stay : where it is about one. forces : what the programme forces, by weight, lightest
    first; empty where it is about no stay. asked : what people have been asked to do.
    raised_by : what whoever raised it is, or None for somebody without an account.
    """

    id: UUID
    kind: Kind
    words: str
    weight: Weight | None
    state: State
    may: frozenset[Act]
    raised_on: date
    raised_by: Audience | None
    acknowledge_by: date
    answer_by: date
    stay: UUID | None
    case: str
    forces: tuple[tuple[Weight, tuple[ForcedAct, ...]], ...]
    asked: tuple[ForcedAct, ...]
    answer: str


@transaction.atomic
def whole(concern: UUID, *, by: SignedIn, now: datetime) -> Whole:
    """The concern. Raises NotFound for everybody but the lead."""
    must_be_lead(by)
    row = rows.get(ConcernRow, concern)
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose=PURPOSE)
    state = State(row.state)
    return Whole(
        id=row.id,
        kind=raised.kind,
        words=raised.words,
        weight=raised.weight,
        state=state,
        may=frozenset(act for at, act in STEPS if at is state),
        raised_on=row.raised_on,
        raised_by=Audience(row.raised_by.role) if row.raised_by else None,
        acknowledge_by=row.acknowledge_by,
        answer_by=row.answer_by,
        stay=row.placement_id,
        case=number(row.placement.case_id) if row.placement else "",
        forces=_forces(row),
        asked=raised.asked,
        answer=_answer(row, by, now),
    )


def _forces(row: ConcernRow) -> tuple[tuple[Weight, tuple[ForcedAct, ...]], ...]:
    if row.placement is None:
        return ()
    programme = programmes.of(row.placement.case.programme)
    return tuple((weight, programme.consequence(int(weight)).acts) for weight in Weight)


def _answer(row: ConcernRow, by: SignedIn, now: datetime) -> str:
    if row.answer_id is None:
        return ""
    return facts.open_(str, row.answer_id, by=by, now=now, purpose=PURPOSE)
