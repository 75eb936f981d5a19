"""Cases that are handed over: to me or my office, by me, and those in my care."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.transfer import State
from hearth.queries import board
from hearth.queries.numbers import number
from hearth.store import facts, offices, rows, transfers
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, TransferRow
from hearth.store.walls import must_be_theirs, only_theirs

PURPOSE = "transfer"
SHOWN = 50  # of each list
CODE = 4  # signs by which a colleague is told from another


@dataclass(frozen=True, slots=True)
class Handed:
    """A case that somebody is asked to take. `other`: the colleague's sign.

    office : which one is asked, or asks, where it is another; then `name` is a number. may_take :
    whether they who asked are of that office as well, and so may say its yes.
    """

    id: UUID
    case: UUID
    name: str
    other: str
    at: datetime
    note: str
    office: str = ""
    may_take: bool = False


@dataclass(frozen=True, slots=True)
class Mine:
    """A case in my care."""

    case: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfers:
    """What I am asked, what I asked, and what is in my care; lists are cut, counts are not.

    to_office : what anybody of my office is asked by another office.
    """

    me: str
    asked: tuple[Handed, ...]
    to_office: tuple[Handed, ...]
    asking: tuple[Handed, ...]
    mine: tuple[Mine, ...]
    asked_count: int
    to_office_count: int
    asking_count: int
    mine_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ToHandOver:
    """A case somebody may be asked about: whom, by id and sign, and whose it is now.

    offices : the others there are, by id and name. asked_office : the one that is asked.
    """

    name: str
    colleagues: tuple[tuple[UUID, str], ...]
    offices: tuple[tuple[UUID, str], ...]
    carer: str
    asked: str
    asked_office: str


def sign_of(who: UUID) -> str:
    """By what colleagues know one another here; no name of staff is kept."""
    return who.hex[:CODE].upper()


@transaction.atomic
def mine(*, by: SignedIn, now: datetime) -> Transfers:
    """Everything of mine. Cost: two openings. Raises WrongHands for anybody but a caseworker."""
    rows.only(by, Audience.CASEWORKER)
    open_ = TransferRow.objects.filter(state=State.PROPOSED).order_by("proposed_at", "id")
    asked, asking = (open_.filter(**{way: by.id}) for way in ("to", "sent_by"))
    cared, offered = only_theirs(transfers.in_care_of(by.id), by), transfers.put_to_office_of(by)
    first = [list(some.select_related("case", "office")[:SHOWN]) for some in (asked, asking)]
    held = list(cared[:SHOWN])
    every = {row.id: row for row in [*(one.case for some in first for one in some), *held]}
    parties = {row.party_id: row.id for row in every.values()}
    names = board.names(parties, by=by, now=now)
    put = list(offered.select_related("case__office")[:SHOWN])
    notes = _notes((one.note_id for some in (*first, put) for one in some), by=by, now=now)
    to_me, from_me = (
        tuple(
            Handed(
                one.id,
                one.case_id,
                names[one.case_id],
                sign_of(getattr(one, other)) if getattr(one, other) else "",
                one.proposed_at,
                notes[one.note_id],
                one.office.name if one.office else "",
                one.office_id in by.keys,
            )
            for one in some
        )
        for some, other in zip(first, ("sent_by_id", "to_id"), strict=True)
    )
    return Transfers(
        me=sign_of(by.id),
        asked=to_me,
        to_office=tuple(_from_office(one, notes[one.note_id]) for one in put),
        asking=from_me,
        mine=tuple(Mine(row.id, names[row.id]) for row in held),
        asked_count=asked.count(),
        to_office_count=offered.count(),
        asking_count=asking.count(),
        mine_count=cared.count(),
    )


def _from_office(one: TransferRow, note: str) -> Handed:
    """A case of another office: by its number, since its names are not ours before our yes."""
    return Handed(
        one.id,
        one.case_id,
        number(one.case_id),
        sign_of(one.sent_by_id),
        one.proposed_at,
        note,
        one.case.office.name,
    )


def _notes(items: Iterable[UUID], *, by: SignedIn, now: datetime) -> dict[UUID, str]:
    wanted = list(items)
    return facts.open_many(str, wanted, by=by, now=now, purpose=PURPOSE) if wanted else {}


def offered(*, by: SignedIn) -> int:
    """How many cases other offices ask this caseworker's to take. Cost: one small query."""
    return transfers.put_to_office_of(by).count()


@transaction.atomic
def to_hand_over(case: UUID, *, by: SignedIn, now: datetime) -> ToHandOver:
    """A case, and whom it may be handed to. Raises NotFound, WrongHands."""
    rows.only(by, Audience.CASEWORKER)
    must_be_theirs(CaseRow, case, by)
    row = rows.get(CaseRow, case)
    carer, asked = transfers.carer_of(row.id), transfers.open_for(row.id)
    others = sorted(offices.caseworkers(row.office_id) - {by.id}, key=sign_of)
    return ToHandOver(
        name=board.names({row.party_id: row.id}, by=by, now=now)[row.id],
        colleagues=tuple((one, sign_of(one)) for one in others),
        carer=sign_of(carer) if carer else "",
        offices=tuple((one.id, one.name) for one in transfers.other_offices(row)),
        asked=sign_of(asked.to_id) if asked and asked.to_id else "",
        asked_office=asked.office.name if asked and asked.office else "",
    )
