"""The supervised meeting, and two answers given apart."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.actions.offer import take_keys_back
from hearth.actions.telling import outbox
from hearth.core import consent, introduction, offer
from hearth.core.audience import Audience
from hearth.core.card import card_of
from hearth.core.compartments import Compartment
from hearth.core.errors import NotFound, RuleBroken, StepNotAllowed
from hearth.core.gate import NEWS, Message
from hearth.core.ids import PrincipalId
from hearth.core.introduction import Act, State, told_at
from hearth.store import events, facts, offices, people, programmes, rows, walls
from hearth.store import outbox as waiting
from hearth.store.access import SignedIn
from hearth.store.models import IntroductionRow, OfferRow

ANSWERS = {
    (Audience.RESIDENT, True): Act.RESIDENT_YES,
    (Audience.RESIDENT, False): Act.RESIDENT_NO,
    (Audience.HOST, True): Act.HOST_YES,
    (Audience.HOST, False): Act.HOST_NO,
}


@transaction.atomic
def arrange(*, offer_id: UUID, by: SignedIn, now: datetime) -> UUID:
    """Invite the host to a meeting, with a card that says what to prepare and nothing else.

    Raises RuleBroken before the person has agreed, while the host has no sign-in, once the
    offer has ended, and the second time.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    walls.must_be_theirs(OfferRow, offer_id, by)
    row = rows.get(OfferRow, offer_id)
    said = row.consent
    consent.must_stand(said.state, said.restored_on, "the person has not agreed to this home")
    if row.state == offer.State.ENDED:
        raise RuleBroken("this offer has ended; nobody is invited any more")
    if IntroductionRow.objects.filter(offer=row).exists():
        raise RuleBroken("they have been invited to meet already")
    host = row.home.host
    if host.principal_id is None:
        raise RuleBroken("the host has no sign-in yet; give them one first")
    party = people.party(row.case.party_id, by=by, now=now, purpose="introduction")
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.CARD,
        kind="card",
        value=card_of(party),
        to=offices.of_case(row.case_id),
    )
    item = facts.put(fact, by=by, now=now, purpose="introduction")
    facts.grant([item], host.principal_id, by=by, now=now, purpose="introduction", because=row.id)
    made = IntroductionRow.objects.create(offer=row, card_id=item, state=introduction.START)
    _let_them_know(row, host.principal_id, by=by, now=now)
    events.record("introduction.arranged", by=by, about=made.id, now=now)
    return made.id


def _let_them_know(row: OfferRow, host: UUID, *, by: SignedIn, now: datetime) -> None:
    """The person hears that a time can be found, the host that somebody asks: no more than that."""
    person = row.consent.person.principal_id
    for who, wording in ((person, "meeting"), (host, "asked")):
        if who is not None:
            note = Message(to=PrincipalId(who), purpose=NEWS, wording=wording)
            outbox.queue(
                note,
                key=f"{wording}:{row.id.hex}",
                case=row.case_id,
                because=row.id,
                by=by,
                now=now,
            )


@transaction.atomic
def hold(*, introduction_id: UUID, by: SignedIn, now: datetime) -> None:
    """They have met, with the caseworker in the room. When both are told is fixed here.

    Raises RuleBroken where the person has taken their yes back or the offer has ended.
    """
    events.begin_write()
    row = rows.get(IntroductionRow, introduction_id)
    said = row.offer.consent
    consent.must_stand(said.state, said.restored_on, consent.TAKEN_BACK)
    if row.offer.state == offer.State.ENDED and row.state == State.ARRANGED:
        raise RuleBroken("this offer has ended, so they do not meet")
    delay = programmes.of(row.offer.case.programme).introduction.answer_delay_hours
    rows.step(row, introduction.STEPS, Act.HOLD, by, held_at=now, tell_at=told_at(now, delay))
    waiting.cancel(because=row.offer_id, by=by, now=now)  # a word that they may meet comes too late
    events.record("introduction.held", by=by, about=row.id, now=now)


@transaction.atomic
def cancel(*, introduction_id: UUID, by: SignedIn, now: datetime) -> None:
    """Call a meeting off, before it was held. The offer ends with it, and every key it gave.

    Both see the same words as after any other end. Raises StepNotAllowed once they have met.
    """
    events.begin_write()
    row = rows.get(IntroductionRow, introduction_id)
    if row.state != State.ARRANGED:
        raise StepNotAllowed("they have met already; end the offer instead")
    rows.step(row, introduction.STEPS, Act.CANCEL, by)
    if row.offer.state != offer.State.ENDED:
        rows.step(row.offer, offer.STEPS, offer.Act.END, by)
    take_keys_back(row.offer, by=by, now=now, purpose="meeting cancelled")
    events.record("introduction.cancelled", by=by, about=row.id, now=now)


@transaction.atomic
def answer(*, introduction_id: UUID, willing: bool, by: SignedIn, now: datetime) -> None:
    """One side's answer, given apart. The other side learns nothing of it, nor when it came.

    The log says that an answer was given, not which.
    """
    events.begin_write()
    row = _theirs(introduction_id, by)
    act = ANSWERS.get((by.audience, willing))
    if act is None:
        raise NotFound("no such record")
    rows.step(row, introduction.STEPS, act, by)
    events.record("introduction.answered", by=by, about=row.id, now=now)


def _theirs(introduction_id: UUID, by: SignedIn) -> IntroductionRow:
    if by.audience is Audience.HOST:
        return rows.get(IntroductionRow, introduction_id, offer__home__host__principal=by.id)
    return rows.get(IntroductionRow, introduction_id, offer__consent__person__principal=by.id)


@transaction.atomic
def tell(*, introduction_id: UUID, by: SignedIn, now: datetime) -> State:
    """Time has come: both learn at once whether it goes on, in the same words for every no.

    It does not where the offer has ended meanwhile. Raises RuleBroken before the moment that
    was fixed at the meeting.
    """
    events.begin_write()
    row = rows.get(IntroductionRow, introduction_id)
    if row.tell_at is None or now < row.tell_at:
        raise RuleBroken("both are told at the moment fixed at the meeting, not before")
    if not _stands(row.offer) and (row.state, Act.CANCEL) in introduction.STEPS:
        rows.step(row, introduction.STEPS, Act.CANCEL, by)
    state = rows.step(row, introduction.STEPS, Act.TELL, by)
    if state is State.ENDED:
        take_keys_back(row.offer, by=by, now=now, purpose="introduction ended")
        if row.offer.state != offer.State.ENDED:
            rows.step(row.offer, offer.STEPS, offer.Act.END, by)
    events.record("introduction.told", by=by, about=row.id, now=now)
    return state


def _stands(row: OfferRow) -> bool:
    return row.state != offer.State.ENDED and row.consent.state in consent.NAME_MAY_BE_KNOWN
