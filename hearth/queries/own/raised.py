"""What a person has raised, how it stands, and what they were answered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from django.db import transaction

from hearth.core.concerns import RECEIPT, Concern, Letter, State
from hearth.core.intake import SAFE
from hearth.core.programme import Hearing
from hearth.queries.own.case import PURPOSE, person_of
from hearth.store import facts, hearings
from hearth.store.access import SignedIn
from hearth.store.models import ConcernRow, ItemRow, LetterRow

SHOWN = 20
LETTERS = 100
ValueT = TypeVar("ValueT")


@dataclass(frozen=True, slots=True)
class Raised:
    """One concern of their own, with the receipt, the answer once there is one, and the letters."""

    id: UUID
    kind: str
    words: str = field(repr=False)
    receipt: str = field(repr=False)
    raised_on: date
    was_read: bool
    answer_by: date
    answer: str = field(repr=False)
    hearing: Hearing | None = None  # who looks into it, where its answer can be refused
    may_refuse: bool = False
    advocate: bool = False
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True, slots=True)
class RaisedByMe:
    """The latest first, and how many there were. `safe_at`: when they last said they are safe."""

    first: tuple[Raised, ...]
    count: int
    safe_at: datetime | None


@transaction.atomic
def raised(*, by: SignedIn, now: datetime) -> RaisedByMe:
    """What this person has raised. Nothing of what anybody else said about them."""
    own = ConcernRow.objects.filter(raised_by=by.id).order_by("-raised_on", "-id")
    return RaisedByMe(tuple(_told(list(own[:SHOWN]), by, now)), own.count(), _safe_at(by, now))


def _told(found: Sequence[ConcernRow], by: SignedIn, now: datetime) -> list[Raised]:
    if not found:
        return []
    said = _opened(Concern, [row.item_id for row in found], by, now)
    answered = [row.answer_id for row in found if row.answer_id is not None]
    answers = _opened(str, answered, by, now)
    kept = ItemRow.objects.filter(subject__in=[row.id for row in found], kind=RECEIPT)
    receipt_of = dict(kept.values_list("subject", "id"))
    receipts = _opened(str, list(receipt_of.values()), by, now)
    letters = _letters(found, by, now)
    return [
        Raised(
            row.id,
            said[row.item_id].kind,
            said[row.item_id].words,
            receipts[receipt_of[row.id]] if row.id in receipt_of else "",
            row.raised_on,
            row.state != State.RAISED,
            row.answer_by,
            answers[row.answer_id] if row.answer_id is not None else "",
            row.heard_by,
            hearings.may_refuse(row),
            hearings.has_advocate(row),
            tuple(letters.get(row.id, ())),
        )
        for row in found
    ]


def _letters(found: Sequence[ConcernRow], by: SignedIn, now: datetime) -> dict[UUID, list[Letter]]:
    """The latest letters about these, the earliest first; the answer stands by itself."""
    answers = [row.answer_id for row in found if row.answer_id is not None]
    rows = LetterRow.objects.filter(concern__in=[row.id for row in found])
    latest = list(rows.exclude(item__in=answers).order_by("-sent_at", "id")[:LETTERS])
    said = _opened(str, [row.item_id for row in latest], by, now)
    letters: dict[UUID, list[Letter]] = {}
    for row in reversed(latest):
        one = Letter(row.ours, row.sent_at, said[row.item_id])
        letters.setdefault(row.concern_id, []).append(one)
    return letters


def _opened(
    kind: type[ValueT], items: Sequence[UUID], by: SignedIn, now: datetime
) -> dict[UUID, ValueT]:
    return facts.open_many(kind, items, by=by, now=now, purpose=PURPOSE) if items else {}


def _safe_at(by: SignedIn, now: datetime) -> datetime | None:
    item = ItemRow.objects.filter(subject=person_of(by).id, kind=SAFE).first()
    if item is None:
        return None
    return facts.open_(datetime, item.id, by=by, now=now, purpose=PURPOSE)
