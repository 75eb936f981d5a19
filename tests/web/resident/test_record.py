"""Before a yes a person reads what is known of how others fared, and no home is told by it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from hearth.actions import checks, placement
from hearth.actions import record as act
from hearth.core.placement import Ending
from hearth.queries.record import whole
from hearth.store.models import CheckRow, ItemRow
from hearth.web.words import say
from tests.builders import MOMENT
from tests.service import LATER, Service, a_service, two_talks
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
THEN = MOMENT + timedelta(days=40)
ALIKE = 6
HEADING = "What we know, and what we do not"
OF_ALL = (
    "In all our homes together people were asked alone more than %(checks)s times. From that, as "
    "many as one such talk in %(one_in)s could still bring something out that is not right. Nobody "
    "can promise you more than that. You can tell us at any time, and you can leave at any time."
)


@pytest.fixture
def service() -> Service:
    made = a_service(homes=ALIKE + 1)
    open_doors(made, THEN)
    return made


def visited(service: Service, homes: int) -> None:
    """A check held apart in so many homes, after somebody has moved in."""
    for home in service.homes[:homes]:
        stay = service.live(service.open_case(), home)
        check = CheckRow.objects.filter(placement=stay, state="due").order_by("due_on")[0]
        now = LATER + timedelta(days=12)
        checks.hold(check_id=check.id, talks=two_talks(now), by=service.visitor, now=now)
        CheckRow.objects.filter(placement=stay, state="due").delete()


def offered(service: Service, at: int, language: str = "en") -> str:
    """The page of an offer of one of the homes, to somebody new who reads this language."""
    opened = service.open_case(THEN)
    row = CheckRow.objects.filter(placement__home=service.homes[at]).first()
    if row is not None:
        placement.end(
            placement_id=row.placement_id,
            why=Ending.PLANNED,
            on=THEN.date(),
            by=service.duty,
            office=service.duty,
            now=THEN,
        )
    offer = service.put_offer(opened, service.homes[at], THEN)
    browser = comes_in(opened.resident, THEN)
    browser.cookies["l"] = language
    got = browser.get(reverse("resident:home", args=[offer]))
    assert got.status_code == 200
    return shown(got)


def test_where_too_few_homes_were_visited_nothing_is_told_of_one(service: Service) -> None:
    visited(service, 3)

    assert HEADING not in offered(service, 0)


def test_where_enough_were_visited_all_of_them_are_told_of_together(service: Service) -> None:
    visited(service, ALIKE)

    page = offered(service, 0)

    assert "In at least five of these homes, this one among them" in page
    assert "safe" not in page.split(HEADING)[1].split("<a ")[0]


def test_a_home_nobody_was_asked_in_is_not_told_of(service: Service) -> None:
    visited(service, ALIKE)

    assert "this one among them" not in offered(service, ALIKE)


def hands_on(service: Service) -> None:
    """The lead hands on a record of all homes in which much was asked and little upheld."""
    found = whole.work_out(by=service.lead, service=service.program, now=THEN)
    many = replace(found.whole, checks=1_234, visits=1_300, days=90_000, upheld=2, stays=200)
    told = replace(found, whole=many)
    act.keep(told, by=service.lead, service=service.program, now=THEN)


def test_the_record_of_all_is_told_once_the_lead_has_handed_it_on(service: Service) -> None:
    visited(service, 2)
    hands_on(service)

    page = offered(service, 0)

    assert "asked alone more than 1000 times" in page
    assert "one such talk in 76 could" in page
    assert ItemRow.objects.filter(kind="records-told").count() == 1


@pytest.mark.parametrize("language", ["uk", "ar", "es"])
def test_what_the_figures_mean_is_read_in_ones_own_language(
    service: Service, language: str
) -> None:
    visited(service, ALIKE)
    hands_on(service)

    page = offered(service, 0, language)

    with translation.override(language):
        heading, of_all = say(HEADING), say(OF_ALL) % {"checks": 1000, "one_in": 76}
    assert heading != HEADING
    assert heading in page
    assert of_all in page
    for english in (HEADING, "asked alone", "this one among them"):
        assert english not in page
