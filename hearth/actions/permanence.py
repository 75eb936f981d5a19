"""Two free wishes, asked apart, cooled off, confirmed or refused by the lead, reversible."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core import permanence, placement
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING, Compartment
from hearth.core.concerns import must_be_independent
from hearth.core.errors import BadInput, NotFound, RuleBroken
from hearth.core.ids import HomeId
from hearth.core.permanence import Act, State, may_confirm
from hearth.core.shortlist import told
from hearth.core.units import years_between
from hearth.store import events, facts, hosts, near, people, programmes, rows, transfers
from hearth.store.access import SignedIn
from hearth.store.models import PermanenceRow, PlacementRow
from hearth.store.principals import circle

PURPOSE, REFUSED = "permanence", "permanence-refused"
WISHES = {
    (Audience.RESIDENT, True): Act.RESIDENT_WISH,
    (Audience.RESIDENT, False): Act.RESIDENT_WITHDRAW,
    (Audience.HOST, True): Act.HOST_WISH,
    (Audience.HOST, False): Act.HOST_WITHDRAW,
}


@transaction.atomic
def wish(*, placement_id: UUID, wanted: bool, by: SignedIn, now: datetime) -> None:
    """One side's own wish, or its taking back. The other learns of it only when both stand.

    Nothing here answers what the other wishes. Raises RuleBroken where the programme has
    no permanence, they do not live together, or it was said already.
    """
    stay = _theirs(placement_id, by)
    if not programmes.of(stay.case.programme).permanence.offered:
        raise RuleBroken("this programme has no form of permanence")
    if stay.state not in (placement.State.LIVING, placement.State.PERMANENT):
        raise RuleBroken("a wish to stay needs a stay")
    row, _ = PermanenceRow.objects.get_or_create(
        placement=stay, defaults={"state": permanence.START}
    )
    act = WISHES[by.audience, wanted]
    if (State(row.state), act) not in permanence.STEPS:
        raise RuleBroken("you have said that already, or it is decided by now")
    state = rows.step(row, permanence.STEPS, act, by)
    both_since = now.date() if state is State.BOTH_WISH else None
    PermanenceRow.objects.filter(id=row.id).update(both_since=both_since)
    events.record("permanence.asked", by=by, about=stay.id, now=now)


def _theirs(placement_id: UUID, by: SignedIn) -> PlacementRow:
    if by.audience is Audience.HOST:
        return rows.get(PlacementRow, placement_id, home__host__principal=by.id)
    if by.audience is Audience.RESIDENT:
        return rows.get(PlacementRow, placement_id, case__party__members__person__principal=by.id)
    raise NotFound("no such record")


def _independent_of(placement_id: UUID, by: SignedIn) -> PlacementRow:
    """A stay, for staff who decide about it: not for its own host, nor for who visited it."""
    stay = rows.get(PlacementRow, placement_id)
    must_be_independent(by.id, near.stay(stay))
    return stay


@transaction.atomic
def confirm(*, placement_id: UUID, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """Whoever the programme names confirms what both have wished, and is independent of the case.

    Checks go on; nothing of the protection ends. `service` is the running program, which reads the
    ages that a personal bond depends on. Raises WrongHands for whoever the programme does not name,
    RuleBroken before the cooling-off has passed, for whoever has the case in their care or whose
    own home it is, and where anybody is not an adult.
    """
    rows.only(by, *permanence.CONFIRMS)
    stay = _independent_of(placement_id, by)
    row = PermanenceRow.objects.filter(placement=stay).first()
    rules = programmes.of(stay.case.programme).permanence
    permanence.must_be_theirs_to_confirm(
        by.audience,
        confirmed_by=rules.confirmed_by,
        cares_for_case=transfers.carer_of(stay.case_id) == by.id,
    )
    if row is None or row.both_since is None:
        raise RuleBroken("both must wish it, each for themselves, before it can be confirmed")
    decision = may_confirm(
        personal=rules.personal or rules.adults_only,
        ages=_ages(stay, service, now),
        both_wish_since=row.both_since,
        cooling_off_days=rules.cooling_off_days,
        today=now.date(),
    )
    if not decision.allowed:
        raise RuleBroken(f"this cannot become permanent: {told(decision.against)}")
    rows.step(row, permanence.STEPS, Act.CONFIRM, by, decided_on=now.date())
    rows.step(stay, placement.STEPS, placement.Act.KEEP, by)
    events.record("permanence.confirmed", by=by, about=stay.id, now=now)


@transaction.atomic
def refuse(*, placement_id: UUID, reason: str, by: SignedIn, now: datetime) -> None:
    """The lead says no, and it lasts: neither can wish it again until the lead lets them.

    Both read the same words, on the same page, and never why: the reason is sealed to the lead's
    circle. The stay goes on as it was. Raises WrongHands, BadInput without a reason, RuleBroken
    before both wish it or before each could see that, and for a lead whose own home it is.
    """
    events.begin_write()
    rows.only(by, Audience.LEAD)
    if not reason.strip():
        raise BadInput("a lasting no needs its reason, for the lead who reads it after you")
    stay = _independent_of(placement_id, by)
    row = PermanenceRow.objects.filter(placement=stay).first()
    if row is None or row.state != State.BOTH_WISH:
        raise RuleBroken("both must wish it, each for themselves, before there is a no to say")
    permanence.must_be_seen(row.both_since, now.date())
    rows.step(row, permanence.STEPS, Act.REFUSE, by, decided_on=now.date())
    fact = facts.NewFact(
        subject=row.id,
        compartment=Compartment.TESTIMONY,
        kind=REFUSED,
        value=reason.strip(),
        to=(circle(SAFEGUARDING),),
    )
    facts.put(fact, by=by, now=now, purpose=PURPOSE)
    events.record("permanence.refused", by=by, about=stay.id, now=now)


@transaction.atomic
def let_wish(*, placement_id: UUID, by: SignedIn, now: datetime) -> None:
    """The lead lets both wish again, from nothing: neither's old wish stands. Raises WrongHands,
    RuleBroken where no no was said, and for a lead whose own home it is."""
    events.begin_write()
    rows.only(by, Audience.LEAD)
    stay = _independent_of(placement_id, by)
    row = PermanenceRow.objects.filter(placement=stay).first()
    if row is None or row.state != State.REFUSED:
        raise RuleBroken("no lasting no was said here, so there is none to take back")
    rows.step(row, permanence.STEPS, Act.LET_WISH, by, both_since=None, decided_on=None)
    events.record("permanence.let_wish", by=by, about=stay.id, now=now)


def _ages(stay: PlacementRow, service: SignedIn, now: datetime) -> list[int | None]:
    """Ages of the people of the party and of the household's adults, who would be bound.

    The host is whoever of the household lives in the home and is oldest; a child of the
    house is not bound by its parents' wish.
    """
    party = people.party(stay.case.party_id, by=service, now=now, purpose="permanence")
    _, host = hosts.home(HomeId(stay.home_id), by=service, now=now, purpose="permanence")
    lives_in = [_age(member.born_on, now.date()) for member in host.members if member.lives_in]
    oldest = max((age for age in lives_in if age is not None), default=None)
    return [*party.ages_on(now.date()), oldest]


def _age(born_on: date | None, day: date) -> int | None:
    return None if born_on is None else years_between(born_on, day)


@transaction.atomic
def reverse(*, placement_id: UUID, by: SignedIn, now: datetime) -> None:
    """Either side, or the lead, takes it back. The stay goes on as it was.

    The person may at any time; the others within the programme's days, and after that
    end the stay like any other. Raises RuleBroken, also for a lead whose own home it is.
    """
    if by.audience is Audience.LEAD:
        stay = _independent_of(placement_id, by)
    else:
        stay = _theirs(placement_id, by)
    row = PermanenceRow.objects.filter(placement=stay).first()
    if row is None or row.state != State.PERMANENT:
        raise RuleBroken("nothing has become permanent here, so nothing can be taken back")
    _must_be_in_time(row, stay, by, now)
    rows.step(row, permanence.STEPS, Act.REVERSE, by, both_since=None)
    rows.step(stay, placement.STEPS, placement.Act.REOPEN, by)
    events.record("permanence.reversed", by=by, about=stay.id, now=now)


def _must_be_in_time(row: PermanenceRow, stay: PlacementRow, by: SignedIn, now: datetime) -> None:
    days = programmes.of(stay.case.programme).permanence.reversible_days
    late = row.decided_on is not None and now.date() > row.decided_on + timedelta(days)
    if late and by.audience is not Audience.RESIDENT:
        raise RuleBroken(f"after {days} days only the person may take this back")
