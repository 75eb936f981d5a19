"""The move into a home, the stay, and how it ends."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearth.actions import checks
from hearth.actions.offer import must_be_only, take_keys_back
from hearth.core import consent, intake, introduction, offer, placement
from hearth.core.audience import Audience
from hearth.core.compartments import ENGINE, Compartment
from hearth.core.errors import RuleBroken
from hearth.core.home import Home
from hearth.core.host import Host, asked_before, missing_on
from hearth.core.ids import HomeId
from hearth.core.person import Party
from hearth.core.placement import Act, Ending, MovePlan, against_plan
from hearth.core.programme import Before, Programme, RoomRule
from hearth.core.rooms import Sleeping, beds_for
from hearth.core.rules import may_host
from hearth.core.rules.pair import LastResort
from hearth.core.rules.sensitive_period import first_free_day
from hearth.core.shortlist import told
from hearth.core.units import Period
from hearth.store import events, facts, hosts, offices, people, programmes, protected, rows, walls
from hearth.store.access import SignedIn
from hearth.store.hosts import Register
from hearth.store.models import CaseRow, IntroductionRow, ItemRow, OfferRow, PlacementRow
from hearth.store.principals import circle

ROOMS = "rooms"  # the sealed fact of which rooms are kept for a case, as long as they are


@transaction.atomic
def plan(*, offer_id: UUID, move: MovePlan, by: SignedIn, service: SignedIn, now: datetime) -> UUID:
    """Plan the move, keep the rooms, and close the offer that led to it.

    The hard rules are asked again, of what is known today. Raises RuleBroken where one
    speaks against the home, before both have said that it goes on, once the offer has
    ended, while another home is agreed or lived in, on a day that a sensitive period
    bars, against the programme's rules for a move, before the vetting that a placement
    asks for is whole, or where the rooms have been taken meanwhile.
    """
    events.begin_write()
    rows.only(by, Audience.CASEWORKER)
    walls.must_be_theirs(OfferRow, offer_id, by)
    row = rows.get(OfferRow, offer_id)
    _must_go_on(row)
    case, programme = row.case, programmes.of(row.case.programme)
    must_be_only(case, but=row.id)
    day = move.arrive_at.date()
    party = _arriving(case, day, by=by, now=now)
    _must_keep_rules(move, party, programme)
    _must_tell_nothing(row, move, by=by, now=now)
    register = hosts.register_of(
        row.home_id, but=row.id, by=by, service=service, now=now, purpose="placement"
    )
    _must_still_fit(row, party, register, programme, by=by, now=now)
    home = register.home(row.home_id)
    _must_be_vetted(register.host_of(home), programme, day)
    rooms = _rooms_for(party, home, programme)
    home, _ = hosts.home(home.id, by=by, now=now, purpose="placement")
    taken = replace(home, rooms_taken=home.rooms_taken | rooms, parties_now=home.parties_now + 1)
    hosts.change_home(taken, by=by, now=now, purpose="placement")
    made = PlacementRow.objects.create(
        case=case,
        home_id=row.home_id,
        plan_id=_seal_plan(row, move, rooms, by=by, now=now),
        planned_on=day,
        planned_until=party.stay.end,
        state=placement.START,
    )
    rows.step(row, offer.STEPS, offer.Act.END, by)
    events.record("placement.planned", by=by, about=made.id, now=now)
    return made.id


def _must_tell_nothing(row: OfferRow, move: MovePlan, *, by: SignedIn, now: datetime) -> None:
    """What the person takes along tells no other home they were ever offered."""
    homes, to = protected.homes_of(row.case), row.consent.person.principal_id
    known = protected.of_homes(
        homes, about=row.case_id, by=by, now=now, purpose="placement", reader=to
    )
    typed = (move.transport, move.escort, *move.first_night, *move.to_bring)
    protected.must_tell_nothing("the plan of the move", typed, known)


def _must_go_on(row: OfferRow) -> None:
    met = IntroductionRow.objects.filter(offer=row, state=introduction.State.GOES_ON)
    if not met.exists():
        raise RuleBroken("both must have met and said that it goes on")
    consent.must_stand(row.consent.state, row.consent.restored_on, consent.TAKEN_BACK)
    if row.state == offer.State.ENDED:
        raise RuleBroken("this offer has ended, or a move was planned by it already")


def _arriving(case: CaseRow, day: date, *, by: SignedIn, now: datetime) -> Party:
    """The party as it is known now, its stay beginning on `day` where that is not before."""
    party = people.party(case.party_id, by=by, now=now, purpose="placement").from_day(day)
    return replace(party, stay=Period(day, party.stay.end))


def _must_still_fit(
    row: OfferRow,
    party: Party,
    register: Register,
    programme: Programme,
    *,
    by: SignedIn,
    now: datetime,
) -> None:
    resort = row.last_resort_id and facts.open_(
        LastResort, row.last_resort_id, by=by, now=now, purpose="placement"
    )
    pair = register.pair(party, row.home_id, programme, now.date(), resort or None)
    decision = may_host(pair, programme)
    if not decision.allowed:
        raise RuleBroken(f"they cannot move into this home: {told(decision.against)}")


def _must_be_vetted(host: Host, programme: Programme, day: date) -> None:
    asked = asked_before(Before.PLACEMENT, programme.requirements)
    lacking = missing_on(host, asked, day)
    if lacking:
        which = ", ".join(f"{lack.requirement} ({lack.why})" for lack in lacking)
        raise RuleBroken(f"nobody moves in before the host's vetting is whole: {which}")


def _must_keep_rules(move: MovePlan, party: Party, programme: Programme) -> None:
    rules = programme.placement
    broken = against_plan(
        move, arrive_before=rules.arrive_before, escorted_first_night=rules.escorted_first_night
    )
    if broken:
        raise RuleBroken(f"this move cannot be planned: {'; '.join(b.sentence for b in broken)}")
    _must_be_free(party, programme, move.arrive_at.date())


def _must_be_free(party: Party, programme: Programme, day: date) -> None:
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
    """The plan, to the office and the person; its rooms, to the running program as well.

    A lead who stops a host, and a person who calls their move off, hold no key to a home: it is
    the program that gives the rooms back then.
    """
    resident = row.consent.person.principal_id
    planned = facts.NewFact(
        subject=row.case_id,
        compartment=Compartment.CASEWORK,
        kind="move",
        value=placement.Planned(move, rooms),
        to=(*offices.of_case(row.case_id), *((resident,) if resident else ())),
    )
    kept = facts.NewFact(
        subject=row.case_id,
        compartment=Compartment.ATTRIBUTES,
        kind=ROOMS,
        value=tuple(sorted(rooms)),
        to=(*offices.of_case(row.case_id), circle(ENGINE)),
    )
    made = facts.put_many([planned, kept], by=by, now=now, about=row.case_id, purpose="placement")
    return made[0]


@transaction.atomic
def move(*, placement_id: UUID, on: date, by: SignedIn, service: SignedIn, now: datetime) -> None:
    """They have travelled to the home together and arrived. The move itself is no check.

    The checks of the coming year are written down with it. Raises RuleBroken far from the
    planned day, where the person has taken their yes back since the plan, where a hard rule
    speaks against the home by now, or where the host's vetting is not whole on the day.
    """
    events.begin_write()
    row = rows.get(PlacementRow, placement_id)
    rows.step(row, placement.STEPS, Act.MOVE, by, moved_on=on)
    rows.step(row.case, intake.STEPS, intake.Act.PLACE, by)
    _must_be_near(row, on)
    _must_be_right_today(row, on, by=by, service=service, now=now)
    events.record("placement.moved", by=by, about=row.id, now=now)
    checks.schedule(placement_id=row.id, by=by, now=now)


def _must_be_near(row: PlacementRow, on: date) -> None:
    near = timedelta(placement.MOVES_WITHIN_DAYS)
    over = row.planned_until is not None and on >= row.planned_until
    if over or not row.planned_on - near <= on <= row.planned_on + near:
        raise RuleBroken(
            f"the move is planned for {row.planned_on}; they arrive within {near.days} days of "
            "that and before the stay ends, or the move is cancelled and planned again"
        )


def _must_be_right_today(
    row: PlacementRow, on: date, *, by: SignedIn, service: SignedIn, now: datetime
) -> None:
    """The same questions as at the plan, with the rooms and the place that it kept given back."""
    agreed, programme = _offer_of(row), programmes.of(row.case.programme)
    consent.must_stand(agreed.consent.state, agreed.consent.restored_on, consent.TAKEN_BACK)
    planned = facts.open_(placement.Planned, row.plan_id, by=by, now=now, purpose="placement")
    party = replace(_arriving(row.case, on, by=by, now=now), stay=Period(on, row.planned_until))
    found = hosts.register_of(
        row.home_id, but=agreed.id, by=by, service=service, now=now, purpose="placement"
    )
    home = _given_back(found.home(row.home_id), planned.rooms)
    found = replace(found, homes={home.id: home})
    _must_still_fit(agreed, party, found, programme, by=by, now=now)
    _must_be_vetted(found.host_of(home), programme, on)
    if on != row.planned_on:
        _must_be_free(party, programme, on)


def _offer_of(row: PlacementRow) -> OfferRow:
    """The offer that led to a placement: the latest of this home that both said yes to."""
    led = OfferRow.objects.filter(
        case=row.case_id, home=row.home_id, introduction__state=introduction.State.GOES_ON
    ).order_by("-put_at")
    return led[0]


def _given_back(home: Home, rooms: frozenset[int]) -> Home:
    """The home without the rooms and the place that a plan keeps in it."""
    return replace(
        home, rooms_taken=home.rooms_taken - rooms, parties_now=max(0, home.parties_now - 1)
    )


@transaction.atomic
def cancel(*, placement_id: UUID, by: SignedIn, office: SignedIn, now: datetime) -> None:
    """A planned move does not happen. The rooms are free, the keys are gone, the case waits on.

    `by` is whoever cancels it, the person and a lead included; `office` is somebody of the
    office, or the running program where they do it: whoever may write the calendar of the home.
    """
    events.begin_write()
    row = rows.get(PlacementRow, placement_id, **_whose(by))
    rows.step(row, placement.STEPS, Act.CANCEL, by)
    _free(row, by=by, office=office, now=now)
    take_keys_back(_offer_of(row), by=by, now=now, purpose="move cancelled")
    events.record("placement.cancelled", by=by, about=row.id, now=now)


def _whose(by: SignedIn) -> dict[str, UUID]:
    theirs: dict[str, UUID] = {"case__party__members__person__principal": by.id}
    return theirs if by.audience is Audience.RESIDENT else {}


def _free(row: PlacementRow, *, by: SignedIn, office: SignedIn, now: datetime) -> None:
    """Give the rooms of a placement back, and the place; nothing is refused for want of knowing."""
    home, _ = hosts.home(HomeId(row.home_id), by=office, now=now, purpose="placement")
    kept = _kept(row.case_id, by=office, now=now)
    if kept is None:
        kept = _planned(row, (by, office), now=now)
    if kept is None:
        kept = home.rooms_taken - _kept_by_others(row, home, by=office, now=now)
    hosts.change_home(_given_back(home, kept), by=office, now=now, purpose="placement")
    item = _rooms_item(row.case_id)
    if item is not None:
        facts.shred(item, by=office, now=now, purpose="placement")


def _rooms_item(case: UUID) -> UUID | None:
    kept = ItemRow.objects.filter(subject=case, kind=ROOMS).exclude(body=b"")
    return kept.values_list("id", flat=True).first()


def _kept(case: UUID, *, by: SignedIn, now: datetime) -> frozenset[int] | None:
    """The rooms written down as kept for a case; None for a stay planned before any were."""
    item = _rooms_item(case)
    if item is None:
        return None
    return frozenset(facts.open_(tuple[int, ...], item, by=by, now=now, purpose="placement"))


def _planned(
    row: PlacementRow, readers: tuple[SignedIn, ...], *, now: datetime
) -> frozenset[int] | None:
    """The rooms by the plan of the move, where one of these may open it: the program may not."""
    for by in readers:
        if facts.can_open(row.plan_id, by):
            found = facts.open_(placement.Planned, row.plan_id, by=by, now=now, purpose="placement")
            return found.rooms
    return None


def _kept_by_others(
    row: PlacementRow, home: Home, *, by: SignedIn, now: datetime
) -> frozenset[int]:
    """The taken rooms that others who live there, or are about to, may have: where it is not known
    which, all. A room too many is found by the office; one that somebody sleeps in is given to
    nobody."""
    others = PlacementRow.objects.filter(home=row.home_id, state__in=placement.HOLDS_A_HOME)
    kept = [_kept(case, by=by, now=now) for case in others.values_list("case", flat=True)]
    if None in kept:
        return home.rooms_taken
    return frozenset[int]().union(*(one for one in kept if one is not None))


@transaction.atomic
def extend(*, placement_id: UUID, until: date, by: SignedIn, now: datetime) -> None:
    """A longer stay than was planned, by no more days at once than the programme plans for.

    Raises RuleBroken for more days than that, for a day that is not later, and where the
    home is not free so long.
    """
    events.begin_write()
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
    checks.schedule(placement_id=row.id, by=by, now=now)


@transaction.atomic
def end(
    *, placement_id: UUID, why: Ending, on: date, by: SignedIn, office: SignedIn, now: datetime
) -> None:
    """The stay is over. The rooms are free again, and the case waits or closes.

    `by` is whoever ends it, the person included; `office` is somebody of the office, or the
    running program where the person does it: whoever may write the calendar. The reason is
    sealed to the office. The keys to name, address and card are taken back, and no check of
    the rules is due any more. Raises RuleBroken for a day before the move or in the future.
    """
    events.begin_write()
    row = rows.get(PlacementRow, placement_id, **_whose(by))
    fact = facts.NewFact(
        subject=row.case_id,
        compartment=Compartment.CASEWORK,
        kind="ending",
        value=why,
        to=offices.of_case(row.case_id),
    )
    item = facts.put(fact, by=by, now=now, purpose="placement")
    rows.step(row, placement.STEPS, Act.END, by, ended_on=on, ending_id=item)
    if row.moved_on is None or not row.moved_on <= on <= now.date():
        raise RuleBroken(f"a stay ends on a day from {row.moved_on}, the move, to {now.date()}")
    _free(row, by=by, office=office, now=now)
    checks.drop(row, by=office)
    take_keys_back(_offer_of(row), by=by, now=now, purpose="stay ended")
    if row.case.state == intake.State.PLACED:
        rows.step(row.case, intake.STEPS, intake.Act.WAIT_AGAIN, office)
    events.record("placement.ended", by=by, about=row.id, now=now)
