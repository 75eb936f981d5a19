"""What a clinician asks: whom an assessment is of, and which of their own are still to be told."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.programme import Assessment
from hearth.core.result import State
from hearth.queries.numbers import number as number_of
from hearth.store import programmes
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, PersonRow, ResultRow

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A result of the clinician's own. What the person did with it since is not told."""

    id: UUID
    case: str
    person: str
    assessment: str
    entered_at: datetime
    told_at: datetime | None


@dataclass(frozen=True, slots=True)
class Own:
    """Those still to be told, the oldest first, then those told, the latest first; a page."""

    to_tell: tuple[Entered, ...]
    to_tell_count: int
    told: tuple[Entered, ...]
    told_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessed:
    """A case, by number, whom of it may be told, and what the programme assesses."""

    case: UUID
    number: str
    people: tuple[tuple[UUID, str], ...]
    assessments: tuple[Assessment, ...]


def must_be_clinician(by: SignedIn) -> None:
    """Raises NotFound for everybody else."""
    if by.audience is not Audience.CLINICIAN:
        raise NotFound("no such record")


def own(*, by: SignedIn) -> Own:
    """The clinician's own results, with no outcome. Raises NotFound for everybody else."""
    must_be_clinician(by)
    mine = ResultRow.objects.filter(clinician=by.id)
    to_tell, told = mine.filter(state=State.ENTERED), mine.exclude(state=State.ENTERED)
    waiting = list(to_tell.order_by("entered_at", "id")[:PAGE])
    heard = list(told.order_by("-told_at", "id")[:PAGE])
    cases = _cases_of([*waiting, *heard])
    return Own(
        tuple(_entered(row, cases) for row in waiting),
        to_tell.count(),
        tuple(_entered(row, cases) for row in heard),
        told.count(),
    )


def _cases_of(rows: list[ResultRow]) -> dict[UUID, UUID]:
    people = {row.person_id for row in rows}
    found = CaseRow.objects.filter(party__members__person__in=people).order_by("opened_on", "id")
    return dict(found.values_list("party__members__person", "id"))


def _entered(row: ResultRow, cases: dict[UUID, UUID]) -> Entered:
    case = cases.get(row.person_id)
    return Entered(
        id=row.id,
        case=number_of(case) if case else "",
        person=number_of(row.person_id),
        assessment=row.assessment,
        entered_at=row.entered_at,
        told_at=row.told_at,
    )


def one(result: UUID, *, by: SignedIn) -> Entered:
    """One of the clinician's own that is still to be told. Raises NotFound for any other."""
    must_be_clinician(by)
    row = ResultRow.objects.filter(id=result, clinician=by.id, state=State.ENTERED).first()
    if row is None:
        raise NotFound("no such record")
    return _entered(row, _cases_of([row]))


def case_of(number: str, *, by: SignedIn) -> UUID:
    """The case of this number, where the clinician may enter anything for it.

    Raises NotFound where there is none, or more than one begins so.
    """
    must_be_clinician(by)
    first, last = UUID(number.ljust(32, "0")), UUID(number.ljust(32, "f"))
    found = list(CaseRow.objects.filter(id__range=(first, last)).values_list("id", flat=True)[:2])
    if len(found) != 1:
        raise NotFound("no case has this number, or more than one begins so")
    return found[0]


def assessed(case: UUID, *, by: SignedIn) -> Assessed:
    """Whom of a case a result may be entered for, and which assessments are the clinician's.

    Whoever has no sign-in yet is not among them: they must be the first to know. Raises NotFound.
    """
    must_be_clinician(by)
    row = CaseRow.objects.filter(id=case).first()
    if row is None:
        raise NotFound("no such record")
    people = PersonRow.objects.filter(parties__party__case=row, principal__isnull=False)
    ids = people.order_by("parties__id").values_list("id", flat=True)
    rules = programmes.of(row.programme).assessments
    return Assessed(
        case=row.id,
        number=number_of(row.id),
        people=tuple((id, number_of(id)) for id in ids),
        assessments=tuple(rule for rule in rules if rule.entered_by is by.audience),
    )
