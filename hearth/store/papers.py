"""Papers that were handed in: their pages for those who may look, the file itself apart."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef, QuerySet

from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.errors import NotFound
from hearth.core.papers import PIECE, Paper
from hearth.store import facts, offices
from hearth.store.access import SignedIn
from hearth.store.facts import NewFact
from hearth.store.models import CaseRow, GrantRow, HostRow, PaperRow, PartyMemberRow, PieceRow
from hearth.store.principals import circle

PURPOSE = "papers"


@dataclass(frozen=True, slots=True)
class Held:
    """A paper that is there: its id, when it was handed in, what it is."""

    id: UUID
    sent_at: datetime
    paper: Paper


def readers(about: HostRow | CaseRow) -> tuple[UUID, ...]:
    """Who may look at a paper: every office and the host it is of; or the office of the case and
    everybody of the party."""
    if isinstance(about, HostRow):
        office, found = offices.every(), [about.principal_id]
    else:
        office = offices.of_case(about.id)
        members = PartyMemberRow.objects.filter(party=about.party_id)
        found = list(members.values_list("person__principal_id", flat=True))
    return (*office, *(one for one in found if one is not None))


def put(
    paper: Paper,
    pages: Sequence[bytes],
    original: bytes,
    *,
    about: HostRow | CaseRow,
    by: SignedIn,
    now: datetime,
) -> UUID:
    """Seal a paper: its pages to those who may look, the file to the lead's circle. Its id."""
    id, to = uuid4(), readers(about)
    pieces = [original[at : at + PIECE] for at in range(0, len(original), PIECE)]
    shown = [_fact(id, Compartment.PAPERS, "page", _text(page), to) for page in pages]
    apart = (circle(SAFEGUARDING),)
    kept = [_fact(id, Compartment.ORIGINALS, "piece", _text(one), apart) for one in pieces]
    what = _fact(id, Compartment.PAPERS, "paper", paper, to)
    items = facts.put_many([what, *shown, *kept], by=by, now=now, about=id, purpose=PURPOSE)
    of = {"host": about} if isinstance(about, HostRow) else {"case": about}
    row = PaperRow.objects.create(id=id, item_id=items[0], sent_at=now, **of)
    first = 1 + len(pages)
    for original_, some in ((False, items[1:first]), (True, items[first:])):
        PieceRow.objects.bulk_create(
            PieceRow(paper=row, item_id=item, original=original_, at=at)
            for at, item in enumerate(some)
        )
    return id


def _fact(
    id: UUID, compartment: Compartment, kind: str, value: object, to: tuple[UUID, ...]
) -> NewFact:
    return NewFact(subject=id, compartment=compartment, kind=kind, value=value, to=to)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def of(about: HostRow | CaseRow, *, by: SignedIn, now: datetime) -> list[Held]:
    """The papers of a host or a case that this sign-in holds keys to, the latest first.

    Cost: one opening.
    """
    return _opened(about.papers.order_by("-sent_at", "id"), by, now, about.id)


def one(id: UUID, *, by: SignedIn, now: datetime) -> Held:
    """One paper. Raises NotFound where there is none to which this sign-in holds a key."""
    found = _opened(PaperRow.objects.filter(id=id), by, now, id)
    if not found:
        raise NotFound("no such record")
    return found[0]


def _opened(some: QuerySet[PaperRow], by: SignedIn, now: datetime, about: UUID) -> list[Held]:
    found = list(some.filter(_opens(by)))
    if not found:
        return []
    items = [row.item_id for row in found]
    told = facts.open_many(Paper, items, by=by, now=now, purpose=PURPOSE, about=about)
    return [Held(row.id, row.sent_at, told[row.item_id]) for row in found]


def _opens(by: SignedIn) -> Exists:
    """Asked with the row itself: of what is another's no more is done than of what is not there."""
    return Exists(GrantRow.objects.filter(item=OuterRef("item"), to__in=list(by.keys), rests=False))


def page(id: UUID, at: int, *, by: SignedIn, now: datetime) -> bytes:
    """One page as a JPEG; the first is 0. Raises NotFound where there is none to which this sign-in
    holds a key."""
    piece = PieceRow.objects.filter(_opens(by), paper=id, original=False, at=at).first()
    if piece is None:
        raise NotFound("no such record")
    found = facts.open_(str, piece.item_id, by=by, now=now, purpose=PURPOSE)
    return base64.b64decode(found, validate=True)


def original(row: PaperRow, *, by: SignedIn, now: datetime, purpose: str) -> bytes:
    """The file as it came, for whoever holds a key to it. Raises Sealed."""
    pieces = row.pieces.filter(original=True).order_by("at").values_list("item_id", flat=True)
    items = list(pieces)
    found = facts.open_many(str, items, by=by, now=now, purpose=purpose, about=row.id)
    return b"".join(base64.b64decode(found[item], validate=True) for item in items)


def shred(row: PaperRow, *, by: SignedIn, now: datetime) -> None:
    """A paper is gone: its pages, the file, and every key to them."""
    items = [row.item_id, *row.pieces.values_list("item_id", flat=True)]
    row.delete()
    for item in items:
        facts.shred(item, by=by, now=now, purpose=PURPOSE)
