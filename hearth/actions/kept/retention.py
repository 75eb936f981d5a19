"""Closing a case, and erasing what was known of it: when its time has come, or when asked."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.core import intake, placement, retention
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.errors import BadInput
from hearth.core.opening import Opening
from hearth.core.retention import Act, Records, State
from hearth.store import events, facts, keeping, principals, programmes, protected, rows, walls
from hearth.store.access import SignedIn
from hearth.store.copies import words
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
    walls.must_be_theirs(CaseRow, case, by)
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
def restrict(*, case: UUID, until: date, by: SignedIn, now: datetime) -> int:
    """The lead answers "erase me" with a day: erased then, and opened by nobody before.

    How many keys rest. The person's own go on: what is theirs they may read. Raises BadInput for
    a day that is past.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    retention.must_be_ahead(until, now.date())
    row = rows.get(KeepingRow, _keeping_of(rows.get(CaseRow, case)))
    decided = {"decided_by_id": by.id, "decided_at": now, "restricted_until": until}
    rows.step(row, retention.STEPS, Act.RESTRICT, by, **decided)
    resting = facts.rest(_all_of(row), but=Audience.RESIDENT)
    events.record("case.restricted", by=by, about=row.case_id, now=now)
    return resting


@transaction.atomic
def wake(*, case: UUID, purpose: str, by: SignedIn, service: SignedIn, now: datetime) -> int:
    """The lead lets a restricted case be opened again, and says what for. How many keys wake.

    The person's question stands again, for the lead to answer. `service` reads what the purpose
    must not tell. Raises InvalidValue for a purpose that is none, TellsTooMuch for one that tells
    a home that is not theirs to know.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    opening = Opening(by=by.audience, at=now, purpose=purpose.strip())
    row = rows.get(KeepingRow, _keeping_of(rows.get(CaseRow, case)))
    protected.must_tell_no_home_to_the_person(
        row.case, "the purpose", (opening.purpose,), service=service, now=now, purpose=PURPOSE
    )
    rows.step(
        row,
        retention.STEPS,
        Act.WAKE,
        by,
        decided_by_id=by.id,
        decided_at=now,
        restricted_until=None,
    )
    people = keeping.people(row.case)
    reader = tuple(one.principal_id for one in people if one.principal_id is not None)
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.TESTIMONY,
        kind=retention.WOKEN,
        value=opening,
        to=(circle(SAFEGUARDING), *reader),
    )
    facts.put(fact, by=by, now=now, purpose=PURPOSE)
    waking = facts.wake(_all_of(row), but=words.keys_of_a_copy())
    events.record("case.woken", by=by, about=row.case_id, now=now)
    return waking


def _all_of(row: KeepingRow) -> list[UUID]:
    return [item for records in Records for item in keeping.items(row.case, records)]


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


def shred_due(*, by: SignedIn, now: datetime, between: Callable[[], object] = lambda: None) -> int:
    """Shred every class of a closed case whose day has come and that nobody holds. How many facts.

    Each case is an act of its own, and `between` is called before it. `by` is the running program.
    """
    today, shredded = now.date(), 0
    keeping.begin_for_imported(today)
    for erase, ids in (
        (_end_one, keeping.restricted_until(today)),
        (_forget_one, _settled(today)),
        (_shred_one, keeping.over(today)),
    ):
        for id in ids:
            between()
            shredded += erase(id, by=by, now=now)
    return shredded


@transaction.atomic
def _end_one(id: UUID, *, by: SignedIn, now: datetime) -> int:
    """The day of a restriction has come."""
    events.begin_write()
    row = KeepingRow.objects.select_related("case").get(id=id)
    if row.state != State.RESTRICTED:
        return 0
    rows.step(row, retention.STEPS, Act.ERASE, by, decided_by_id=by.id, decided_at=now)
    shredded = sum(_shred(row, records, by, now) for records in Records)
    events.record("case.erased", by=by, about=row.case_id, now=now, purpose="restricted")
    return shredded


def _settled(today: date) -> list[UUID]:
    """Facts of those who asked to be hosts, and are kept no longer by any programme in use."""
    used = [programmes.of(ref) for ref in programmes.used()]
    gone = keeping.applications_settled()
    until = ((item, retention.declined_until(used, on)) for item, on in gone)
    return [item for item, day in until if day is not None and day <= today]


@transaction.atomic
def _forget_one(item: UUID, *, by: SignedIn, now: datetime) -> int:
    events.begin_write()
    facts.shred(item, by=by, now=now, purpose=PURPOSE)
    events.record("application.erased", by=by, about=item, now=now, purpose="term")
    return 1


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
