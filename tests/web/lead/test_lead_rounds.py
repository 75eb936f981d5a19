"""Rounds of visits, through the lead's and the visitor's pages."""

import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import intake
from hearth.actions.visiting.rounds import told
from hearth.core.host import Host
from hearth.core.ids import PersonId
from hearth.core.person import Gender
from hearth.core.rounds.visitor import Terms, Visitor
from hearth.queries.visiting import rounds as ask
from hearth.store import facts
from hearth.store.models import CheckRow, HostRow, PlacementRow, RoundRow
from hearth.web import words
from tests.builders import MOMENT, an_id
from tests.service import LATER, Service, a_service
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return a_service()


@pytest.fixture
def stay(service: Service) -> UUID:
    return service.live(service.open_case())


@pytest.fixture
def now(service: Service, stay: UUID) -> datetime:
    """The Monday of the week in which the first check is due; the doors are open."""
    check = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]
    due = datetime.combine(check.due_on, LATER.timetz())
    monday = due - timedelta(due.weekday())
    open_doors(service, monday)
    return monday


def plans(client: Client, now: datetime) -> str:
    answer = client.post("/desk/rounds/", {"first_on": now.date().isoformat(), "days": 5})
    assert answer.status_code == 302
    return str(answer.headers["Location"]).split("?", maxsplit=1)[0]


def test_a_lead_plans_a_week_and_sees_it_by_numbers_and_no_name(
    service: Service, stay: UUID, now: datetime
) -> None:
    lead = comes_in(service.lead, now)
    page = shown(lead.get(plans(lead, now)))

    case = CheckRow.objects.filter(placement=stay)[0].placement.case_id
    assert case.hex[:8] in page
    assert service.visitor.id.hex[:8] in page
    assert "Robin" not in page
    assert "Alder" not in page
    assert RoundRow.objects.get().promised in page
    assert "h-stack" in page
    drawn = page.split('<svg class="h-region')[1].split("</svg>")[0]
    assert "Areas, about as they lie, without a scale" in drawn
    assert re.findall(r"<text[^>]*>([^<]*)<", drawn) == ["north", "1 visit", "1 visitor"]
    for heading in ("Time", "Case", "Area", "Note"):
        assert f'data-head="{heading}"' in page, "on a telephone nothing says what a cell is"


def test_the_visitor_sees_their_own_day_and_a_colleague_does_not(
    service: Service, stay: UUID, now: datetime
) -> None:
    plans(comes_in(service.lead, now), now)
    case = CheckRow.objects.filter(placement=stay)[0].placement.case_id

    assert case.hex[:8] in shown(comes_in(service.visitor, now).get("/round/week"))


def test_nothing_a_host_can_see_changes_by_a_plan_with_an_unannounced_visit(
    service: Service, stay: UUID, now: datetime
) -> None:
    host = comes_in(service.hosts[service.homes[0]], now)
    names = ("begin", "guests", "diary", "homes", "steps", "asked")
    pages = [reverse(f"host:{name}") for name in names]
    assert {host.get(page).status_code for page in pages} == {200}
    before = [(shown(host.get(page)), dict(host.get(page).headers)) for page in pages]

    plans(comes_in(service.lead, now), now)

    after = [(shown(host.get(page)), dict(host.get(page).headers)) for page in pages]
    assert [page for page, _ in after] == [page for page, _ in before]


def test_a_sheet_to_print_is_a_file_that_names_nobody(
    service: Service, stay: UUID, now: datetime
) -> None:
    lead = comes_in(service.lead, now)
    plan = plans(lead, now)

    answer = lead.get(f"{plan}{service.visitor.id}/sheet.pdf")

    assert answer.content.startswith(b"%PDF")
    assert answer.headers["Cache-Control"] == "no-store"
    assert lead.get(f"{plan}{service.lead.id}/sheet.pdf").status_code == 404


def test_somebody_ill_is_taken_out_and_what_changed_is_told(
    service: Service, stay: UUID, now: datetime
) -> None:
    lead = comes_in(service.lead, now)
    plan = plans(lead, now)
    days = [(now.date() + timedelta(at)).isoformat() for at in range(5)]

    answer = lead.post(plan, {"who": str(service.visitor.id), "days": days}, follow=True)

    page = shown(answer)
    assert "1 visit could not stay as it was." in page
    assert "Those who may go are away on every day it could be made" in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"first_on": "soon", "days": "5"}, "Write a day as year, month and day"),
        ({"first_on": "2031-05-05", "days": "99"}, "14"),
        ({}, "Write a day as year, month and day"),
    ],
)
def test_a_week_that_is_none_is_told_at_its_field(
    service: Service, now: datetime, typed: dict[str, str], says: str
) -> None:
    assert says in shown(comes_in(service.lead, now).post("/desk/rounds/", typed))
    assert not RoundRow.objects.exists()


def test_a_past_week_is_a_calm_page(service: Service, now: datetime) -> None:
    typed = {"first_on": "2001-01-01", "days": "5"}
    answer = comes_in(service.lead, now).post("/desk/rounds/", typed)

    assert answer.status_code == 422
    assert "begins today or later" in shown(answer)


@pytest.mark.parametrize("who", ["duty", "visitor", "clinician"])
def test_for_others_the_rounds_are_not_there(service: Service, now: datetime, who: str) -> None:
    client = comes_in(getattr(service, who), now)

    assert client.get("/desk/rounds/").status_code == 404
    assert client.get(f"/desk/visitors/{service.visitor.id}/").status_code == 404


def test_what_is_typed_of_a_visitor_is_kept_and_shown_again(
    service: Service, now: datetime
) -> None:
    host = HostRow.objects.order_by("id")[0]
    typed = {
        "languages": "en, uk",
        "gender": "woman",
        "day_0": "8:30-16:00",
        "rest": "30",
        "most": "6",
        "base": "51.5071, -0.1278",
        "trained": "children",
        "never": host.id.hex[:8],
    }
    lead = comes_in(service.lead, now)

    assert lead.post(f"/desk/visitors/{service.visitor.id}/", typed).status_code == 302

    known = ask.visitor(service.visitor.id, by=service.lead, now=now)
    assert known.never == {host.id}
    assert known.base is not None
    assert known.base.latitude == 51.51
    assert [shift.weekday for shift in known.shifts] == [0]
    page = shown(comes_in(service.visitor, now).get("/round/about"))
    assert "08:30-16:00" in page
    assert host.id.hex[:8] not in page


TOLD = {"languages": "en", "gender": "woman", "rest": "30", "most": "6"}


def test_whom_a_visitor_is_near_to_is_told_by_numbers_and_shown_by_no_name(
    service: Service, stay: UUID, now: datetime
) -> None:
    opened = service.open_case()
    feared = PersonId(an_id())
    party = service.party(opened)
    away = replace(party, people=(replace(party.people[0], hostile=frozenset({feared})),))
    intake.tell(case=opened.case, party=away, by=opened.resident, now=MOMENT)
    lead, page = comes_in(service.lead, now), f"/desk/visitors/{service.visitor.id}/"
    lived_with = PlacementRow.objects.get(id=stay).case
    numbers = {
        "known": lived_with.id.hex[:8],
        "feared": opened.case.hex[:8],
        "also": service.duty.id.hex[:8],
    }

    assert lead.post(page, TOLD | numbers).status_code == 302
    html = shown(lead.get(page))

    known = ask.visitor(service.visitor.id, by=service.lead, now=now)
    own = lived_with.party.members.get().person_id
    assert known.knows == {own, feared}
    assert known.also == {service.duty.id}
    assert numbers["known"] in html
    assert "1 person besides" in html
    assert "Robin" not in html
    about = shown(comes_in(service.visitor, now).get("/round/about"))
    assert not any(one in about for one in numbers.values())

    lead.post(page, TOLD | {"known": ""})
    assert ask.visitor(service.visitor.id, by=service.lead, now=now).knows == {feared}
    lead.post(page, TOLD | {"forget": "on"})
    assert ask.visitor(service.visitor.id, by=service.lead, now=now).knows == frozenset()


def test_whoever_is_near_to_somebody_of_a_home_is_not_sent_there(
    service: Service, stay: UUID, now: datetime
) -> None:
    check = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]
    household = facts.open_(
        Host,
        check.placement.home.host.profile_id,
        by=service.program,
        now=now,
        purpose="test",
    ).circle
    case = service.open_case()
    party = service.party(case)
    afraid = replace(party, people=(replace(party.people[0], hostile=household),))
    intake.tell(case=case.case, party=afraid, by=case.resident, now=MOMENT)
    lead = comes_in(service.lead, now)
    said = TOLD | {"feared": case.case.hex[:8]}
    assert lead.post(f"/desk/visitors/{service.visitor.id}/", said).status_code == 302

    then = datetime.combine(check.due_on, LATER.timetz())
    open_doors(service, then)
    answer = comes_in(service.visitor, then).post(f"/round/{check.id}/take")

    assert answer.status_code == 409


def test_days_away_are_told_beforehand_read_by_the_visitor_and_no_visit_is_planned_on_them(
    service: Service, stay: UUID, now: datetime
) -> None:
    lead, page = comes_in(service.lead, now), f"/desk/visitors/{service.visitor.id}/"
    last = now.date() + timedelta(6)
    about = "/round/about"
    assert "No days away are written down" in shown(comes_in(service.visitor, now).get(about))

    lead.post(page, TOLD | {"away_first": f"{now.date()}", "away_last": f"{last}"})

    known = ask.visitor(service.visitor.id, by=service.lead, now=now)
    assert known.stretches(today=now.date()) == ((now.date(), last),)
    assert words.day(last) in shown(comes_in(service.visitor, now).get(about))
    told.tell_visitor(
        who=service.visitor.id,
        told=replace(known, languages=frozenset({"en", "uk"})),
        by=service.lead,
        now=now,
    )
    left = shown(lead.get(plans(lead, now)))
    assert "Those who may go are away on every day it could be made" in left


def test_days_away_can_be_taken_out_again(service: Service, now: datetime) -> None:
    lead, page = comes_in(service.lead, now), f"/desk/visitors/{service.visitor.id}/"
    first, last = now.date() + timedelta(30), now.date() + timedelta(40)
    lead.post(page, TOLD | {"away_first": f"{first}", "away_last": f"{last}"})
    lead.post(page, TOLD | {"away_first": f"{now.date()}", "away_last": f"{now.date()}"})
    assert f'value="{first}/{last}"' in shown(lead.get(page))

    lead.post(page, TOLD | {"back": [f"{first}/{last}"]})

    known = ask.visitor(service.visitor.id, by=service.lead, now=now)
    assert known.away == {now.date()}
    assert lead.post(page, TOLD | {"back": [f"{first}/{last}"]}).status_code == 422


def test_a_visitor_who_changes_their_hours_stays_away_on_the_days_the_lead_told(
    service: Service, now: datetime
) -> None:
    lead = comes_in(service.lead, now)
    day = now.date() + timedelta(3)
    typed = TOLD | {"away_first": f"{day}", "away_last": f"{day}"}
    lead.post(f"/desk/visitors/{service.visitor.id}/", typed)
    between = {"day_0": "13:00-18:00", "rest_between": "14:00-15:30"}

    answer = comes_in(service.visitor, now).post("/round/about", TOLD | between | {"away": ""})

    assert answer.status_code == 302
    known = ask.visitor(service.visitor.id, by=service.lead, now=now)
    assert known.away == {day}
    assert (known.rest.earliest, known.rest.latest) == (time(14), time(15, 30))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("away_first", {"away_first": "soon", "away_last": "2999-01-01"}),
        ("away_last", {"away_first": "2101-01-01"}),
        ("away_first", {"away_last": "2101-01-01"}),
        ("away_last", {"away_first": "2101-01-02", "away_last": "2101-01-01"}),
        ("away_last", {"away_first": "2001-01-01", "away_last": "2001-01-02"}),
        ("away_last", {"away_first": "2101-01-01", "away_last": "2102-01-02"}),
        ("rest_between", {"rest_between": "14:00-13:00"}),
        ("rest_between", {"rest_between": "midday"}),
        ("rest_between", {"day_4": "15:00-18:00"}),
    ],
)
def test_days_away_or_a_break_that_cannot_be_are_told_at_their_field(
    service: Service, now: datetime, field: str, typed: dict[str, str]
) -> None:
    page = comes_in(service.lead, now).post(f"/desk/visitors/{service.visitor.id}/", TOLD | typed)

    assert page.status_code == 422
    assert f'id="id_{field}-error"' in shown(page)
    assert ask.visitor(service.visitor.id, by=service.lead, now=now) == Visitor()


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("languages", "English!"),
        ("day_0", "17:00-9:00"),
        ("day_1", "all day"),
        ("rest", "-1"),
        ("most", "many"),
        ("base", "51"),
        ("base", "91, 200"),
        ("never", "00000000"),
        ("never", "x"),
        ("known", "00000000"),
        ("feared", "00000000"),
        ("also", "00000000"),
    ],
)
def test_a_visitor_mistyped_is_told_at_its_field_and_nothing_is_kept(
    service: Service, now: datetime, field: str, typed: str
) -> None:
    good = {"languages": "en", "gender": "woman", "rest": "30", "most": "6"}
    page = comes_in(service.lead, now).post(
        f"/desk/visitors/{service.visitor.id}/", good | {field: typed}
    )

    assert page.status_code == 422
    assert f'id="id_{field}-error"' in shown(page)
    assert ask.visitor(service.visitor.id, by=service.lead, now=now) == Visitor()


def test_what_visits_ask_for_is_kept_and_shown_again(
    service: Service, stay: UUID, now: datetime
) -> None:
    other = service.live(service.open_case(), service.homes[1])
    case = CheckRow.objects.filter(placement=other)[0].placement.case_id
    typed = {
        "gender": "woman",
        "two": "yes",
        "talk_min": "30",
        "refused": [str(service.visitor.id)],
        "day_2": "15:00-18:00",
        "at_odds": case.hex[:8],
    }
    lead = comes_in(service.lead, now)

    assert lead.post(f"/desk/stays/{stay}/visits", typed).status_code == 302

    asked = ask.terms(stay, by=service.lead, now=now)
    assert (asked.gender, asked.two, asked.talk_min) == (Gender.WOMAN, True, 30)
    assert asked.refused == {service.visitor.id}
    assert asked.at_odds == {other.hex}
    assert case.hex[:8] in shown(lead.get(f"/desk/stays/{stay}/visits"))


def test_a_visitor_who_was_refused_cannot_take_the_visit_on(
    service: Service, stay: UUID, now: datetime
) -> None:
    told.tell_visitor(who=service.visitor.id, told=Visitor(), by=service.visitor, now=now)
    refused = Terms(refused=frozenset({service.visitor.id}))
    told.tell_terms(stay=stay, told=refused, by=service.lead, now=now)
    check = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]
    then = now + timedelta((check.opens_on - now.date()).days)
    open_doors(service, then)

    answer = comes_in(service.visitor, then).post(f"/round/{check.id}/take")

    assert answer.status_code == 409
    assert "for a colleague" in shown(answer)
    check.refresh_from_db()
    assert check.visitor_id is None
