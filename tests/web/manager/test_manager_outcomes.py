"""What became of it: nobody is behind it who could be found."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.actions import outcomes as act
from hearth.actions import placement
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.placement import Ending
from hearth.queries import outcomes
from hearth.queries.record import whole
from hearth.store.models import CaseRow, EntryRow, PlacementRow
from tests.builders import MOMENT, TODAY
from tests.service import STAY, Service, a_service, hired
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
THEN = MOMENT + timedelta(days=60)
PAGE = "/figures/outcomes/"


@pytest.fixture
def service() -> Service:
    made = a_service(homes=12)
    open_doors(made, THEN)
    return made


@pytest.fixture
def manager(service: Service) -> Client:
    return comes_in(hired(Audience.MANAGER, service.duty), THEN)


def have_lived(service: Service, ended: int, go_on: int) -> None:
    """Stays that ended after ten days as planned, and others that go on: days alone."""
    first = service.live(service.open_case())
    row = PlacementRow.objects.get(id=first)
    for at in range(ended + go_on - 1):
        opened = service.open_case()
        PlacementRow.objects.create(
            case_id=opened.case,
            home_id=row.home_id,
            planned_on=STAY.first,
            moved_on=STAY.first,
            ended_on=STAY.first + timedelta(days=10) if at < ended else None,
            state="ended" if at < ended else "living",
        )


def test_before_anything_was_worked_out_the_page_says_so(manager: Client) -> None:
    page = shown(manager.get(PAGE))

    assert "Nothing has been worked out yet." in page
    assert "Why a stay ended is sealed to the office." in page


def test_stays_are_told_with_those_that_go_on_counted_in(service: Service, manager: Client) -> None:
    have_lived(service, ended=10, go_on=10)

    page = shown(manager.post(f"{PAGE}work-out", follow=True))

    assert "Began: 20; ended: 10." in page
    assert "Day 30: 50 %" in page
    assert page.count('role="img"') == page.count("The same as a table")
    assert "Ended as planned, or later" in page


def test_few_stays_are_told_in_no_way(service: Service, manager: Client) -> None:
    have_lived(service, ended=3, go_on=3)

    page = shown(manager.post(f"{PAGE}work-out", follow=True))

    assert "fewer than 8" in page
    assert "50 %" not in page
    for number in ("3", "6"):
        assert f'<td class="govuk-table__cell">{number}</td>' not in page


def test_groups_are_compared_and_small_ones_are_not(service: Service, manager: Client) -> None:
    have_lived(service, ended=0, go_on=10)
    for _ in range(10):
        service.open_case()

    page = shown(manager.post(f"{PAGE}work-out", follow=True))

    assert "Alone or several: a home within 28 days" in page
    assert "Too few to compare." in page


def test_why_stays_end_is_handed_on_by_the_office_alone(service: Service, manager: Client) -> None:
    stay = service.live(service.open_case())
    placement.end(
        placement_id=stay,
        why=Ending.MOVED_FOR_SAFETY,
        on=STAY.first,
        by=service.duty,
        office=service.duty,
        now=THEN,
    )
    with pytest.raises(NotFound):
        outcomes.reasons(by=service.program, now=THEN)

    found = outcomes.reasons(by=service.duty, now=THEN)
    act.hand_on(found, by=service.duty, service=service.program, now=THEN)
    page = shown(manager.get(PAGE))

    assert "Moved to be safe: not shown" in page  # one alone is nobody's to know
    assert not any(end.count.value for end in found.told.ends)


def test_the_lead_hands_on_coarse_numbers_and_no_host(service: Service, manager: Client) -> None:
    service.live(service.open_case())
    lead = comes_in(service.lead, THEN)
    lead.post("/desk/records/work-out")

    page = shown(manager.get(PAGE))

    assert "Upheld concerns by area" in page
    assert "north" in page
    for home in service.homes:
        assert home.hex[:8] not in page


def test_more_cases_ask_no_more_questions(service: Service, manager: Client) -> None:
    def asked() -> int:
        manager.post(f"{PAGE}work-out")
        with CaptureQueriesContext(connection) as page:
            manager.get(PAGE)
        with CaptureQueriesContext(connection) as work:
            manager.post(f"{PAGE}work-out")
        return len(page) + len(work)

    have_lived(service, ended=1, go_on=1)
    few = asked()
    have_lived_more = [service.open_case() for _ in range(6)]

    assert asked() == few
    assert CaseRow.objects.count() == len(have_lived_more) + 2


def test_what_became_of_it_is_not_there_for_others(service: Service) -> None:
    for who in (service.duty, service.lead, service.visitor):
        assert comes_in(who, THEN).get(PAGE).status_code == 404
        assert comes_in(who, THEN).post(f"{PAGE}work-out").status_code == 404


def test_the_manager_opens_nothing_themselves(service: Service) -> None:
    have_lived(service, ended=1, go_on=1)
    who = hired(Audience.MANAGER, service.duty)

    found = outcomes.work_out(by=who, service=service.program, now=THEN)

    assert list(who.keys) == [who.id]
    assert "Robin" not in repr(found)
    assert not EntryRow.objects.filter(by=who.id.hex, count__gt=0).exists()
    with pytest.raises(NotFound):
        whole.latest(by=who, now=THEN)


def test_what_became_of_it_is_asked_for_by_the_manager_alone(service: Service) -> None:
    for ask in (outcomes.latest, outcomes.work_out):
        with pytest.raises(NotFound, match="no such record"):
            ask(by=service.lead, service=service.program, now=THEN)


def test_somebody_s_group_is_told_from_what_they_said(service: Service) -> None:
    party = service.party(service.open_case())

    found = outcomes.groups_of(party, TODAY)

    assert found["size"] == "alone"
    assert set(found) == {"age", "gender", "access", "children", "size"}


def test_the_office_hands_on_why_stays_end_by_a_page(service: Service, manager: Client) -> None:
    office, page = comes_in(service.duty, THEN), reverse("caseworker:handing")
    before, counted = shown(office.get(page)), shown(office.post(page))

    assert "Tell the manager" not in before
    assert "no number below" in counted
    assert "Tell the manager" in counted
    assert "sealed to the office" in shown(manager.get(PAGE))

    done = shown(office.post(reverse("caseworker:hand_on"), follow=True))

    assert "The manager can read it now" in done
    assert "A caseworker hands on" not in shown(manager.get(PAGE))
    assert comes_in(service.lead, THEN).get(page).status_code == 404
    assert manager.post(reverse("caseworker:hand_on")).status_code == 404
