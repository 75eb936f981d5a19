"""A result: the person first, alone; after that, whom they choose, until when they choose."""

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import result
from hearth.core.result import Breach
from hearth.queries import seen
from hearth.store.models import ReleaseRow
from tests.builders import TODAY
from tests.service import LATER, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
OUTCOME = "yes"
FOUND = '<p class="govuk-body-l">yes</p>'


@pytest.fixture
def service() -> Service:
    made = a_service(homes=1)
    open_doors(made, LATER)
    return made


def page(browser: Client, name: str, *args: object) -> str:
    return browser.get(reverse(f"resident:{name}", args=args)).content.decode()


def told(service: Service, entered: UUID) -> None:
    result.tell(result_id=entered, by=service.clinician, now=LATER)


def recipients_on(text: str) -> list[str]:
    parts = text.split('name="to" type="radio" value="')[1:]
    return [one.split('"')[0] for one in parts]


def released(browser: Client, entered: UUID) -> None:
    to = recipients_on(page(browser, "release", entered))[0]
    typed = {"to": to, "purpose": "care", "days": "30"}
    assert browser.post(reverse("resident:release", args=[entered]), typed).status_code == 302


def test_what_the_person_has_not_heard_is_not_read_from_a_page(service: Service) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened, OUTCOME)
    browser = comes_in(opened.resident)

    assert "Somebody has something to tell you, alone" in page(browser, "results")
    assert browser.get(reverse("resident:result", args=[entered])).status_code == 404
    assert browser.post(reverse("resident:result", args=[entered])).status_code == 404


def test_it_is_shown_only_to_who_says_that_they_are_alone(service: Service) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened, OUTCOME)
    told(service, entered)
    browser = comes_in(opened.resident)

    assert FOUND not in page(browser, "results")
    asked = page(browser, "result", entered)
    assert "Are you alone?" in asked
    assert FOUND not in asked
    assert FOUND in browser.post(reverse("resident:result", args=[entered])).content.decode()


def test_a_release_opens_it_until_it_is_taken_back(service: Service) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened, OUTCOME)
    told(service, entered)
    browser = comes_in(opened.resident)
    released(browser, entered)

    assert seen.outcome(entered, by=service.duty, now=LATER) == OUTCOME
    text = page(browser, "results")
    assert "the office: the caseworkers" in text
    assert "a caseworker" in text.split("Who has opened it")[1]

    given = ReleaseRow.objects.get()
    withdrawn = reverse("resident:withdraw", args=[given.id])
    assert browser.post(withdrawn).status_code == 302
    assert browser.post(withdrawn).status_code == 404
    assert "This does not hold any more" in page(browser, "results")
    assert not seen.seen(opened.case, by=service.duty, now=LATER)[1:]


def test_a_release_to_nobody_for_nothing_names_each_field(service: Service) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened)
    told(service, entered)

    answer = comes_in(opened.resident).post(reverse("resident:release", args=[entered]), {})

    assert answer.content.decode().count("Choose one of these") >= 3
    assert not ReleaseRow.objects.exists()


def test_a_release_to_somebody_who_is_no_recipient_is_refused(service: Service) -> None:
    opened = service.open_case()
    entered = service.enter_result(opened)
    told(service, entered)
    host = next(iter(service.hosts.values()))

    typed = {"to": str(host.id), "purpose": "care", "days": "7"}
    comes_in(opened.resident).post(reverse("resident:release", args=[entered]), typed)

    assert not ReleaseRow.objects.exists()


def test_a_breach_is_told_to_its_person(service: Service) -> None:
    opened = service.open_case()
    breach = Breach(fact="result", known_to="an uncle", on=TODAY, told_before_person=True)
    result.record_breach(person=opened.person, breach=breach, by=service.lead, now=LATER)

    assert "an uncle" in page(comes_in(opened.resident), "results")


def test_a_breach_is_not_read_before_what_it_is_about_was_heard(service: Service) -> None:
    opened = service.open_case()
    service.enter_result(opened)
    breach = Breach(fact="result", known_to="an uncle", on=TODAY, told_before_person=True)
    result.record_breach(person=opened.person, breach=breach, by=service.lead, now=LATER)

    assert "an uncle" not in page(comes_in(opened.resident), "results")
