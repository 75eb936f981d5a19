"""Who may take a visit on: the same rules as a plan goes by, and a plan in force."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from hearth.actions.visiting import visits
from hearth.actions.visiting.rounds import plan, told
from hearth.core.audience import Audience
from hearth.core.checks import State
from hearth.core.errors import RuleBroken
from hearth.core.person import Gender
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow
from tests.service import LATER, Service, hired

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
