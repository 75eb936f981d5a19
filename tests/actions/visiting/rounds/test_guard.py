"""Who may take a visit on: the same rules as a plan goes by, and a plan in force."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from hearth.actions import checks, offer, transfer
from hearth.actions.visiting import visits
from hearth.actions.visiting.rounds import plan, told
from hearth.core.audience import Audience
from hearth.core.checks import State
from hearth.core.errors import RuleBroken
from hearth.core.person import Gender
from hearth.core.rounds.kept import Kept
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.queries import case
from hearth.store import facts, transfers
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow, RoundRow
from tests.service import LATER, Service, hired, two_talks

pytestmark = pytest.mark.django_db


def first_check(stay: UUID) -> CheckRow:
    return CheckRow.objects.filter(placement=stay).order_by("due_on")[0]


def on_its_day(check: CheckRow) -> datetime:
    return datetime.combine(check.opens_on, LATER.timetz())


def takes(service: Service, check: CheckRow, by: SignedIn, now: datetime) -> None:
    visits.take_on(check_id=check.id, by=by, service=service.program, now=now)


def test_a_visitor_whom_the_person_refused_takes_no_visit_on_though_nothing_is_known_of_them(
    service: Service, stay: UUID
) -> None:
    check = first_check(stay)
    terms = Terms(refused=frozenset({service.visitor.id}))
    told.tell_terms(stay=stay, told=terms, by=service.lead, now=LATER)

    with pytest.raises(RuleBroken, match="for a colleague"):
        takes(service, check, service.visitor, on_its_day(check))

    check.refresh_from_db()
    assert check.visitor_id is None


def test_the_rule_of_substitutes_binds_whoever_takes_a_visit_on(
    service: Service, stay: UUID
) -> None:
    colleague = hired(Audience.VISITOR, service.duty)
    check = first_check(stay)
    now = on_its_day(check)
    usual = [now.date() - timedelta(days) for days in (9, 16, 23)]
    substitute = now.date() - timedelta(2)
    for day, who in (*((one, service.visitor) for one in usual), (substitute, colleague)):
        CheckRow.objects.create(
            placement_id=stay,
            opens_on=day,
            due_on=day,
            closes_on=day,
            held_on=day,
            visitor_id=who.id,
            state=State.HELD,
            programme=check.programme,
            recurrence=check.recurrence,
        )
    CheckRow.objects.filter(id=check.id).update(programme="host-home-us.1", recurrence="check")

    with pytest.raises(RuleBroken, match="for a colleague"):
        takes(service, check, colleague, now)

    takes(service, check, service.visitor, now)


def kept_of(service: Service, id: UUID, now: datetime) -> Kept:
    item = RoundRow.objects.get(id=id).plan_id
    return facts.open_(Kept, item, by=service.lead, now=now, purpose="test")


def two_at_odds(service: Service, stay: UUID) -> tuple[CheckRow, CheckRow, datetime]:
    """A check of each of two stays that are at odds, and a day on which both may be held."""
    other = service.live(service.open_case(), service.homes[1])
    terms = Terms(at_odds=frozenset({other.hex}))
    told.tell_terms(stay=stay, told=terms, by=service.lead, now=LATER)
    one, two = first_check(stay), first_check(other)
    return one, two, max(on_its_day(one), on_its_day(two))


@pytest.mark.parametrize("by_a_colleague", [False, True])
def test_no_second_home_is_taken_on_that_is_at_odds_with_one_of_today(
    service: Service, stay: UUID, by_a_colleague: bool
) -> None:
    one, two, now = two_at_odds(service, stay)
    who = hired(Audience.VISITOR, service.duty) if by_a_colleague else service.visitor
    takes(service, one, service.visitor, now)

    with pytest.raises(RuleBroken, match="never visited on one day"):
        takes(service, two, who, now)

    two.refresh_from_db()
    assert two.visitor_id is None
    assert not facts.can_open(service.address(service.homes[1]), who)
    visits.lay_down(check_id=one.id, by=service.visitor, now=now)
    takes(service, two, who, now)
    with pytest.raises(RuleBroken, match="never visited on one day"):
        takes(service, one, service.visitor, now)


def test_a_home_that_was_visited_today_keeps_those_at_odds_with_it_for_another_day(
    service: Service, stay: UUID
) -> None:
    one, two, now = two_at_odds(service, stay)
    takes(service, one, service.visitor, now)
    said = two_talks(now - timedelta(hours=2))
    checks.hold(check_id=one.id, talks=said, by=service.visitor, now=now)
    visits.close_door(stay, service.visitor.id, by=service.visitor, now=now)

    with pytest.raises(RuleBroken, match="never visited on one day"):
        takes(service, two, service.visitor, now)

    takes(service, two, service.visitor, now + timedelta(1))


def test_a_plan_made_on_the_day_sends_nobody_to_a_home_at_odds_with_one_taken_on(
    service: Service, stay: UUID
) -> None:
    one, two, now = two_at_odds(service, stay)
    takes(service, one, service.visitor, now)

    said: dict[str, Any] = {"by": service.lead, "service": service.program, "now": now}

    id = plan.plan_week(first_on=now.date(), days=1, seconds=0.2, **said)
    first = kept_of(service, id, now)
    plan.plan_again(round_id=id, off=[], **said)

    for found in (first, kept_of(service, id, now)):
        assert found.visits == ()
        assert [left.check for left in found.left] == [two.id]


def test_a_visit_in_a_colleagues_round_is_theirs_until_its_day_went_by(
    service: Service, stay: UUID
) -> None:
    colleague = hired(Audience.VISITOR, service.duty)
    told.tell_visitor(
        who=colleague.id, told=Visitor(gender=Gender.WOMAN), by=service.lead, now=LATER
    )
    told.tell_terms(stay=stay, told=Terms(gender=Gender.WOMAN), by=service.lead, now=LATER)
    check = first_check(stay)
    now = on_its_day(check)
    plan.plan_week(
        first_on=now.date(),
        days=5,
        by=service.lead,
        service=service.program,
        now=now,
        seconds=0.2,
    )
    woman = Visitor(gender=Gender.WOMAN)
    told.tell_visitor(who=service.visitor.id, told=woman, by=service.lead, now=now)

    with pytest.raises(RuleBroken, match="in a colleague's round"):
        takes(service, check, service.visitor, now)

    takes(service, check, service.visitor, now + timedelta(6))


def test_whoever_opened_the_case_takes_no_visit_on_by_another_account(
    service: Service, stay: UUID
) -> None:
    check = first_check(stay)
    also = Visitor(also=frozenset({service.duty.id}))
    told.tell_visitor(who=service.visitor.id, told=also, by=service.lead, now=LATER)

    with pytest.raises(RuleBroken, match="for a colleague"):
        takes(service, check, service.visitor, on_its_day(check))


def test_the_caseworkers_of_a_case_are_those_who_wrote_or_had_it_and_none_who_only_read(
    service: Service,
) -> None:
    opened = service.open_case()
    reads, puts, has, none = (
        hired(Audience.CASEWORKER, service.duty, ("office",)) for _ in range(4)
    )
    asked = transfer.propose(case=opened.case, to=has.id, note="", by=service.duty, now=LATER)
    transfer.accept(transfer_id=asked, by=has, service=service.program, now=LATER)
    case.seen(opened.case, by=reads, now=LATER)
    offered = service.put_offer(opened, now=LATER)
    offer.end(offer_id=offered, by=puts, now=LATER)
    offer.end(offer_id=service.put_offer(service.open_case()), by=none, now=LATER)

    carers = transfers.carers_of({opened.case})

    assert carers == {opened.case: {service.duty.id, puts.id, has.id}}
