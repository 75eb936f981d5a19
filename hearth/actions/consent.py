"""The person's word on a home. Their yes is what makes the key to its name."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.actions.offer import end_meeting
from hearth.core import consent, introduction, offer
from hearth.core.consent import Act
from hearth.core.errors import RuleBroken
from hearth.core.introduction import Act as Answer
from hearth.core.programme import DeclineConsequence
from hearth.store import events, facts, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.copies import words
from hearth.store.models import CaseRow, ConsentRow, IntroductionRow

PURPOSE = "consent"


@transaction.atomic
def agree(*, offer_id: UUID, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """The person agrees. In this one transaction the key to name and address is made for them.

    `service` is the running program, which may seal the keys of names and addresses to
    somebody who has consented, and does so nowhere else. Raises NotFound (no such offer
    to this person), StepNotAllowed, WrongHands, Stale; no key is made then.
    """
    events.begin_write()
    row = _asked(offer_id, by)
    rows.step(row, consent.STEPS, Act.AGREE, by, answered_at=now)
    rows.step(row.offer, offer.STEPS, offer.Act.ANSWER, by)
    home = row.offer.home
    items = (home.host.identity_id, home.address_id)
    facts.grant(
        items,
        by.id,
        by=service,
        now=now,
        purpose=PURPOSE,
        because=row.id,
        subjects=(home.host_id, home.id),
    )
    events.record("consent.agreed", by=by, about=row.offer_id, now=now)


def _asked(offer_id: UUID, by: SignedIn) -> ConsentRow:
    found = ConsentRow.objects.filter(offer=offer_id).first()
    return rows.get(ConsentRow, found.id if found else offer_id, person__principal=by.id)


@transaction.atomic
def decline(
    *, offer_id: UUID, consequence: DeclineConsequence | None, by: SignedIn, now: datetime
) -> None:
    """The person says no. No reason is asked; `consequence` is what they want to happen next.

    Raises RuleBroken for a consequence that the programme does not have.
    """
    events.begin_write()
    row = _asked(offer_id, by)
    rows.step(row, consent.STEPS, Act.DECLINE, by, answered_at=now)
    rows.step(row.offer, offer.STEPS, offer.Act.ANSWER, by)
    _carry(row.offer.case, consequence, now)
    events.record("consent.declined", by=by, about=row.offer_id, now=now)


def _carry(case: CaseRow, consequence: DeclineConsequence | None, now: datetime) -> None:
    rules = programmes.of(case.programme).decline
    chosen = consequence or rules.default
    if chosen not in rules.consequences:
        raise RuleBroken(f"after a no, this programme has {', '.join(rules.consequences)}")
    if chosen is DeclineConsequence.PARK:
        until = now.date() + timedelta(rules.park_days or 0)
        CaseRow.objects.filter(id=case.id).update(parked_until=until)
    if chosen is DeclineConsequence.UNTIL_REASSESSED:
        CaseRow.objects.filter(id=case.id).update(must_reassess=True)


@transaction.atomic
def withdraw(*, offer_id: UUID, by: SignedIn, now: datetime) -> None:
    """The person takes their yes back. The keys are gone; nobody forgets what was read.

    If they have met already, it is their no to what comes of it; if a meeting is only
    arranged, there is none.
    """
    events.begin_write()
    row = _asked(offer_id, by)
    rows.step(row, consent.STEPS, Act.WITHDRAW, by)
    meeting, no = IntroductionRow.objects.filter(offer=row.offer).first(), Answer.RESIDENT_NO
    if meeting is not None and (meeting.state, no) in introduction.STEPS:
        rows.step(meeting, introduction.STEPS, no, by)
    if meeting is None or meeting.state in (introduction.State.ARRANGED, introduction.State.ENDED):
        end_meeting(row.offer, by=by, now=now)
    facts.revoke(row.id, by=by, now=now, purpose="consent withdrawn")
    events.record("consent.withdrawn", by=by, about=row.offer_id, now=now)


@transaction.atomic
def confirm(*, offer_id: UUID, by: SignedIn, now: datetime) -> None:
    """A yes that a copy brought back still holds: nobody but the person says so.

    From now on its keys open again, and things go on by it. Raises WrongHands for the office,
    NotFound for everybody else, RuleBroken where nobody has to ask about it, and where the case
    is restricted.
    """
    events.begin_write()
    row = words.unasked_of(by).yeses.filter(offer=offer_id).first()
    if row is None:
        _asked(offer_id, by)
        raise RuleBroken(words.NOT_ASKED)
    words.wake(row)
    rows.step(row, consent.STEPS, Act.CONFIRM, by, restored_on=None)
    events.record("consent.confirmed", by=by, about=row.offer_id, now=now)


@transaction.atomic
def lapse(*, by: SignedIn, now: datetime) -> int:
    """End the questions nobody answered in the programme's time. How many there were."""
    events.begin_write()
    lapsed = 0
    asked = ConsentRow.objects.filter(state=consent.State.ASKED, offer__state=offer.State.PUT)
    for row in asked:
        days = programmes.of(row.offer.case.programme).consent.lapse_days
        put_at = row.offer.put_at
        if put_at is not None and put_at + timedelta(days) <= now:
            rows.step(row, consent.STEPS, Act.LAPSE, by)
            rows.step(row.offer, offer.STEPS, offer.Act.END, by)
            events.record("consent.lapsed", by=by, about=row.offer_id, now=now)
            lapsed += 1
    return lapsed
