"""What stands in the calendars of visitors, leads and office: days and hours, and no more."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import concerns
from hearth.actions.visiting.rounds.plan import plan_week
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import Kind
from hearth.queries.homes import vetting
from hearth.queries.homes.hosts import chosen
from hearth.queries.visiting import rounds
from hearth.store import hosts
from hearth.store.models import (
    CheckRow,
    HostRow,
)
from tests.service import DAY, LATER, Service, hired
from tests.web.doors import comes_in, open_doors, shown
from tests.web.staff.calendars import LIVING, address_of, entries

pytestmark = pytest.mark.django_db


def test_a_visitors_calendar_holds_their_planned_week_and_nothing_of_whose_it_is(
    service: Service, stay: UUID
) -> None:
    check = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]
    due = datetime.combine(check.due_on, LIVING.timetz())
    monday = due - timedelta(due.weekday())
    plan_week(
        first_on=monday.date(), by=service.lead, service=service.program, now=monday, seconds=0.2
    )
    open_doors(service, monday)
    ((day, visits),) = [(one.day, one.visits) for one in rounds.own(by=service.visitor, now=monday)]
    begins = datetime.combine(day, visits[0].begins, UTC)

    file = Client().get(address_of(comes_in(service.visitor, monday))).content

    assert entries(file) == [(begins.replace(minute=0), "Appointment")]
    case = CheckRow.objects.get(id=check.id).placement.case_id
    for hidden in ("Robin", "Ada", "Thornby", case.hex[:8], visits[0].area, str(check.id)):
        assert hidden.encode() not in file
    colleague = hired(Audience.VISITOR, service.duty)
    assert entries(Client().get(address_of(comes_in(colleague, monday))).content) == []


def test_vetting_that_lapses_is_counted_for_the_office_and_stands_in_its_calendar(
    service: Service,
) -> None:
    register = hosts.register(by=service.program, now=LATER, purpose="test")
    asked = {"programme": chosen("", now=LATER), "by": service.program, "now": LATER}
    _, day = vetting.lapsing(register, last=date.max, **asked)[0]
    then = datetime.combine(day - 20 * DAY, LATER.timetz())
    open_doors(service, then)
    first = vetting.renewals(register, **asked | {"now": then})
    assert first.soon > 0

    duty = comes_in(service.duty, then)
    page = shown(duty.get(reverse("staff:due")))

    assert "with a step that lapses within 30 days" in page
    assert reverse("caseworker:vetting") in page
    assert day in {on for on, _ in entries(Client().get(address_of(duty)).content)}
    for other in (service.lead, service.visitor):
        client = comes_in(other, then)
        assert "Vetting of hosts" not in shown(client.get(reverse("staff:due")))
        assert day not in {on for on, _ in entries(Client().get(address_of(client)).content)}


def test_vetting_that_has_lapsed_is_counted_as_lapsed(service: Service) -> None:
    register = hosts.register(by=service.program, now=LATER, purpose="test")
    asked = {"programme": chosen("", now=LATER), "by": service.program}
    host, day = vetting.lapsing(register, last=date.max, now=LATER, **asked)[0]
    on_the_day = datetime.combine(day, LATER.timetz())

    before = vetting.renewals(register, now=on_the_day - DAY, **asked)
    after = vetting.renewals(register, now=on_the_day, **asked)

    assert before.lapsed == 0
    assert after.lapsed > 0
    later = vetting.lapsing(register, last=date.max, now=on_the_day, **asked)
    assert (host, day) not in later


def test_a_lead_finds_no_concern_about_themselves_in_their_calendar(service: Service) -> None:
    open_doors(service, LIVING)
    hired(Audience.LEAD, service.lead, (SAFEGUARDING,))
    address = address_of(comes_in(service.lead, LIVING))
    assert entries(Client().get(address).content) == []
    made = concerns.raise_one(
        kind=Kind.WORRY,
        words="about the lead",
        placement_id=None,
        programme="blank.1",
        by=None,
        now=LIVING,
    )
    assert len(entries(Client().get(address).content)) == 1

    concerns.step_aside(concern_id=made.id, by=service.lead, now=LIVING)

    assert entries(Client().get(address).content) == []


def test_a_visitor_who_has_made_a_planned_visit_finds_it_in_their_calendar_no_more(
    service: Service, stay: UUID
) -> None:
    check = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]
    due = datetime.combine(check.due_on, LIVING.timetz())
    monday = due - timedelta(due.weekday())
    plan_week(
        first_on=monday.date(), by=service.lead, service=service.program, now=monday, seconds=0.2
    )
    open_doors(service, monday)
    address = address_of(comes_in(service.visitor, monday))
    assert len(entries(Client().get(address).content)) == 1

    CheckRow.objects.filter(id=check.id).update(state="held", held_on=monday.date())

    assert entries(Client().get(address).content) == []


def test_checks_that_are_due_stand_in_the_calendars_of_office_and_lead(
    service: Service, stay: UUID
) -> None:
    extra = HostRow.objects.get(principal=service.hosts[service.homes[0]].id)
    days = set(CheckRow.objects.filter(placement=stay).values_list("due_on", flat=True))
    near = {day for day in days if day <= LIVING.date() + timedelta(60)}
    asked_for = LIVING.date() + timedelta(concerns.EXTRA_CHECK_DAYS)
    assert near
    assert asked_for not in days

    concerns.extra_checks(extra, LIVING)

    office = entries(Client().get(address_of(comes_in(service.duty, LIVING))).content)
    lead = entries(Client().get(address_of(comes_in(service.lead, LIVING))).content)
    assert near <= {day for day, _ in office}
    assert near | {asked_for} <= {day for day, _ in lead}
    assert asked_for not in {day for day, _ in office}, "the office learns that a concern was heard"
    assert {what for _, what in (*office, *lead)} == {"Appointment"}
