"""An assessment's result: the person first, alone; after that, whom they choose."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearth.core import result
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.errors import InvalidValue, NotFound, RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.result import Act, Breach, Release
from hearth.store import events, facts, programmes, rows, walls
from hearth.store.access import SignedIn
from hearth.store.copies import words
from hearth.store.models import BreachRow, CaseRow, PersonRow, ReleaseRow, ResultRow
from hearth.store.principals import circle


@transaction.atomic
def enter(
    *, case: UUID, person: UUID, assessment: str, outcome: str, by: SignedIn, now: datetime
) -> UUID:
    """Whoever the programme says assessed enters what was found, sealed to them and the person.

    Raises WrongHands, NotFound for somebody who is not of this case, InvalidValue for an
    outcome that the programme's assessment does not have, RuleBroken where they entered
    the same and it is still to be told: a second click enters nothing.
    """
    events.begin_write()
    rule = programmes.of(rows.get(CaseRow, case).programme).assessment(assessment)
    rows.only(by, rule.entered_by)
    if outcome not in rule.outcomes:
        raise InvalidValue(f"the outcome of {assessment} is one of {', '.join(rule.outcomes)}")
    row = rows.get(PersonRow, person, parties__party__case=case)
    if row.principal_id is None:
        raise NotFound("the person has no sign-in yet, and must be the first to know")
    _must_be_new(row, assessment, outcome, by=by, now=now)
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.RESULT,
        kind="outcome",
        value=outcome,
        to=(row.principal_id, by.id),
    )
    item = facts.put(fact, by=by, now=now, purpose="assessment")
    entered = ResultRow.objects.create(
        person=row,
        clinician_id=by.id,
        assessment=assessment,
        item_id=item,
        entered_at=now,
        state=result.START,
    )
    events.record("result.entered", by=by, about=entered.id, now=now)
    return entered.id


def _must_be_new(
    person: PersonRow, assessment: str, outcome: str, *, by: SignedIn, now: datetime
) -> None:
    own = _untold(person).filter(clinician=by.id, assessment=assessment)
    items = list(own.values_list("item_id", flat=True))
    if not items:
        return
    found = facts.open_many(str, items, by=by, now=now, purpose="assessment")
    if outcome in found.values():
        raise RuleBroken("you have entered this already; tell the person first")


@transaction.atomic
def tell(*, result_id: UUID, by: SignedIn, now: datetime) -> None:
    """The clinician has told the person, in private. Only whoever entered it can say so."""
    row = rows.get(ResultRow, result_id, clinician=by.id)
    rows.step(row, result.STEPS, Act.TELL, by, told_at=now)
    _tell_of_breaches(row.person, by=by, now=now)
    events.record("result.told", by=by, about=row.id, now=now)


@transaction.atomic
def take_back(*, result_id: UUID, by: SignedIn, now: datetime) -> None:
    """What was entered wrongly is gone, with every key to it, before anybody has told the person.

    Only whoever entered it can. The log keeps that it was entered and taken back, and not what.
    Raises NotFound for another's, StepNotAllowed once the person has been told.
    """
    events.begin_write()
    row = rows.get(ResultRow, result_id, clinician=by.id)
    rows.step(row, result.STEPS, Act.TAKE_BACK, by)
    person, item = row.person, row.item_id
    row.delete()
    facts.shred(item, by=by, now=now, purpose="assessment")
    _tell_of_breaches(person, by=by, now=now)
    events.record("result.taken_back", by=by, about=result_id, now=now)


def _tell_of_breaches(person: PersonRow, *, by: SignedIn, now: datetime) -> None:
    """The lead reads of a breach once its person has heard from everybody it was sealed to."""
    lead = circle(SAFEGUARDING)
    held = person.breaches.filter(item__grants__to=by.id)
    for breach in held.exclude(item__grants__to=lead):
        if not _untold(person).filter(clinician__grants__item=breach.item_id).exists():
            facts.grant([breach.item_id], lead, by=by, now=now, purpose="breach")


def _untold(person: PersonRow) -> QuerySet[ResultRow]:
    return ResultRow.objects.filter(person=person, state=result.State.ENTERED)


@transaction.atomic
def release(
    *, result_id: UUID, to: UUID, purpose: str, until: date, by: SignedIn, now: datetime
) -> UUID:
    """The person lets one recipient know, for one purpose, until a day. This makes the key.

    Raises InvalidValue for another purpose than the listed ones, which are kept in clear.
    """
    row = rows.get(ResultRow, result_id, person__principal=by.id)
    terms = Release(
        fact="result", recipient=PrincipalId(to), purpose=purpose, given_on=now.date(), until=until
    )
    rows.step(row, result.STEPS, Act.RELEASE, by)
    given = ReleaseRow.objects.create(
        result=row, recipient_id=to, purpose=purpose, given_on=terms.given_on, until=terms.until
    )
    facts.grant([row.item_id], to, by=by, now=now, purpose=purpose, because=given.id)
    events.record("result.released", by=by, about=row.id, now=now, purpose=purpose)
    return given.id


@transaction.atomic
def withdraw(*, release_id: UUID, by: SignedIn, now: datetime) -> None:
    """The person takes a release back. The key is gone; what was read cannot be recalled."""
    given = rows.get(ReleaseRow, release_id, result__person__principal=by.id, withdrawn_on=None)
    ReleaseRow.objects.filter(id=given.id).update(withdrawn_on=now.date())
    facts.revoke(given.id, by=by, now=now, purpose="withdrawn")
    _close(given.result, Act.WITHDRAW, by)
    events.record("result.release_withdrawn", by=by, about=given.result_id, now=now)


def _close(row: ResultRow, act: Act, by: SignedIn) -> None:
    if not row.releases.filter(withdrawn_on=None).exists():
        rows.step(row, result.STEPS, act, by)


@transaction.atomic
def confirm(*, release_id: UUID, by: SignedIn, now: datetime) -> None:
    """A release that a copy brought back still holds: nobody but the person says so.

    Raises WrongHands for the office that may know, NotFound for everybody else, RuleBroken where
    nobody has to ask about it, and where the case is restricted.
    """
    events.begin_write()
    given = words.unasked_of(by).releases.filter(id=release_id).first()
    if given is None:
        rows.get(ReleaseRow, release_id, result__person__principal=by.id)
        raise RuleBroken(words.NOT_ASKED)
    words.wake(given)
    rows.step(given.result, result.STEPS, Act.CONFIRM, by)
    ReleaseRow.objects.filter(id=given.id).update(restored_on=None)
    events.record("result.release_confirmed", by=by, about=given.result_id, now=now)


@transaction.atomic
def end_releases(*, by: SignedIn, now: datetime) -> int:
    """Take back the keys of every release whose day has come. How many there were."""
    return _end(ReleaseRow.objects.filter(until__lte=now.date()), by=by, now=now)


@transaction.atomic
def end_releases_to(office: UUID, *, party: UUID, by: SignedIn, now: datetime) -> int:
    """The case of these people has gone to another office, whom they have let know nothing yet:
    what they released to the one before ends. How many there were."""
    given = ReleaseRow.objects.filter(recipient=office, result__person__parties__party=party)
    return _end(given, by=by, now=now)


def _end(given_: QuerySet[ReleaseRow], *, by: SignedIn, now: datetime) -> int:
    over = list(given_.filter(withdrawn_on=None))
    for given in over:
        facts.revoke(given.id, by=by, now=now, purpose="release ended")
    ids = [given.id for given in over]
    ReleaseRow.objects.filter(id__in=ids).update(withdrawn_on=now.date())
    for row in ResultRow.objects.filter(releases__in=ids).distinct():
        _close(row, Act.END, by)
    return len(over)


@transaction.atomic
def record_breach(*, person: UUID, breach: Breach, by: SignedIn, now: datetime) -> UUID:
    """A telling outside the rules. It stays on record, for the person and the lead.

    While the person has a result still to hear, the record is theirs and of whoever
    entered that; the lead is told of it when the person has heard (`tell`). The answer
    is the same either way, so that it shows nobody whether there is a result.
    Raises WrongHands, NotFound.
    """
    rows.only(by, Audience.LEAD, Audience.CLINICIAN, Audience.CASEWORKER)
    walls.must_be_theirs(PersonRow, person, by)
    row = rows.get(PersonRow, person)
    untold = _untold(row)
    knowing = {circle(SAFEGUARDING)}
    if untold.exists():  # whoever has left since is not among them, and can tell nobody
        here = untold.filter(clinician__ended_at=None)
        knowing = set(here.values_list("clinician_id", flat=True))
    to = (*knowing, *filter(None, [row.principal_id]))
    fact = facts.NewFact(
        subject=row.id, compartment=Compartment.RESULT, kind="breach", value=breach, to=to
    )
    item = facts.put(fact, by=by, now=now, purpose="breach")
    written = BreachRow.objects.create(person=row, item_id=item, recorded_at=now)
    events.record("result.breach_recorded", by=by, about=written.id, now=now)
    return written.id
