"""A caseworker takes somebody from a shortlist to a home, page by page, and home again."""

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearth.actions import offer
from hearth.actions.intake import Opened
from hearth.core.audience import Audience
from hearth.store import hosts
from hearth.store.models import IntroductionRow, OfferRow, PlacementRow
from tests.builders import MOMENT, an_id
from tests.service import DAY, LATER, STAY, Service, a_new_host, a_service, hired
from tests.web.caseworker.acts import (
    ARRIVAL,
    HOST,
    TOLD,
    a_while_later,
    at,
    does,
    is_missing,
    live,
    make_list,
    put,
    reads,
)
from tests.web.doors import comes_in, open_doors

pytestmark = pytest.mark.django_db
OF_A_CASE = (
    "shortlist",
    "compare",
    "why_not",
    "opens_more",
    "offered",
    "introduction",
    "move",
    "card",
    "stay",
    "permanence",
)


def test_a_whole_case_from_the_shortlist_to_the_end_of_a_stay(
    service: Service, opened: Opened, lena: Client
) -> None:
    case, home = opened.case, service.homes[0]
    assert "There is no shortlist yet" in reads(lena, "shortlist", case)
    assert "The shortlist is made." in does(lena, "shortlist", case, leave_homes="no")
    assert "in north" in reads(lena, "offer", case, home)
    assert "Only they can answer" in does(lena, "offer", case, home)
    service.agree(OfferRow.objects.get().id, opened, LATER)
    assert "They said yes" in reads(lena, "offered", case)
    assert "host is invited" in does(lena, "introduction", case)
    meeting = IntroductionRow.objects.get().id
    assert "nothing is told yet" in does(lena, "hold", case, meeting)
    service.both_willing(meeting, opened, home, LATER)
    lena = a_while_later(service, TOLD)
    assert "Both have said that it goes on" in reads(lena, "move", case)
    assert "the rooms are kept" in does(lena, "move", case, **ARRIVAL)
    assert HOST in reads(lena, "card", case)
    stay = PlacementRow.objects.get().id
    assert "They live there" in does(lena, "arrived", case, stay, on=str(STAY.first))
    longer = STAY.first + timedelta(100)
    assert "The stay is longer now" in does(lena, "extend", case, stay, until=str(longer))
    lena = a_while_later(service, MOMENT + 9 * DAY)
    ended = str((MOMENT + 8 * DAY).date())
    said = does(lena, "ending", case, stay, why="own_home", on=ended)

    assert "The person has a home of their own" in said
    assert PlacementRow.objects.get().state == "ended"


def test_every_page_says_what_comes_next(service: Service, opened: Opened, lena: Client) -> None:
    def next_() -> str:
        page = reads(lena, "permanence", opened.case)
        said = re.search(r"What comes next: <a[^>]*>([^<]*)<", page)
        return said[1] if said else ""

    assert next_() == "Shortlist"
    offered = put(lena, service, opened)
    assert next_() == "Offers"
    service.agree(offered, opened, LATER)
    assert next_() == "Introduction"
    does(lena, "introduction", opened.case)
    meeting = IntroductionRow.objects.get().id
    does(lena, "hold", opened.case, meeting)
    service.both_willing(meeting, opened, service.homes[0], LATER)
    lena = a_while_later(service, TOLD)
    assert next_() == "Move"
    does(lena, "move", opened.case, **ARRIVAL)
    assert next_() == "Move"
    stay = PlacementRow.objects.get().id
    does(lena, "arrived", opened.case, stay, on=str(STAY.first))
    assert next_() == "Stay"


@pytest.mark.parametrize("page", OF_A_CASE)
def test_the_case_of_nobody_is_as_missing_as_any_other_page(
    page: str, service: Service, lena: Client
) -> None:
    assert is_missing(lena, page, an_id())


@pytest.mark.parametrize("page", OF_A_CASE)
def test_to_everybody_else_no_page_of_a_case_is_there(
    page: str, service: Service, opened: Opened
) -> None:
    for other in (service.lead, service.visitor, service.clinician, opened.resident):
        assert is_missing(comes_in(other), page, opened.case)


def test_a_caseworker_who_is_not_of_the_office_reads_no_case(
    service: Service, opened: Opened
) -> None:
    outside = comes_in(hired(Audience.CASEWORKER, service.duty))

    assert all(is_missing(outside, page, opened.case) for page in OF_A_CASE)


def test_what_an_address_names_must_be_of_the_case_that_it_names(
    service: Service, opened: Opened, lena: Client
) -> None:
    other = service.open_case()
    lena, stay = live(lena, service, opened)
    offered, meeting = OfferRow.objects.get().id, IntroductionRow.objects.get().id

    assert is_missing(lena, "offer_end", other.case, offered, post=True)
    assert is_missing(lena, "hold", other.case, meeting, post=True)
    assert is_missing(lena, "hold_off", other.case, meeting, post=True)
    assert is_missing(lena, "arrived", other.case, stay, post=True, on=str(STAY.first))
    assert is_missing(lena, "move_off", other.case, stay, post=True)
    assert is_missing(lena, "extend", other.case, stay, post=True)
    assert is_missing(lena, "ending", other.case, stay)
    assert PlacementRow.objects.get().state == "living"


def questions_asked(service: Service) -> dict[str, int]:
    """How often each page of a new case asks the database."""
    opened, lena = service.open_case(), comes_in(service.duty)
    make_list(lena, opened)
    does(lena, "offer", opened.case, service.homes[0])
    reads(lena, "shortlist", opened.case)  # the desk has caught up
    first = "&home=".join(map(str, service.homes[1:4]))
    asked = {page: at(page, opened.case) for page in OF_A_CASE}
    asked["compare"] += f"?home={first}"
    asked["offer"] = at("offer", opened.case, service.homes[1])
    asked["why"] = f"{asked['why_not']}?home={service.homes[2]}"
    counts = {page: _questions(lena, address) for page, address in asked.items()}
    offer.end(offer_id=OfferRow.objects.get(case=opened.case).id, by=service.duty, now=LATER)
    return counts


def _questions(lena: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert lena.get(address).status_code == 200, address
    return len(asked)


def test_no_page_asks_the_database_more_often_where_there_are_more_homes() -> None:
    service = a_service(homes=20)
    open_doors(service)
    of_twenty = questions_asked(service)
    more = [a_new_host() for _ in range(180)]
    with transaction.atomic():
        hosts.enter_many(more, by=service.duty, now=LATER, purpose="register")

    assert questions_asked(service) == of_twenty
