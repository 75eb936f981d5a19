"""A person's own result: that it is there, to whom they released it, and who opened it since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core import result
from hearth.core.compartments import OFFICE, SAFEGUARDING
from hearth.core.result import Breach
from hearth.queries.own.case import PURPOSE, case_of
from hearth.queries.own.opened import Opening, openings_of
from hearth.store import facts, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import BreachRow, ReleaseRow, ResultRow
from hearth.store.principals import circle


@dataclass(frozen=True, slots=True)
class Release:
    """Whom the person let know, for what, until when; and whether it still holds."""

    id: UUID
    recipient: str
    purpose: str
    given_on: date
    until: date
    holds: bool
    of_a_copy: bool  # it rests until they say that it still holds


@dataclass(frozen=True, slots=True)
class OwnResult:
    """A result that its person has heard. What it says is not among it: that is asked for apart."""

    id: UUID
    title: str
    heard_on: date
    releases: tuple[Release, ...]
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class OwnResults:
    """`to_hear`: how many wait to be told by somebody, in private."""

    to_hear: int
    heard: tuple[OwnResult, ...]
    breaches: tuple[Breach, ...]


@transaction.atomic
def results(*, by: SignedIn, now: datetime) -> OwnResults:
    """The person's results. Nothing of one that they should first hear from somebody.

    What is on record as a breach waits until they have heard all.
    """
    programme = programmes.of(case_of(by).programme)
    found = list(ResultRow.objects.filter(person__principal=by.id).order_by("entered_at", "id"))
    heard = [row for row in found if row.told_at is not None]
    titles = {one.id: one.title for one in programme.assessments}
    given = _releases(heard, now.date())
    return OwnResults(
        len(found) - len(heard),
        tuple(
            OwnResult(
                row.id,
                titles.get(row.assessment, row.assessment),
                row.told_at.date(),
                given.get(row.id, ()),
                tuple(openings_of(row.person_id, row.item_id, but=(by.id, row.clinician_id))),
            )
            for row in heard
            if row.told_at is not None
        ),
        _breaches(by, now) if len(heard) == len(found) else (),
    )


def _releases(heard: Sequence[ResultRow], today: date) -> dict[UUID, tuple[Release, ...]]:
    found: dict[UUID, tuple[Release, ...]] = {}
    rows_ = ReleaseRow.objects.filter(result__in=heard).select_related("recipient")
    for row in rows_.order_by("given_on", "id"):
        holds = row.withdrawn_on is None and today < row.until
        told = Release(
            row.id,
            row.recipient.role,
            row.purpose,
            row.given_on,
            row.until,
            holds,
            holds and row.restored_on is not None,
        )
        found[row.result_id] = (*found.get(row.result_id, ()), told)
    return found


def _breaches(by: SignedIn, now: datetime) -> tuple[Breach, ...]:
    items = BreachRow.objects.filter(person__principal=by.id).order_by("recorded_at")
    wanted = list(items.values_list("item_id", flat=True))
    if not wanted:
        return ()
    told = facts.open_many(Breach, wanted, by=by, now=now, purpose=PURPOSE)
    return tuple(told[item] for item in wanted)


@transaction.atomic
def outcome(result_id: UUID, *, by: SignedIn, now: datetime) -> tuple[str, str]:
    """What the assessment is called and what it found, for its person once they have heard it.

    Raises NotFound for everybody else, and before that.
    """
    row = _heard(result_id, by)
    return _title(row, by), facts.open_(str, row.item_id, by=by, now=now, purpose=PURPOSE)


@transaction.atomic
def one_heard(result_id: UUID, *, by: SignedIn) -> str:
    """What the assessment is called. Raises NotFound as `outcome` does; opens nothing."""
    return _title(_heard(result_id, by), by)


def _heard(result_id: UUID, by: SignedIn) -> ResultRow:
    return rows.get(ResultRow, result_id, person__principal=by.id, told_at__isnull=False)


def _title(row: ResultRow, by: SignedIn) -> str:
    assessments = programmes.of(case_of(by).programme).assessments
    return next((one.title for one in assessments if one.id == row.assessment), "")


@transaction.atomic
def recipients(*, by: SignedIn) -> list[tuple[str, UUID]]:
    """Whom a result may be released to: the name of each circle, and its id.

    People have no names here: a release names the office that has their case, or the lead's circle.
    """
    return [(OFFICE, case_of(by).office_id), (SAFEGUARDING, circle(SAFEGUARDING))]


def purposes() -> list[str]:
    """What a result may be released for."""
    return sorted(result.PURPOSES)
