"""The move into a home, the stay, and how it ends."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.core import consent, intake, introduction, offer, placement
from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE, Compartment
from hearth.core.errors import RuleBroken
from hearth.core.home import Home
from hearth.core.host import Host, asked_before, missing_on
from hearth.core.ids import HomeId
from hearth.core.person import Party
from hearth.core.placement import Act, Ending, MovePlan, against_plan
from hearth.core.programme import Before, Programme, RoomRule
from hearth.core.rooms import Sleeping, beds_for
from hearth.core.rules.sensitive_period import first_free_day
from hearth.core.units import Period
from hearth.store import events, facts, hosts, people, programmes, rows
from hearth.store.access import SignedIn
from hearth.store.models import IntroductionRow, OfferRow, PlacementRow
from hearth.store.principals import circle


@transaction.atomic
def plan(*, offer_id: UUID, move: MovePlan, by: SignedIn, now: datetime) -> UUID:
    """Plan the move, keep the rooms, and close the offer that led to it.

    Raises RuleBroken before both have said that it goes on, on a day that a sensitive
    period bars, against the programme's rules for a move, before the vetting that a
    placement asks for is whole, or where the rooms have been taken meanwhile.
    """
    rows.only(by, Audience.CASEWORKER)
    row = rows.get(OfferRow, offer_id)
    met = IntroductionRow.objects.filter(offer=row, state=introduction.State.GOES_ON)
    if not met.exists():
        raise RuleBroken("both must have met and said that it goes on")
    if row.consent.state not in consent.NAME_MAY_BE_KNOWN:
        raise RuleBroken("the person has taken their yes to this home back")
    case, programme = row.case, programmes.of(row.case.programme)
    party = people.party(case.party_id, by=by, now=now, purpose="placement")
    _must_keep_rules(move, party, programme)
    home, host = hosts.home(HomeId(row.home_id), by=by, now=now, purpose="placement")
    _must_be_vetted(host, programme, move)
    rooms = _rooms_for(party, home, programme)
    taken = replace(home, rooms_taken=home.rooms_taken | rooms, parties_now=home.parties_now + 1)
    hosts.change_home(taken, by=by, now=now, purpose="placement")
    made = PlacementRow.objects.create(
        case=case,
        home_id=row.home_id,
        plan_id=_seal_plan(row, move, rooms, by=by, now=now),
        planned_on=move.arrive_at.date(),
        planned_until=party.stay.end,
        state=placement.START,
    )
    rows.step(row, offer.STEPS, offer.Act.END, by)
    events.record("placement.planned", by=by, about=made.id, now=now)
    return made.id


def _must_be_vetted(host: Host, programme: Programme, move: MovePlan) -> None:
    asked = asked_before(Before.PLACEMENT, programme.requirements)
    lacking = missing_on(host, asked, move.arrive_at.date())
    if lacking:
        told = ", ".join(f"{lack.requirement} ({lack.why})" for lack in lacking)
        raise RuleBroken(f"nobody moves in before the host's vetting is whole: {told}")


def _must_keep_rules(move: MovePlan, party: Party, programme: Programme) -> None:
    rules = programme.placement
    broken = against_plan(
        move, arrive_before=rules.arrive_before, escorted_first_night=rules.escorted_first_night
    )
    if broken:
        raise RuleBroken(f"this move cannot be planned: {'; '.join(b.sentence for b in broken)}")
    day = move.arrive_at.date()
    free = first_free_day(party, programme.sensitive_kinds_by_id, day)
    if free != day:
        raise RuleBroken(f"the person asked not to be moved then; the first free day is {free}")


def _rooms_for(party: Party, home: Home, programme: Programme) -> frozenset[int]:
    standard = programme.rule(RoomRule).standard
    free = [at for at in range(len(home.rooms)) if at not in home.rooms_taken]
    beds = beds_for(Sleeping.of(party, party.stay.first), home.rooms_free, standard)
    if beds is None:
        raise RuleBroken("the rooms have been taken meanwhile; make the shortlist again")
    return frozenset(free[room] for room in beds)


def _seal_plan(
    row: OfferRow, move: MovePlan, rooms: frozenset[int], *, by: SignedIn, now: datetime
) -> UUID:
    resident = row.consent.person.principal_id
    fact = facts.NewFact(
        subject=row.case_id,
        compartment=Compartment.CASEWORK,
        kind="move",
        value=placement.Planned(move, rooms),
        to=(circle(OFFICE), *((resident,) if resident else ())),
    )
    return facts.put(fact, by=by, now=now, purpose="placement")


@transaction.atomic
def move(*, placement_id: UUID, on: date, by: SignedIn, now: datetime) -> None:
    """They have travelled to the home together and arrived. The move itself is no check."""
    row = rows.get(PlacementRow, placement_id)
    rows.step(row, placement.STEPS, Act.MOVE, by, moved_on=on)
    rows.step(row.case, intake.STEPS, intake.Act.PLACE, by)
    events.record("placement.moved", by=by, about=row.id, now=now)


@transaction.atomic
def extend(*, placement_id: UUID, until: date, by: SignedIn, now: datetime) -> None:
    """A longer stay than was planned, by no more days at once than the programme plans for.

    Raises RuleBroken for more days than that, for a day that is not later, and where the
    home is not free so long.
    """
    row = rows.get(PlacementRow, placement_id)
    if row.planned_until is None or until <= row.planned_until:
        raise RuleBroken("a stay is extended to a later day than the one it is planned until")
    more = Period(row.planned_until, until)
    longest = programmes.of(row.case.programme).placement.planned_days_max
    if longest is not None and more.first + timedelta(longest) < until:
        raise RuleBroken(f"a stay is extended by {longest} days at most at a time")
    home, _ = hosts.home(HomeId(row.home_id), by=by, now=now, purpose="placement")
    if not home.free_for(more):
        raise RuleBroken("the home is not free so long")
    rows.step(row, placement.STEPS, Act.EXTEND, by, planned_until=until)
    events.record("placement.extended", by=by, about=row.id, now=now)


@transaction.atomic
def end(
    *, placement_id: UUID, why: Ending, on: date, by: SignedIn, office: SignedIn, now: datetime
) -> None:
    """The stay is over. The rooms are free again, and the case waits or closes.

    `by` is whoever ends it, the person included; `office` is somebody of the office, who
    may write the calendar of the home. The reason is sealed to the office.
    """
    of = {"case__party__members__person__principal": by.id}
    row = rows.get(PlacementRow, placement_id, **of if by.audience is Audience.RESIDENT else {})
    planned = facts.open_(placement.Planned, row.plan_id, by=office, now=now, purpose="placement")
    fact = facts.NewFact(
        subject=row.case_id,
        compartment=Compartment.CASEWORK,
        kind="ending",
        value=why,
        to=(circle(OFFICE),),
    )
    item = facts.put(fact, by=by, now=now, purpose="placement")
    rows.step(row, placement.STEPS, Act.END, by, ended_on=on, ending_id=item)
    home, _ = hosts.home(HomeId(row.home_id), by=office, now=now, purpose="placement")
    freed = replace(
        home,
        rooms_taken=home.rooms_taken - planned.rooms,
        parties_now=max(0, home.parties_now - 1),
    )
    hosts.change_home(freed, by=office, now=now, purpose="placement")
    if row.case.state == intake.State.PLACED:
        rows.step(row.case, intake.STEPS, intake.Act.WAIT_AGAIN, office)
    events.record("placement.ended", by=by, about=row.id, now=now)
