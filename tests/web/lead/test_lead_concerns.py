"""A concern handled from what was said to the answer, and what was said apart."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from hearth.actions import checks
from hearth.actions.concerns import Raised
from hearth.queries.deciding.stay import openings_of_own
from hearth.store.models import CheckRow, ConcernRow, EntryRow, ItemRow
from tests.service import DAY, LATER, Service, two_talks
from tests.web.doors import comes_in, open_doors, shown
from tests.web.lead.test_lead_board import raised

pytestmark = pytest.mark.django_db
WHY = "to weigh the complaint of today"
WAITS = '<span class="govuk-visually-hidden">: an independent review</span>'


@pytest.fixture
def lead(service: Service) -> Client:
    return comes_in(service.lead)


def test_a_concern_is_read_weighed_acted_on_and_answered(service: Service, lead: Client) -> None:
    opened = service.open_case()
    concern = raised(service, service.live(opened), opened.resident)
    at = f"/desk/said/{concern.id}/"

    assert "The door does not lock." in shown(lead.get(at))
    lead.post(f"{at}acknowledge")
    lead.post(f"{at}weigh", {"weight": "3"})
    assert "What this weight asks" in shown(lead.get(at))
    lead.post(f"{at}act")
    page = shown(lead.post(f"{at}answer", {"words": "A new lock is in."}, follow=True))

    assert "A new lock is in." in page
    assert ConcernRow.objects.get(id=concern.id).state == "answered"


def test_a_second_click_is_told_calmly_and_changes_nothing(service: Service, lead: Client) -> None:
    at = f"/desk/said/{raised(service, None).id}/"
    lead.post(f"{at}acknowledge")

    again = lead.post(f"{at}acknowledge")

    assert again.status_code == 409
    assert "Nothing was changed" in shown(again)


def test_what_people_have_done_leaves_the_list_of_what_waits(
    service: Service, lead: Client
) -> None:
    opened = service.open_case()
    concern = raised(service, service.live(opened), opened.resident)
    at = f"/desk/said/{concern.id}/"
    lead.post(f"{at}acknowledge")
    lead.post(f"{at}weigh", {"weight": "4"})
    waits = shown(lead.post(f"{at}act", follow=True))

    page = shown(lead.post(f"{at}done", {"did": "independent_review"}, follow=True))
    again = lead.post(f"{at}done", {"did": "independent_review"})

    assert WAITS in waits
    assert "It is written down as done." in page
    assert "an independent review:" in page
    assert WAITS not in page
    assert again.status_code == 409
    assert lead.post(f"{at}done", {"did": "nothing"}).status_code == 422


def test_an_empty_answer_names_the_field_and_changes_nothing(
    service: Service, lead: Client
) -> None:
    concern: Raised = raised(service, None)
    at = f"/desk/said/{concern.id}/"
    lead.post(f"{at}acknowledge")
    lead.post(f"{at}weigh", {"weight": "1"})
    lead.post(f"{at}act")

    answer = lead.post(f"{at}answer", {"words": "  "})

    assert answer.status_code == 422
    assert "Write what was done" in shown(answer)
    assert ConcernRow.objects.get(id=concern.id).answer_id is None


def test_a_weight_that_is_none_is_refused_beside_the_field(service: Service, lead: Client) -> None:
    at = f"/desk/said/{raised(service, None).id}/"
    lead.post(f"{at}acknowledge")

    assert "Choose one of the weights" in shown(lead.post(f"{at}weigh", {"weight": "9"}))


def a_visited_stay(service: Service) -> tuple[UUID, object]:
    opened = service.open_case()
    stay = service.live(opened)
    now = LATER + timedelta(days=3)
    check = CheckRow.objects.filter(placement=stay).order_by("due_on")[0]
    talks = two_talks(now, "I do not sleep.")
    checks.hold(check_id=check.id, talks=talks, by=service.visitor, now=now)
    open_doors(service, now + DAY)
    return stay, opened.resident


def test_what_was_said_is_opened_for_a_purpose_that_the_person_reads(service: Service) -> None:
    stay, resident = a_visited_stay(service)
    now = LATER + timedelta(days=4)
    lead = comes_in(service.lead, now)

    assert "I do not sleep." not in shown(lead.get(f"/desk/stays/{stay}/"))
    page = shown(lead.post(f"/desk/stays/{stay}/open", {"purpose": WHY}))

    assert "I do not sleep." in page
    assert WHY in page
    told = openings_of_own(by=resident, now=now)  # type: ignore[arg-type]  # a sign-in
    assert [one.purpose for one in told] == [WHY]
    assert WHY in shown(lead.get(f"/desk/stays/{stay}/"))


def test_the_log_keeps_the_opening_and_no_word_of_the_purpose(service: Service) -> None:
    stay, _ = a_visited_stay(service)
    comes_in(service.lead, LATER + timedelta(days=4)).post(
        f"/desk/stays/{stay}/open", {"purpose": WHY}
    )

    entry = EntryRow.objects.get(act="facts.opened", purpose="testimony")

    assert (entry.by, entry.about, entry.count) == (service.lead.id.hex, stay.hex, 2)
    assert not EntryRow.objects.filter(purpose__contains="complaint").exists()


@pytest.mark.parametrize("purpose", ["", "why", "x" * 501])
def test_nothing_is_opened_without_a_purpose(service: Service, purpose: str) -> None:
    stay, _ = a_visited_stay(service)
    lead = comes_in(service.lead, LATER + timedelta(days=4))

    answer = lead.post(f"/desk/stays/{stay}/open", {"purpose": purpose})

    assert answer.status_code == 422
    assert "I do not sleep." not in shown(answer)
    assert "Say in 10 to 500 characters" in shown(answer)
    assert not ItemRow.objects.filter(kind="opening").exists()
