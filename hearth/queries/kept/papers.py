"""The papers of a host or a case, and their pages, for whoever may look."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.queries.own.case import case_of
from hearth.store import papers, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, HostRow, PaperRow
from hearth.store.papers import Held

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Apart:
    """A paper by number, for the lead: of a host or a case, and when it came."""

    id: UUID
    of_host: bool
    sent_at: datetime


@transaction.atomic
def of_host(host: UUID, *, by: SignedIn, now: datetime) -> list[Held]:
    """The papers of a host, for the office. Raises NotFound."""
    return papers.of(rows.get(HostRow, host), by=by, now=now)


@transaction.atomic
def of_case(case: UUID, *, by: SignedIn, now: datetime) -> list[Held]:
    """The papers of a case, for the office. Raises NotFound."""
    walls.must_be_theirs(CaseRow, case, by)
    return papers.of(rows.get(CaseRow, case), by=by, now=now)


@transaction.atomic
def of_own(*, by: SignedIn, now: datetime) -> list[Held]:
    """The papers of whoever looks: of the host they are, or of their case.

    Those that were handed in before they first signed in are not among them.
    """
    if by.audience is Audience.HOST:
        row = HostRow.objects.filter(principal=by.id).first()
        return papers.of(row, by=by, now=now) if row is not None else []
    return papers.of(case_of(by), by=by, now=now)


@transaction.atomic
def one(paper: UUID, *, by: SignedIn, now: datetime) -> Held:
    """One paper that this sign-in holds a key to. Raises NotFound for every other."""
    return papers.one(paper, by=by, now=now)


def whose(paper: UUID) -> tuple[UUID | None, UUID | None]:
    """The host, or the case, that a paper is of. Raises NotFound."""
    row = rows.get(PaperRow, paper)
    return row.host_id, row.case_id


@transaction.atomic
def page(paper: UUID, at: int, *, by: SignedIn, now: datetime) -> bytes:
    """One page of a paper, as a JPEG. Raises NotFound where this sign-in holds no key to it."""
    return papers.page(paper, at, by=by, now=now)


@transaction.atomic
def apart(*, by: SignedIn) -> list[Apart]:
    """The papers whose files lie with the lead, the latest first, by number. Raises WrongHands."""
    rows.only(by, Audience.LEAD)
    found = PaperRow.objects.order_by("-sent_at", "id")[:SHOWN]
    return [Apart(row.id, row.host_id is not None, row.sent_at) for row in found]
