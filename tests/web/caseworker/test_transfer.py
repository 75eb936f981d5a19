"""Handing over a case on pages."""

import pytest
from django.test import Client
from django.urls import reverse

from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE
from hearth.store.access import SignedIn
from hearth.store.models import TransferRow
from tests.service import Service, hired
from tests.web.doors import comes_in

pytestmark = pytest.mark.django_db
TRANSFERS = "/office/transfers"


@pytest.fixture
def colleague(service: Service) -> SignedIn:
    return hired(Audience.CASEWORKER, service.duty, (OFFICE,))


def asked(service: Service, colleague: SignedIn) -> TransferRow:
    page = reverse("caseworker:transfer", args=[service.open_case().case])
    comes_in(service.duty).post(page, {"to": colleague.id.hex, "note": "Call, do not write."})
    return TransferRow.objects.get()


def page_of(browser: Client) -> str:
    return browser.get(TRANSFERS).content.decode()


def test_a_colleague_is_asked_and_takes_the_case(service: Service, colleague: SignedIn) -> None:
    row, theirs = asked(service, colleague), comes_in(colleague)
    assert "Call, do not write." in page_of(theirs)

    answer = theirs.post(f"{TRANSFERS}/{row.id}/accept", follow=True)

    assert "The case is in your care" in answer.content.decode()
    assert "Robin Vale" in page_of(theirs)
    assert "You wait for nobody" in page_of(comes_in(service.duty))


def test_an_answer_given_twice_changes_nothing(service: Service, colleague: SignedIn) -> None:
    row, theirs = asked(service, colleague), comes_in(colleague)
    theirs.post(f"{TRANSFERS}/{row.id}/refuse")

    again = theirs.post(f"{TRANSFERS}/{row.id}/accept")

    assert again.status_code == 409
    assert "Nothing was changed" in again.content.decode()
    assert TransferRow.objects.get().state == "refused"


def test_a_stale_form_asks_nobody_twice(service: Service, colleague: SignedIn) -> None:
    row = asked(service, colleague)
    page = reverse("caseworker:transfer", args=[row.case_id])

    again = comes_in(service.duty).post(page, {"to": colleague.id.hex, "note": "Again."})

    assert again.status_code == 409
    assert TransferRow.objects.count() == 1


def test_a_form_without_a_note_or_a_colleague_says_so(
    service: Service, colleague: SignedIn
) -> None:
    page = reverse("caseworker:transfer", args=[service.open_case().case])

    said = comes_in(service.duty).post(page, {"to": "nobody", "note": ""}).content.decode()

    assert "Choose who should take it" in said
    assert "Write what your colleague should know" in said


def test_where_nobody_else_works_the_page_says_so(service: Service) -> None:
    page = reverse("caseworker:transfer", args=[service.open_case().case])

    assert "Nobody else works" in comes_in(service.duty).get(page).content.decode()


def test_others_find_no_such_page_and_no_such_answer(service: Service, colleague: SignedIn) -> None:
    row = asked(service, colleague)

    assert comes_in(service.lead).get(TRANSFERS).status_code == 404
    assert comes_in(service.lead).post(f"{TRANSFERS}/{row.id}/accept").status_code == 404
    assert comes_in(colleague).post(f"{TRANSFERS}/{row.id}/perhaps").status_code == 404
    assert TransferRow.objects.get().state == "proposed"


def test_where_there_is_one_office_no_page_speaks_of_another(service: Service) -> None:
    opened = service.open_case()
    office = comes_in(service.duty)
    pages = [office.get(reverse("caseworker:transfer", args=[opened.case]))]
    pages += [office.get(TRANSFERS), office.get("/office/")]
    pages += [comes_in(opened.resident).get(page) for page in ("/me/", "/me/opened")]

    for page in pages:
        assert page.status_code == 200
        words = page.content.decode()
        assert "nother office" not in words
        assert "First office" not in words
