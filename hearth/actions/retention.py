"""Closing a case, and erasing what was known of it: when its time has come, or when asked."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import intake, placement, retention
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.errors import BadInput
from hearth.core.retention import Act, Records, State
from hearth.store import events, facts, keeping, principals, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, KeepingRow, PlacementRow
from hearth.store.principals import circle

PURPOSE = "retention"
LIVES = (placement.State.PLANNED, placement.State.LIVING)


@transaction.atomic
def close(*, case: UUID, by: SignedIn, now: datetime) -> None:
    """The service's work with a party is over. From this day its records are kept, and no longer.

    Raises RuleBroken where somebody lives in a home by it, StepNotAllowed, WrongHands.
    """
    events.begin_write()
    row = _case(case, by)
    lives = PlacementRow.objects.filter(case=row, state__in=LIVES).exists()
    retention.must_be_over(lives_somewhere=lives)
    rows.step(row, intake.STEPS, intake.Act.CLOSE, by)
    keeping.begin(row, now.date())
    events.record("case.closed", by=by, about=row.id, now=now)


def _case(case: UUID, by: SignedIn) -> CaseRow:
    """The case, for staff and for whoever it is about. To others it is not there."""
    if by.audience is Audience.RESIDENT:
        return rows.get(CaseRow, case, party__members__person__principal=by.id)
    return rows.get(CaseRow, case)


@transaction.atomic
def ask(*, case: UUID, by: SignedIn, now: datetime) -> None:
    """Whoever it is about, or their caseworker for them, asks that it be erased now.

    Raises NotFound for a case that is not over, or not theirs.
    """
    events.begin_write()
    row = rows.get(KeepingRow, _keeping_of(_case(case, by)))
    rows.step(row, retention.STEPS, Act.ASK, by)
    events.record("erasure.asked", by=by, about=row.case_id, now=now)


def _keeping_of(case: CaseRow) -> UUID:
    return KeepingRow.objects.filter(case=case).values_list("id", flat=True).first() or UUID(int=0)


@transaction.atomic
def hold(*, case: UUID, reason: str, by: SignedIn, now: datetime) -> None:
    """The lead says no, or not now, and why; nothing is erased while it stands.

    The reason is sealed to the lead's circle. Raises BadInput without one.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    if not reason.strip():
        raise BadInput("a hold needs its reason: which duty, which claim, which case")
    row = rows.get(KeepingRow, _keeping_of(rows.get(CaseRow, case)))
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.TESTIMONY,
        kind="hold",
        value=reason.strip(),
        to=(circle(SAFEGUARDING),),
    )
    item = facts.put(fact, by=by, now=now, purpose=PURPOSE)
    rows.step(
        row, retention.STEPS, Act.HOLD, by, reason_id=item, decided_by_id=by.id, decided_at=now
    )
    events.record("erasure.held", by=by, about=row.case_id, now=now)


@transaction.atomic
def lift(*, case: UUID, by: SignedIn, now: datetime) -> None:
    """The reason of a hold is gone: its day counts again."""
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(KeepingRow, _keeping_of(rows.get(CaseRow, case)))
    rows.step(row, retention.STEPS, Act.LIFT, by, decided_by_id=by.id, decided_at=now)
    events.record("erasure.hold_lifted", by=by, about=row.case_id, now=now)


@transaction.atomic
def erase(*, case: UUID, by: SignedIn, now: datetime) -> int:
    """The lead says yes: everything known of the case is shredded now. How many facts.

    Numbers, days and the log stay. Copies open it until they are as old as the horizon.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(KeepingRow, _keeping_of(rows.get(CaseRow, case)))
    rows.step(row, retention.STEPS, Act.ERASE, by, decided_by_id=by.id, decided_at=now)
    shredded = sum(_shred(row, records, by, now) for records in Records)
    events.record("case.erased", by=by, about=row.case_id, now=now, purpose="asked")
    return shredded


def _shred(row: KeepingRow, records: Records, by: SignedIn, now: datetime) -> int:
    found = keeping.items(row.case, records)
    for item in found:
        facts.shred(item, by=by, now=now, purpose=PURPOSE)
    if records is Records.CASE:
        for person in keeping.people(row.case):
            if person.principal_id is not None:
                principals.end(person.principal_id, by=by, now=now)
    return len(found)


def shred_due(*, by: SignedIn, now: datetime) -> int:
    """Shred every class of a closed case whose day has come and that nobody holds. How many facts.

    Each case is an act of its own. `by` is the running program.
    """
    return sum(_shred_one(row.id, by=by, now=now) for row in list(keeping.waiting(now.date())))


@transaction.atomic
def _shred_one(id: UUID, *, by: SignedIn, now: datetime) -> int:
    events.begin_write()
    row = KeepingRow.objects.select_related("case").get(id=id)
    if row.state not in (State.KEPT, State.ASKED):
        return 0
    terms = retention.terms(programmes.of(row.case.programme), row.closed_on)
    over = [term for term in terms if term.until <= now.date()]
    shredded = sum(_shred(row, term.records, by, now) for term in over)
    if row.state == State.KEPT and len(over) == len(Records):
        rows.step(row, retention.STEPS, Act.ERASE, by, decided_by_id=by.id, decided_at=now)
        events.record("case.erased", by=by, about=row.case_id, now=now, purpose="term")
    return shredded
