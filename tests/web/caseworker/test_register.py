"""The register on pages: found, looked at, its days and pauses changed."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from hearth.core.host import Outcome
from hearth.queries.homes import hosts as ask
from hearth.queries.homes import vetting
from hearth.store import hosts
from hearth.store.models import EntryRow, HomeRow
from tests.builders import an_id
from tests.service import LATER, Service, a_new_host, a_service
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
LIST = "/office/hosts"
UNDER = "host-home-us"  # asks for steps that no host of the test service has done


@pytest.fixture
def office(service: Service) -> Client:
    return comes_in(service.duty)


def host_of(service: Service) -> UUID:
    return HomeRow.objects.get(id=service.homes[0]).host_id


def to(name: str, *words: Any) -> str:
    return reverse(f"caseworker:{name}", args=words)


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_every_host_is_listed_by_name_and_with_their_beds(office: Client) -> None:
    page = text(office.get(LIST))

    assert page.count("Ada Lind") == 6
    assert "6 hosts" in page
    assert "free tonight" in page


def test_the_filter_stands_in_the_address(service: Service, office: Client) -> None:
    assert "6 hosts" in text(office.get(LIST, {"area": "north", "tonight": "yes"}))
    assert "No host is like that" in text(office.get(LIST, {"area": "south"}))
    assert "6 hosts" in text(office.get(LIST, {"name": "ada"}))
    assert "No host is like that" in text(office.get(LIST, {"name": "nobody"}))
    assert "No host is like that" in text(office.get(LIST, {"state": "stopped"}))


@pytest.mark.parametrize(
    "asked",
    [{"page": "9" * 30}, {"page": "-1"}, {"state": "no"}, {"lapsing": "x"}, {"area": "a\0b"}],
)
def test_an_address_that_makes_no_sense_still_opens_the_list(
    office: Client, asked: dict[str, str]
) -> None:
    assert office.get(LIST, asked).status_code == 200


def test_the_list_is_cut_into_pages_that_keep_what_is_asked_for() -> None:
    service = a_service(homes=ask.ON_A_PAGE + 2)
    open_doors(service)
    office = comes_in(service.duty)

    first = text(office.get(LIST, {"area": "north"}))
    second = text(office.get(LIST, {"area": "north", "page": "2"}))

    assert first.count("Ada Lind") == ask.ON_A_PAGE
    assert 'href="?area=north&amp;page=2"' in first
    assert second.count("Ada Lind") == 2


def test_a_group_of_the_vetting_board_is_read_page_by_page() -> None:
    service = a_service(homes=vetting.SHOWN + 2)
    open_doors(service)
    office = comes_in(service.duty)
    board = vetting.board(
        hosts.register(by=service.duty, now=LATER, purpose="vetting"),
        programme=ask.chosen(UNDER, now=LATER),
        by=service.duty,
        now=LATER,
    )
    some = next(one.group for one in board if one.count > vetting.SHOWN)
    group = {"under": UNDER, "group": some}
    first = text(office.get("/office/vetting", group))
    second = text(office.get("/office/vetting", group | {"page": "2"}))
    beyond = text(office.get("/office/vetting", group | {"page": "99"}))

    assert (first.count("Ada Lind"), second.count("Ada Lind")) == (vetting.SHOWN, 2)
    assert "page 2 of 2" in second
    assert beyond.count("Ada Lind") == 2
    for odd in ({"group": "none"}, group | {"page": "x"}):
        assert office.get("/office/vetting", odd).status_code == 200


@pytest.mark.parametrize("page", [LIST, "/office/vetting"])
def test_more_hosts_ask_the_database_no_more(page: str) -> None:
    service = a_service(homes=2)
    open_doors(service)
    few = queries_of(page, comes_in(service.duty))
    new = [a_new_host() for _ in range(12)]
    hosts.enter_many(new, by=service.duty, now=LATER, purpose="register")

    assert queries_of(page, comes_in(service.duty)) == few


def queries_of(page: str, office: Client) -> int:
    office.get(page)  # the desk reads what is new
    with CaptureQueriesContext(connection) as queries:
        office.get(page)
    return len(queries)


def test_a_host_is_shown_whole_to_the_office(service: Service, office: Client) -> None:
    page = text(office.get(to("host", host_of(service))))

    for words in ("Ada Lind", "9 Alder Row", "Can be offered", "1 bed", "nobody at present"):
        assert words in page


def test_a_stay_is_shown_without_the_name_of_the_guest(service: Service, office: Client) -> None:
    service.live(service.open_case())

    page = text(office.get(to("host", host_of(service))))

    assert "Somebody lives there since" in page
    assert "Robin Vale" not in page


def test_the_register_is_there_for_the_office_alone(service: Service) -> None:
    pages = [LIST, to("host", host_of(service)), to("days", service.homes[0]), "/office/vetting"]
    for who in (service.visitor, service.lead, service.hosts[service.homes[0]]):
        browser = comes_in(who)
        for page in pages:
            answer = browser.get(page)
            assert answer.status_code == 404
            assert "Ada Lind" not in text(answer)


def test_a_host_who_is_not_there_is_like_a_page_that_never_was(office: Client) -> None:
    missing, never = office.get(to("host", an_id())), office.get("/office/never-was")

    assert missing.status_code == never.status_code == 404
    assert shown(missing) == shown(never)


def test_days_are_closed_on_a_page(service: Service, office: Client) -> None:
    page = to("days", service.homes[0])

    answer = office.post(page, {"first": "1 6 2031", "last": "1 7 2031", "what": "close"})

    assert answer.headers["Location"] == f"{to('host', host_of(service))}?done=days"
    assert "until 1 June 2031" in text(office.get(page))
    assert "from 1 July 2031 on" in text(office.get(page))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"first": "1 6 2031", "last": "1 5 2031", "what": "open"}, "a day after the first"),
        ({"first": "soon", "last": "", "what": "open"}, "Write a day as day, month and year"),
        ({"first": "1\0 6 2031", "last": "", "what": "open"}, "Write a day as day"),
        ({"first": "1 6 2031", "last": ""}, "Say whether the home is free"),
    ],
)
def test_a_form_of_days_says_what_would_be_right_and_keeps_what_was_typed(
    service: Service, office: Client, typed: dict[str, str], said: str
) -> None:
    entries = EntryRow.objects.filter(act__startswith="home.").count()

    page = text(office.post(to("days", service.homes[0]), typed))

    assert "There is a problem" in page
    assert said in page
    assert f'value="{typed["first"]}"' in page or "\0" in typed["first"]
    assert EntryRow.objects.filter(act__startswith="home.").count() == entries


def test_a_room_is_added_on_a_page(service: Service, office: Client) -> None:
    office.post(to("room_new", service.homes[0]), {"beds": "3", "floor_m2": "12.5"})

    page = text(office.get(to("host", host_of(service))))
    assert "3 beds, 12.5 square metres" in page
    wrong = text(office.post(to("room_new", service.homes[0]), {"beds": "many"}))
    assert "Write how many beds there are" in wrong
    assert office.get(to("room", service.homes[0], 9)).status_code == 404


def test_a_pause_is_made_and_ended_on_pages(service: Service, office: Client) -> None:
    host = host_of(service)
    typed = {"first": "1 5 2031", "last": "1 6 2031", "reason": "A journey \U0001f9f3 سفر"}

    office.post(to("pause", host), typed)
    paused = text(office.get(to("host", host)))
    office.post(to("resume", host))
    again = office.post(to("resume", host))

    assert "Paused by the office" in paused
    assert typed["reason"] in paused
    assert "Can be offered" in text(office.get(to("host", host)))
    assert again.status_code == 409
    assert "Nothing was changed" in text(again)


def a_step(service: Service, office: Client) -> str:
    """The page of the first step of the first host's vetting."""
    page = text(office.get(to("host", host_of(service))))
    at = page.index("/steps/")
    start = page.rindex('"', 0, at) + 1
    return page[start : page.index('"', at)].replace("&amp;", "&")


def test_a_step_that_is_done_is_written_down(service: Service, office: Client) -> None:
    page = a_step(service, office)

    answer = office.post(page, {"outcome": Outcome.PASSED, "on": "4 5 2031", "until": ""})

    assert answer.headers["Location"].endswith("?done=step")
    assert "done on 4 May 2031" in text(office.get(to("host", host_of(service))))


def test_a_step_that_failed_stops_the_host_and_the_page_says_so(
    service: Service, office: Client
) -> None:
    page = a_step(service, office)

    answer = office.post(page, {"outcome": Outcome.FAILED, "on": "4 5 2031"}, follow=True)

    assert "the lead alone lets them be offered again" in text(answer)
    assert "Stopped; the lead decides" in text(answer)
    assert "1 host" in text(office.get(LIST, {"state": "stopped"}))
    board = text(office.get("/office/vetting"))
    assert "Failed" in board
    assert board.index('id="failed"') < board.index("Ada Lind")
    assert "</a>, 4 May 2031" in board


def test_nothing_is_said_of_what_was_found_before_it_is_chosen(
    service: Service, office: Client
) -> None:
    page = a_step(service, office)

    assert "checked" not in text(office.get(page))
    assert "Say what was found" in text(office.post(page, {"on": "4 5 2031"}))
