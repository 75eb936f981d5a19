"""The page on which a lead or a manager says where they are told that something waits."""

import pytest
from django.urls import reverse

from hearth.core.audience import Audience
from hearth.queries.telling import reach
from tests.service import LATER, Service, hired
from tests.web.doors import comes_in, shown

pytestmark = pytest.mark.django_db
GIVEN = {"mail": "on.duty@example.org", "first_hour": "08:00", "last_hour": "18:00"}


def test_a_manager_says_where_and_when_changes_it_and_takes_it_back(service: Service) -> None:
    manager = hired(Audience.MANAGER, service.duty)
    client, at = comes_in(manager), reverse("staff:told")

    assert at in shown(client.get(reverse("staff:due")))
    assert "at most once a day" in shown(client.get(at))
    page = shown(client.post(at, GIVEN, follow=True))
    assert "You are told there from now on" in page
    assert 'value="on.duty@example.org"' in page
    said = reach.at_work(by=manager, now=LATER)
    assert said is not None
    assert said.hours.first_hour is not None

    page = shown(client.post(reverse("staff:told_stop"), follow=True))
    assert "on these pages alone" in page
    assert reach.at_work(by=manager, now=LATER) is None


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"mail": ""}, "Write a mail address"),
        ({"mail": "nobody"}, "such as name@example.org"),
        ({"last_hour": ""}, "Choose two different hours"),
        ({"last_hour": "08:00"}, "Choose two different hours"),
    ],
)
def test_a_slip_is_named_beside_its_field_and_nothing_is_kept(
    service: Service, wrong: dict[str, str], sentence: str
) -> None:
    answer = comes_in(service.lead).post(reverse("staff:told"), GIVEN | wrong)

    assert answer.status_code == 422
    assert sentence in shown(answer)
    assert reach.at_work(by=service.lead, now=LATER) is None


def test_it_is_a_page_of_leads_and_managers_alone(service: Service) -> None:
    for who in (service.duty, service.visitor):
        assert comes_in(who).get(reverse("staff:told")).status_code == 404
