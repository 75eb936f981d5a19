"""The stay on its page: how to get there, the wish to stay, leaving; and times of more care."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import intake, permanence
from hearth.core.identity import PersonIdentity
from hearth.queries.own import told
from hearth.store.models import CaseRow, PermanenceRow, PlacementRow
from tests.builders import TODAY, aged
from tests.service import DAY, LATER, STAY, Service, a_service
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
THERE = LATER + 3 * DAY


@pytest.fixture
def service() -> Service:
    made = a_service()
    open_doors(made, THERE)
    return made


def page(browser: Client, name: str) -> str:
    return browser.get(reverse(f"resident:{name}"), follow=True).content.decode()


def post(browser: Client, name: str, **typed: str) -> int:
    return browser.post(reverse(f"resident:{name}"), typed).status_code


def test_before_a_move_is_planned_the_page_says_what_will_be_there(service: Service) -> None:
    opened = service.open_case()
    browser = comes_in(opened.resident, THERE)

    assert "No move is planned yet" in page(browser, "stay")
    assert post(browser, "wish", wish="yes") == 404
    assert post(browser, "leave") == 302


def test_a_planned_move_says_how_they_get_there_and_can_be_called_off(service: Service) -> None:
    opened = service.open_case()
    service.plan(opened)
    browser = comes_in(opened.resident, THERE)
    text = page(browser, "stay")
    assert "train" in text
    assert "9 Alder Row" in text

    assert post(browser, "leave") == 302
    assert post(browser, "leave") == 302  # a second press finds it over, and changes nothing

    assert PlacementRow.objects.get().state == "cancelled"
    assert "9 Alder Row" not in page(browser, "stay")


@pytest.mark.parametrize("why", ["", "moved_for_safety"])
def test_leaving_needs_no_reason_and_no_permission(service: Service, why: str) -> None:
    opened = service.open_case()
    service.live(opened)
    browser = comes_in(opened.resident, THERE)

    assert post(browser, "leave", why=why) == 302

    assert PlacementRow.objects.get().state == "ended"
    assert CaseRow.objects.get(id=opened.case).state == "waiting"
    text = page(browser, "stay")
    assert "The stay ended on" in text
    assert "9 Alder Row" not in text


def test_a_wish_is_said_taken_back_and_said_again(service: Service) -> None:
    opened = service.open_case()
    service.live(opened)
    browser = comes_in(opened.resident, THERE)

    for wish, status in (("yes", 302), ("yes", 409), ("no", 302), ("no", 409), ("perhaps", 409)):
        assert post(browser, "wish", wish=wish) == status

    assert PermanenceRow.objects.get().state == "open"


def test_what_became_permanent_is_taken_back_by_one_press(service: Service) -> None:
    opened = service.open_case()
    stay = service.live(opened)
    for side in (opened.resident, service.hosts[service.homes[0]]):
        permanence.wish(placement_id=stay, wanted=True, by=side, now=THERE)
    open_doors(service, THERE + timedelta(days=60))
    browser = comes_in(opened.resident, THERE + timedelta(days=60))
    assert "Both of you wish it" in page(browser, "stay")
    permanence.confirm(
        placement_id=stay, by=service.lead, service=service.program, now=THERE + 60 * DAY
    )
    assert "You live here for good" in page(browser, "stay")

    assert post(browser, "wish", wish="reverse") == 302

    assert PlacementRow.objects.get().state == "living"


def test_a_time_of_more_care_is_told_and_taken_out_by_the_person(service: Service) -> None:
    opened = intake.open_case(
        identity=PersonIdentity(name="Robin Vale", born_on=aged(19)),
        programme="healers-office",
        stay=STAY,
        secret=None,
        by=service.duty,
        now=LATER,
    )
    browser = comes_in(opened.resident, THERE)
    first = TODAY + timedelta(days=40)

    assert post(browser, "period", kind="heat", first=str(first), days="7") == 302
    (period,) = told.told(by=opened.resident, now=THERE).periods
    assert (period.kind, period.first, period.days) == ("heat", first, 7)
    assert "Heat: 7 days from" in page(browser, "told")

    for _ in range(2):
        assert post(browser, "drop_period", period=f"heat {first}") == 302
    assert told.told(by=opened.resident, now=THERE).periods == ()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"kind": "heat", "first": "soon", "days": "7"}, "Write the first day"),
        ({"kind": "heat", "first": "2031-06-01", "days": "0"}, "from 1 to 365"),
        (
            {"kind": "heat", "first": "2031-06-01", "days": "9", "every_days": "9"},
            "must end before",
        ),
        ({"kind": "none", "first": "2031-06-01", "days": "9"}, "Choose one of these"),
    ],
)
def test_a_time_that_cannot_be_says_what_would_be_right(
    service: Service, typed: dict[str, str], said: str
) -> None:
    opened = intake.open_case(
        identity=PersonIdentity(name="Robin Vale", born_on=aged(19)),
        programme="healers-office",
        stay=STAY,
        secret=None,
        by=service.duty,
        now=LATER,
    )
    answer = comes_in(opened.resident, THERE).post(reverse("resident:period"), typed)

    assert said in answer.content.decode()
