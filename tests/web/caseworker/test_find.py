"""Finding somebody by name, portion by portion, on a page that works without script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from hearth.actions import intake
from hearth.core.identity import PersonIdentity
from hearth.entry import running
from hearth.queries import find
from hearth.store import sessions
from hearth.store.models import CaseRow, EntryRow
from tests.builders import MOMENT
from tests.service import PROGRAMME, STAY, Service, a_service
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
NAMES = ("Zoe Marlowe", "Robin Vale", "Zoe Quill", "Ana Vale", "Zoe Adair")


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    """Five cases, of which one look takes two; the first of them came last."""
    monkeypatch.setattr(find, "AT_A_TIME", 2)
    made = a_service(homes=1)
    open_doors(made)
    for at, name in enumerate(NAMES):
        opened = intake.open_case(
            identity=PersonIdentity(name=name),
            programme=PROGRAMME,
            stay=STAY,
            secret=None,
            by=made.duty,
            now=MOMENT,
        )
        days = timedelta(days=at)
        CaseRow.objects.filter(id=opened.case).update(opened_on=MOMENT.date() - days)
    return made


@pytest.fixture
def desk(service: Service) -> Client:
    return comes_in(service.duty)


def opened() -> int:
    counts = EntryRow.objects.filter(purpose=find.PURPOSE).values_list("count", flat=True)
    return sum(counts)


def test_a_look_opens_the_names_of_those_who_came_last_and_no_others(desk: Client) -> None:
    page = shown(desk.post("/office/find", {"name": "zoe"}))

    assert "Zoe Marlowe" in page
    assert "Zoe Quill" not in page
    assert "Looked through 2 of 5 cases" in page
    assert opened() == 2


def test_who_asks_for_it_has_the_others_looked_through_too(desk: Client) -> None:
    desk.post("/office/find", {"name": "zoe"})

    there = desk.post("/office/find", {"further": "1"}).headers["Location"]
    page = shown(desk.get(there))

    assert all(name in page for name in NAMES if name.startswith("Zoe"))
    assert "3 cases" in page
    assert "Look through the others too" not in page
    assert opened() == len(NAMES)


def begun_later(service: Service) -> list[Callable[[], None]]:
    """The service, with what would be done beside the pages kept for later."""
    later: list[Callable[[], None]] = []
    old = running.current()
    running.begin(old.folder, service.program, demo=False, clock=old.clock, beside=later.append)
    return later


def test_while_a_search_goes_on_the_page_says_how_far_it_is_and_asks_again(
    service: Service,
) -> None:
    later = begun_later(service)
    desk = comes_in(service.duty)
    desk.post("/office/find", {"name": "zoe"})
    for _ in range(2):
        desk.post("/office/find", {"further": "1"})

    answer = desk.get("/office/find")

    assert answer.headers["Refresh"]
    assert "Looked through 2 of 5 cases so far" in shown(answer)
    assert len(later) == 1


def test_a_search_ends_with_its_session(service: Service) -> None:
    later, now = begun_later(service), running.current().clock()
    searches = running.current().searches
    cookie = sessions.begin(service.duty, now=now)
    search = searches.begin(cookie, "zoe", by=service.duty, now=now)
    searches.go_on(cookie, by=service.duty)

    sessions.end(cookie, now=now)
    later[0]()

    assert opened() == 2
    assert (search.by, search.cookie) == (None, "")


def test_another_session_of_the_same_person_is_shown_nothing_of_it(service: Service) -> None:
    one, other = comes_in(service.duty), comes_in(service.duty)
    one.post("/office/find", {"name": "zoe"})
    one.post("/office/find", {"further": "1"})

    assert "Zoe" not in shown(other.get("/office/find"))
    assert "Zoe" not in shown(other.post("/office/find", {"further": "1"}, follow=True))
