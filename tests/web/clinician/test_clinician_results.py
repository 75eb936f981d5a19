"""A result from the clinician's desk to the person's own ears."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearth.actions.intake import Opened
from hearth.core.audience import Audience
from hearth.store import facts
from hearth.store.models import EntryRow, ResultRow
from tests.service import Service, hired
from tests.web.doors import comes_in, shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinician(service: Service) -> Client:
    return comes_in(service.clinician)


def typed(opened: Opened, **more: str) -> dict[str, str]:
    return {"person": str(opened.person), "found": "assessment:yes", **more}


def test_a_result_is_looked_over_sealed_and_told(service: Service, clinician: Client) -> None:
    opened = service.open_case()

    to = clinician.post("/results/find", {"number": opened.case.hex[:8]}).headers["Location"]
    assert "Is this right?" in shown(clinician.post(to, typed(opened)))
    assert ResultRow.objects.count() == 0
    clinician.post(to, typed(opened, sure="yes"))
    row = ResultRow.objects.get()
    page = shown(clinician.post(f"/results/{row.id}/told", follow=True))

    assert "The person has heard it first." in page
    assert ResultRow.objects.get().state == "told"
    assert facts.can_open(row.item_id, opened.resident)
    assert not facts.can_open(row.item_id, service.duty)


def test_a_second_click_seals_nothing_more(service: Service, clinician: Client) -> None:
    opened = service.open_case()
    to = f"/results/of/{opened.case}/"

    clinician.post(to, typed(opened, sure="yes"))
    again = clinician.post(to, typed(opened, sure="yes"))

    assert again.status_code == 409
    assert ResultRow.objects.count() == 1


def test_a_second_click_on_told_is_calm(service: Service, clinician: Client) -> None:
    row = service.enter_result(service.open_case())
    clinician.post(f"/results/{row}/told")

    assert clinician.post(f"/results/{row}/told").status_code == 409
    assert clinician.get(f"/results/{row}/told").status_code == 404


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"found": "assessment:yes"}, "Choose who was assessed"),
        ({"person": "somebody", "found": "assessment:yes"}, "one of the people of this case"),
        ({"found": "assessment:perhaps"}, "Choose one of the outcomes"),
        ({"found": "\0"}, "Choose one of the outcomes"),
    ],
)
def test_what_is_missing_or_wrong_is_named(
    service: Service, clinician: Client, what: dict[str, str], says: str
) -> None:
    answer = clinician.post(f"/results/of/{service.open_case().case}/", what)

    assert answer.status_code == 422
    assert says in shown(answer)


@pytest.mark.parametrize("number", ["", "1234567", "zzzzzzzz", "00000000"])
def test_a_number_of_no_case_keeps_what_was_typed(clinician: Client, number: str) -> None:
    answer = clinician.post("/results/find", {"number": number})

    assert answer.status_code == 422
    assert f'value="{number}"' in shown(answer) or not number


def test_what_the_person_does_with_it_is_not_told_to_the_clinician(
    service: Service, clinician: Client
) -> None:
    opened = service.open_case()
    row = service.enter_result(opened)
    clinician.post(f"/results/{row}/told")
    before = shown(clinician.get("/results/"))

    ResultRow.objects.filter(id=row).update(state="released")

    assert shown(clinician.get("/results/")) == before


def test_more_results_ask_no_more_questions(service: Service, clinician: Client) -> None:
    service.enter_result(service.open_case())
    with CaptureQueriesContext(connection) as few:
        clinician.get("/results/")
    for _ in range(4):
        service.enter_result(service.open_case())
    with CaptureQueriesContext(connection) as many:
        clinician.get("/results/")

    assert len(many) == len(few)


def test_another_clinician_sees_nothing_of_it(service: Service) -> None:
    opened = service.open_case()
    row = service.enter_result(opened)
    other = comes_in(hired(Audience.CLINICIAN, service.duty))

    assert opened.case.hex[:8] not in shown(other.get("/results/"))
    assert other.get(f"/results/{row}/told").status_code == 404
    assert other.post(f"/results/{row}/told").status_code == 404


def test_no_page_of_results_shows_an_outcome_or_a_name(service: Service, clinician: Client) -> None:
    row = service.enter_result(service.open_case(), "no")
    opened = EntryRow.objects.filter(count__gt=0).count()

    pages = [shown(clinician.get(to)) for to in ("/results/", f"/results/{row}/told")]

    assert not any("Robin" in page for page in pages)
    assert EntryRow.objects.filter(count__gt=0).count() == opened


def test_the_results_are_not_there_for_others(service: Service) -> None:
    opened = service.open_case()
    for who in (service.duty, service.lead, opened.resident):
        for to in ("", f"of/{opened.case}/"):
            assert comes_in(who).get(f"/results/{to}").status_code == 404


def test_a_slip_is_taken_back_on_the_page_on_which_it_would_be_told(
    service: Service, clinician: Client
) -> None:
    row = service.enter_result(service.open_case())
    assert "It was entered wrongly" in shown(clinician.get(f"/results/{row}/told"))

    page = shown(clinician.post(f"/results/{row}/take-back", follow=True))

    assert "It is gone, with every key to it." in page
    assert "Everybody has heard what you found." in page
    assert clinician.post(f"/results/{row}/take-back").status_code == 404
