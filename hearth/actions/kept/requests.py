"""A person asks what is known of them; the lead looks through it, and answers or says why not."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core import requests
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.errors import BadInput, NotFound, RuleBroken
from hearth.core.requests import Act
from hearth.store import events, facts, protected, rows
from hearth.store.access import SignedIn
from hearth.store.models import RequestRow
from hearth.store.principals import circle
from hearth.store.requests import has_one_open, may_be_given, person_and_case

PURPOSE = "request"


@transaction.atomic
def ask(*, by: SignedIn, now: datetime) -> UUID:
    """The person asks. Its id. Raises RuleBroken while an earlier question waits."""
    events.begin_write()
    rows.only(by, Audience.RESIDENT)
    person, case = person_and_case(by)
    if has_one_open(person):
        raise RuleBroken("you have asked already, and are answered first")
    row = RequestRow.objects.create(
        state=requests.START,
        person=person,
        case=case,
        asked_on=now.date(),
        due_on=requests.due_on(now.date()),
    )
    events.record("request.asked", by=by, about=row.case_id, now=now)
    return row.id


@transaction.atomic
def take_up(*, request: UUID, by: SignedIn, now: datetime) -> None:
    """The lead begins to go through it."""
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(RequestRow, request)
    rows.step(row, requests.STEPS, Act.TAKE_UP, by, decided_by_id=by.id)
    events.record("request.taken_up", by=by, about=row.case_id, now=now)


@transaction.atomic
def answer(
    *,
    request: UUID,
    words: str,
    talks: Collection[UUID],
    by: SignedIn,
    service: SignedIn,
    now: datetime,
) -> None:
    """The lead answers: the person may read all that is theirs, and these talks as well.

    `talks` : what was said with the person present, to which they held no key because they were
    not alone. `service` reads what the words must not tell. Raises NotFound for any other talk:
    what the host said is in no answer; TellsTooMuch for a home that is not theirs to know.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    row = rows.get(RequestRow, request)
    _must_tell_no_home(row, words, service=service, now=now)
    given = may_be_given(row).filter(id__in=list(talks)).values_list("item_id", flat=True)
    if len(given) < len(set(talks)):
        raise NotFound("no such record")
    rows.step(row, requests.STEPS, Act.ANSWER, by, **_settled(row, words.strip(), by, now))
    if given and row.person.principal_id is not None:
        to = row.person.principal_id
        facts.grant(given, to, by=by, now=now, purpose=PURPOSE, because=row.id)
    events.record("request.answered", by=by, about=row.case_id, now=now)


@transaction.atomic
def refuse(*, request: UUID, reason: str, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """The lead says no, and why; the person reads it. Raises BadInput without a reason, and
    TellsTooMuch as `answer`."""
    events.begin_write()
    rows.only(by, Audience.LEAD)
    if not reason.strip():
        raise BadInput("a refusal needs its reason: the person reads it, and may complain of it")
    row = rows.get(RequestRow, request)
    _must_tell_no_home(row, reason, service=service, now=now)
    rows.step(row, requests.STEPS, Act.REFUSE, by, **_settled(row, reason.strip(), by, now))
    events.record("request.refused", by=by, about=row.case_id, now=now)


def _must_tell_no_home(row: RequestRow, words: str, *, service: SignedIn, now: datetime) -> None:
    protected.must_tell_no_home_to_the_person(
        row.case, "the answer", (words,), service=service, now=now, purpose=PURPOSE
    )


def _settled(row: RequestRow, words: str, by: SignedIn, now: datetime) -> dict[str, object]:
    """What is noted with either answer; the words are sealed to the person and the lead."""
    reader = (row.person.principal_id,) if row.person.principal_id is not None else ()
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.REQUESTS,
        kind="request-answer",
        value=words,
        to=(circle(SAFEGUARDING), *reader),
    )
    item = facts.put(fact, by=by, now=now, purpose=PURPOSE)
    return {"answer_id": item, "answered_on": now.date(), "decided_by_id": by.id}
