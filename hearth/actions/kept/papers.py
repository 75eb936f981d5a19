"""Handing in a paper, and shredding one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.errors import InvalidValue, NotFound, RuleBroken
from hearth.core.opening import Opening
from hearth.core.papers import MOST_HELD, Paper, What
from hearth.exchange import apart
from hearth.store import events, facts, papers, protected, rows, walls
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, HostRow, PaperRow
from hearth.store.principals import circle

ORIGINAL = "papers, the file itself"


def hand_in(
    *,
    host: UUID | None = None,
    case: UUID | None = None,
    what: What,
    words: str,
    content: bytes,
    by: SignedIn,
    now: datetime,
) -> UUID:
    """Keep a paper of a host or of a case. Its id.

    Pictures of its pages are made by a process without keys, before anything is written. Raises
    BadInput for a file that is no paper, NotFound for a host or case that is not there or not
    theirs, RuleBroken where there are too many already, TellsTooMuch where the office's `words`
    tell whoever reads them a home, or a host a guest, that is not theirs to know.
    """
    about = _about(host, case, by)
    if by.audience is not Audience.HOST and words.strip():
        _must_tell_nothing(about, words, by=by, now=now)
    pages = apart.pages_of(content)
    return _keep(Paper(what, words, len(pages)), pages, content, about, by=by, now=now)


@transaction.atomic
def _keep(
    paper: Paper,
    pages: list[bytes],
    content: bytes,
    about: HostRow | CaseRow,
    *,
    by: SignedIn,
    now: datetime,
) -> UUID:
    events.begin_write()
    if about.papers.count() >= MOST_HELD:
        raise RuleBroken(f"there are {MOST_HELD} papers already: delete those that nobody needs")
    id = papers.put(paper, pages, content, about=about, by=by, now=now)
    events.record("paper.handed_in", by=by, about=about.id, now=now)
    return id


@transaction.atomic
def _must_tell_nothing(
    about: HostRow | CaseRow, words: str, *, by: SignedIn, now: datetime
) -> None:
    """The word on a paper is read by the host, or by the people of the case."""
    what, purpose = "the word on the paper", papers.PURPOSE
    if isinstance(about, HostRow):
        protected.must_tell_no_guest_to_the_host(
            about, what, (words,), by=by, now=now, purpose=purpose
        )
    else:
        protected.must_tell_no_home_to_the_person(
            about, what, (words,), service=by, now=now, purpose=purpose
        )


def _about(host: UUID | None, case: UUID | None, by: SignedIn) -> HostRow | CaseRow:
    """Whose paper it is. A host hands in their own, the office everybody's."""
    if by.audience is Audience.HOST:
        row = HostRow.objects.filter(principal=by.id).first()
        if row is None:
            raise NotFound("no such record")
        return row
    rows.only(by, Audience.CASEWORKER)
    if (host is None) == (case is None):
        raise InvalidValue("a paper is of a host, or of a case")
    if host is not None:
        return rows.get(HostRow, host)
    walls.must_be_theirs(CaseRow, _given(case), by)
    return rows.get(CaseRow, _given(case))


def _given(case: UUID | None) -> UUID:
    return case or UUID(int=0)


@transaction.atomic
def open_original(*, paper: UUID, purpose: str, by: SignedIn, now: datetime) -> bytes:
    """The file as it came, with all that it says of who made it: for the lead, and for what.

    What for is sealed to the lead's circle in the same transaction. Raises InvalidValue for a
    purpose that is none, NotFound, WrongHands, Sealed.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    opening = Opening(by=by.audience, at=now, purpose=purpose.strip())
    row = rows.get(PaperRow, paper)
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.TESTIMONY,
        kind="paper-opened",
        value=opening,
        to=(circle(SAFEGUARDING),),
    )
    facts.put(fact, by=by, now=now, purpose=ORIGINAL)
    return papers.original(row, by=by, now=now, purpose=ORIGINAL)


@transaction.atomic
def delete(*, paper: UUID, by: SignedIn, now: datetime) -> tuple[UUID | None, UUID | None]:
    """Shred a paper: what is shown, and the file. The host and the case it was of."""
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    walls.must_be_theirs(PaperRow, paper, by)
    row = rows.get(PaperRow, paper)
    of = (row.host_id, row.case_id)
    papers.shred(row, by=by, now=now)
    events.record("paper.deleted", by=by, about=paper, now=now)
    return of
