"""Cases that are handed over: to me, by me, and those in my care."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.transfer import State
from hearth.queries import board
from hearth.store import facts, rows, transfers
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, TransferRow

PURPOSE = "transfer"
SHOWN = 50  # of each list
CODE = 4  # signs by which a colleague is told from another


@dataclass(frozen=True, slots=True)
class Handed:
    """A case that somebody is asked to take. `other`: the colleague's sign."""

    id: UUID
    case: UUID
    name: str
    other: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class Mine:
    """A case in my care."""

    case: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers:
    """What I am asked, what I asked, and what is in my care; lists are cut, counts are not."""

    me: str
    asked: tuple[Handed, ...]
    asking: tuple[Handed, ...]
    mine: tuple[Mine, ...]
    asked_count: int
    asking_count: int
    mine_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHandOver:
    """A case somebody may be asked about: whom, by id and sign, and whose it is now."""

    name: str
    colleagues: tuple[tuple[UUID, str], ...]
    carer: str
    asked: str


def sign_of(who: UUID) -> str:
    """By what colleagues know one another here; no name of staff is kept."""
    return who.hex[:CODE].upper()


@transaction.atomic
def mine(*, by: SignedIn, now: datetime) -> Transfers:
    """Everything of mine. Cost: two openings. Raises WrongHands for anybody but a caseworker."""
    rows.only(by, Audience.CASEWORKER)
    open_ = TransferRow.objects.filter(state=State.PROPOSED).order_by("proposed_at", "id")
    asked, asking = (open_.filter(**{way: by.id}) for way in ("to", "sent_by"))
    cared = transfers.in_care_of(by.id)
    first = [list(some.select_related("case")[:SHOWN]) for some in (asked, asking)]
    held = list(cared[:SHOWN])
    every = {row.id: row for row in [*(one.case for some in first for one in some), *held]}
    parties = {row.party_id: row.id for row in every.values()}
    names = board.names(parties, by=by, now=now)
    notes = _notes((one.note_id for some in first for one in some), by=by, now=now)
    to_me, from_me = (
        tuple(
            Handed(
                one.id,
                one.case_id,
                names[one.case_id],
                sign_of(getattr(one, other)),
                one.proposed_at,
                notes[one.note_id],
            )
            for one in some
        )
        for some, other in zip(first, ("sent_by_id", "to_id"), strict=True)
    )
    return Transfers(
        me=sign_of(by.id),
        asked=to_me,
        asking=from_me,
        mine=tuple(Mine(row.id, names[row.id]) for row in held),
        asked_count=asked.count(),
        asking_count=asking.count(),
        mine_count=cared.count(),
    )


def _notes(items: Iterable[UUID], *, by: SignedIn, now: datetime) -> dict[UUID, str]:
    wanted = list(items)
    return facts.open_many(str, wanted, by=by, now=now, purpose=PURPOSE) if wanted else {}


@transaction.atomic
def to_hand_over(case: UUID, *, by: SignedIn, now: datetime) -> ToHandOver:
    """A case, and whom it may be handed to. Raises NotFound, WrongHands."""
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(CaseRow, case)
    carer, asked = transfers.carer_of(row.id), transfers.open_for(row.id)
    others = sorted(transfers.colleagues() - {by.id}, key=sign_of)
    return ToHandOver(
        name=board.names({row.party_id: row.id}, by=by, now=now)[row.id],
        colleagues=tuple((one, sign_of(one)) for one in others),
        carer=sign_of(carer) if carer else "",
        asked=sign_of(asked.to_id) if asked else "",
    )
