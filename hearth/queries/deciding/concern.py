"""One concern, as the lead who handles it reads it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.concerns import (
    LEAD,
    STEPS,
    TELLINGS,
    Act,
    Classed,
    Concern,
    Did,
    Kind,
    Letter,
    Panel,
    State,
    Tell,
    Telling,
    Weight,
)
from hearth.core.errors import NotFound
from hearth.core.placement import LIVES_THERE
from hearth.core.programme import ForcedAct, Hearing
from hearth.queries.deciding import matters
from hearth.queries.deciding.board import must_be_lead, opened_
from hearth.queries.numbers import number
from hearth.store import facts, hearings, programmes
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, PlacementRow

PURPOSE = "concern"
LETTERS = 50  # shown, and stays


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A concern with what was said in it, what each weight would force, and what was done.

    stay : where it is about one. forces : what the programme forces, by weight, lightest
    first; empty where it is about no stay. asked : what people have been asked to do and nobody
    has written down as done. did : what is.
    host : the number of whom it is about, empty while that is not known. telling : how far that
    host has been told. early_stays : where an extra check would be seen.
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
    did: tuple[Did, ...]
    answer: str
    host: str
    letters: tuple[Letter, ...]
    telling: Telling
    may_tell: frozenset[Tell]
    early_stays: tuple[UUID, ...]
    officer_by: date | None
    hearing: Hearing | None
    hearings: tuple[Hearing, ...]
    panel: Panel | None
    classed: tuple[Classed, ...]


@transaction.atomic
def whole(concern: UUID, *, by: SignedIn, now: datetime) -> Whole:
    """The concern. Raises NotFound for everybody but the lead, and for a lead whom it is about."""
    must_be_lead(by)
    row = matters.for_reader(by).filter(id=concern).first()
    if row is None:
        raise NotFound("no such record")
    raised = facts.open_(Concern, row.item_id, by=by, now=now, purpose=PURPOSE)
    state, host = State(row.state), row.about_host
    programme = programmes.of_concern(row)
    first = programme is not None and programme.deadline(raised.kind).officer_first
    telling = raised.told(officer_first=first)
    return Whole(
        id=row.id,
        kind=raised.kind,
        words=raised.words,
        weight=raised.weight,
        state=state,
        may=frozenset(act for (at, act), to in STEPS.items() if at is state and LEAD in to.by),
        raised_on=row.raised_on,
        raised_by=Audience(row.raised_by.role) if row.raised_by else None,
        acknowledge_by=row.acknowledge_by,
        answer_by=row.answer_by,
        stay=row.placement_id,
        case=number(row.placement.case_id) if row.placement else "",
        forces=_forces(row),
        asked=raised.waits,
        did=raised.did,
        answer=_answer(row, by, now),
        host=number(host.id) if host is not None else "",
        letters=_letters(row, by, now),
        telling=telling,
        may_tell=frozenset(act for at, act in TELLINGS if at is telling),
        early_stays=_early_stays(row),
        officer_by=row.officer_by,
        hearing=row.heard_by,
        hearings=hearings.of(row),
        panel=hearings.panel_of(row.id, by=by, now=now, purpose=PURPOSE),
        classed=raised.classed,
    )


def _forces(row: ConcernRow) -> tuple[tuple[Weight, tuple[ForcedAct, ...]], ...]:
    programme = programmes.of_concern(row)
    if programme is None or row.about_host is None:
        return ()
    return tuple((weight, programme.consequence(int(weight)).acts) for weight in Weight)


def _letters(row: ConcernRow, by: SignedIn, now: datetime) -> tuple[Letter, ...]:
    """All but the answer, which stands by itself; the earliest first."""
    found = list(row.letters.exclude(item=row.answer_id).order_by("-sent_at", "id")[:LETTERS])
    said = opened_(str, [one.item_id for one in found], by, now, PURPOSE)
    return tuple(Letter(one.ours, one.sent_at, said[one.item_id]) for one in reversed(found))


def _early_stays(row: ConcernRow) -> tuple[UUID, ...]:
    host = row.about_host
    if host is None:
        return ()
    stays = PlacementRow.objects.filter(home__host=host, state__in=LIVES_THERE)
    return tuple(stays.order_by("planned_on", "id").values_list("id", flat=True)[:LETTERS])


def _answer(row: ConcernRow, by: SignedIn, now: datetime) -> str:
    if row.answer_id is None:
        return ""
    return facts.open_(str, row.answer_id, by=by, now=now, purpose=PURPOSE)
