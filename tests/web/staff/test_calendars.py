"""Calendars that are read without a sign-in: days, and nothing of whose they are."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from hearth.actions import concerns
from hearth.actions.visiting.rounds.plan import plan_week
from hearth.core.audience import Audience
from hearth.core.compartments import SAFEGUARDING
from hearth.core.concerns import Kind
from hearth.core.feeds import LASTS, READS_AN_HOUR
from hearth.queries.homes import vetting
from hearth.queries.homes.hosts import chosen
from hearth.queries.visiting import rounds
from hearth.store import hosts
from hearth.store.models import (
    CheckRow,
    EntryRow,
    FeedRow,
    HostRow,
    IntroductionRow,
)
from tests.promised import Tried
from tests.service import DAY, LATER, Service, hired
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
LIVING = LATER + 3 * DAY


def address_of(client: Client, app: str = "staff") -> str:
    page = client.post(reverse(f"{app}:calendar_new")).content.decode()
    return "/c/" + page.split("/c/")[1].split("<")[0]


def entries(file: bytes) -> list[tuple[date | datetime, str]]:
    return [
        (one.decoded("dtstart"), str(one["summary"]))
        for one in Calendar.from_ical(file).walk("VEVENT")
    ]


def test_a_calendar_tells_days_and_nothing_of_whose_they_are(service: Service, stay: UUID) -> None:
    host = comes_in(service.hosts[service.homes[0]], LIVING)
    address = address_of(host, "host")

    answer = Client().get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    assert answer["Cache-Control"] == "no-store"
    assert {what for _, what in entries(answer.content)} == {"Appointment"}
    text = answer.content.decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    for hidden in ("Robin", "Ada", "Alder", "Thornby", "hearth", "Hearth", "check", "visit"):
        assert hidden not in text
    assert str(stay) not in text


def test_two_addresses_have_no_id_in_common_and_one_keeps_its_own(
    service: Service, stay: UUID
) -> None:
    host = comes_in(service.hosts[service.homes[0]], LIVING)

    def uids(address: str) -> set[str]:
        file = Calendar.from_ical(Client().get(address).content)
        return {str(one["uid"]) for one in file.walk("VEVENT")}

    first = address_of(host, "host")
    once, twice = uids(first), uids(first)
    other = uids(address_of(host, "host"))

    assert once == twice != set()
    assert not once & other


@pytest.mark.promise(number="P14")
def test_a_dead_address_is_like_one_that_never_was(
    service: Service, stay: UUID, tried: Tried
) -> None:
    client = comes_in(service.duty, LIVING)
    first = address_of(client)
    second = address_of(client)
    client.post(reverse("staff:calendar_end"))

    answers = [Client().get(one) for one in (first, second, "/c/never.ics")]

    assert {one.status_code for one in answers} == {404}
    assert len({shown(one) for one in answers}) == 1
    assert not FeedRow.objects.filter(token_hash__in=[first, second]).exists()
    tried(len(answers), "calendar addresses that open nothing, compared by the byte")


def test_a_calendar_address_that_leaked_opens_nothing_else_and_is_dead_at_one_press(
    service: Service, stay: UUID
) -> None:
    owner, finder = comes_in(service.visitor, LIVING), Client()
    address = address_of(owner)

    found = finder.get(address)
    assert not found.cookies
    for page in ("staff:due", "staff:calendar"):
        assert finder.get(reverse(page)).status_code != 200
    before = EntryRow.objects.filter(act="calendar.read").count()
    owner.post(reverse("staff:calendar_end"))

    assert before == 1
    assert finder.get(address).status_code == 404
    assert EntryRow.objects.filter(act="calendar.read").count() == before


def test_an_address_ends_by_itself(service: Service, stay: UUID) -> None:
    address = address_of(comes_in(service.duty, LIVING))
    open_doors(service, LIVING + LASTS)

    assert Client().get(address).status_code == 404


@pytest.mark.promise(number="P9")
def test_an_address_read_too_often_waits_and_each_reading_is_in_the_log(
    service: Service, stay: UUID, tried: Tried
) -> None:
    address = address_of(comes_in(service.duty, LIVING))

    answers = [Client().get(address).status_code for _ in range(READS_AN_HOUR + 2)]

    assert answers == [200] * READS_AN_HOUR + [429] * 2
    assert EntryRow.objects.filter(act="calendar.read").count() == READS_AN_HOUR
    open_doors(service, LIVING + timedelta(hours=1))
    assert Client().get(address).status_code == 200
    tried(READS_AN_HOUR, "readings of a calendar without a sign-in")


def test_a_host_is_never_told_of_an_unannounced_or_an_extra_visit(
    service: Service, stay: UUID
) -> None:
    from hearth.actions.concerns import extra_checks
    from hearth.actions.visiting.announce import announce

    host = service.hosts[service.homes[0]]
    address = address_of(comes_in(host, LIVING), "host")
    before = Client().get(address).content

    row = HostRow.objects.get(principal=host.id)
    extra_checks(row, LIVING)
    announce(by=service.program, now=LIVING)
    assert Client().get(address).content == before

    CheckRow.objects.filter(placement=stay).update(announced_on=None)
    hidden = Client().get(address).content
    assert before != hidden
    assert len(entries(hidden)) < len(entries(before))


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


def test_a_moment_stays_the_moment_through_a_change_of_clocks(service: Service, stay: UUID) -> None:
    address = address_of(comes_in(service.duty, LIVING))
    at = datetime(2031, 10, 26, 0, 40, tzinfo=UTC)  # clocks go back in London this night
    IntroductionRow.objects.update(tell_at=at, state="held")

    (found,) = [on for on, _ in entries(Client().get(address).content) if isinstance(on, datetime)]

    assert found == at.replace(minute=0)
    assert found.astimezone(ZoneInfo("Europe/London")).hour == 1
    assert found.astimezone(ZoneInfo("Asia/Kolkata")).strftime("%H:%M") == "05:30"
