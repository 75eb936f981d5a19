"""Offices among the records: those of the days on which they had a case, and none where one is."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from hearth.actions import concerns
from hearth.actions import transfer as act
from hearth.actions.raised import findings
from hearth.core.concerns import Kind, Weight
from hearth.core.findings import Finding
from hearth.queries.record import whole
from hearth.stats.records import Records
from hearth.store.models import PlacementRow
from tests.builders import MOMENT
from tests.service import LATER, STAY, Offices, Service, a_service, two_offices
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
THEN = MOMENT + timedelta(days=100)
HANDED_OVER = LATER + timedelta(days=20)


@pytest.fixture
def service() -> Service:
    return a_service()


def handed_over(case: UUID, service: Service, two: Offices) -> None:
    made = act.propose_to_office(
        case=case, office=two.office, note="They like it here.", by=two.first, now=HANDED_OVER
    )
    act.accept(transfer_id=made, by=two.other, service=service.program, now=HANDED_OVER)


def upheld(stay: UUID, service: Service, days: int) -> None:
    """A concern about a stay, raised so many days after the move, that the lead found true."""
    at = LATER + timedelta(days=days)
    made = concerns.raise_one(
        kind=Kind.COMPLAINT,
        words="The door does not lock.",
        placement_id=stay,
        programme="blank.1",
        by=None,
        now=at,
    )
    concerns.acknowledge(concern_id=made.id, by=service.lead, now=at)
    concerns.weigh(concern_id=made.id, weight=Weight.SERIOUS, by=service.lead, now=at)
    findings.find(concern_id=made.id, finding=Finding.UPHELD, by=service.lead, now=THEN)


def worked_out(service: Service) -> Records:
    return whole.work_out(by=service.lead, service=service.program, now=THEN)


def page(service: Service) -> str:
    open_doors(service, THEN)
    client: Client = comes_in(service.lead, THEN)
    return shown(client.post("/desk/records/work-out", follow=True))


def test_with_one_office_no_record_speaks_of_offices(service: Service) -> None:
    service.live(service.open_case())

    said = page(service)

    assert worked_out(service).offices is None
    assert "Kinds of home, against what was expected" in said
    assert "office" not in said.lower()


def test_each_office_has_the_days_and_concerns_of_the_time_it_had_the_case(
    service: Service,
) -> None:
    two = two_offices(service)
    opened = service.open_case()
    stay = service.live(opened)
    moved = PlacementRow.objects.get(id=stay).moved_on
    handed_over(opened.case, service, two)
    upheld(stay, service, days=5)
    for days in (30, 31):
        upheld(stay, service, days)

    found = worked_out(service).offices

    assert found is not None
    assert moved == STAY.first
    had = {line.name: line.record for line in found.first}
    before = (HANDED_OVER.date() - STAY.first).days
    after = (THEN.date() - HANDED_OVER.date()).days
    assert (had["First office"].days, had["North"].days) == (before, after)
    assert (had["First office"].upheld, had["North"].upheld) == (1, 2)
    assert (had["First office"].stays, had["North"].stays) == (1, 0)


def test_an_office_in_which_much_was_upheld_warns_by_its_name(service: Service) -> None:
    two = two_offices(service)
    opened, other = service.open_case(), service.open_case()
    stay = service.live(opened, service.homes[0])
    service.live(other, service.homes[1])
    handed_over(opened.case, service, two)
    for days in range(21, 31):
        upheld(stay, service, days)

    said = page(service)

    assert "Office North. Warning: more was upheld here" in said
    assert "Offices, against what was expected" in said
    assert "Office First office. Warning" not in said
    assert "speaks for 2 times" in said
    assert "until then it is too early to tell" in said


def test_the_page_says_what_is_expected_of_each_programme_and_why(service: Service) -> None:
    stay = service.live(service.open_case())
    upheld(stay, service, days=5)

    said = page(service)

    assert "What is expected of a year of stay, programme by programme" in said
    assert "A programme to begin from, first 90 days" in said
    assert "what others had in time like its own" in said
