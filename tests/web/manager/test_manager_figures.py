"""Figures for the manager: nobody is behind them who could be found."""

from dataclasses import fields
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearth.cli.trial.today import first_figures
from hearth.core.audience import Audience
from hearth.queries import figures
from hearth.queries.matching import recruit
from hearth.queries.matching.described import Description
from hearth.queries.matching.recruit import Recruiting, Wanted
from hearth.stats.figures import Figures, Stays, Waits
from hearth.stats.small_numbers import Count
from hearth.stats.waiting import Waited
from hearth.store import keyring
from hearth.store.folder import Folder
from hearth.store.models import EntryRow, ItemRow
from hearth.web.manager import shown as manager_shown
from tests.service import LATER, Service, a_service, hired
from tests.web.doors import comes_in, open_doors, shown

pytestmark = pytest.mark.django_db
STAYS = [one.name for one in fields(Stays)]


@pytest.fixture
def service() -> Service:
    made = a_service(homes=12)
    open_doors(made)
    return made


@pytest.fixture
def manager(service: Service) -> Client:
    return comes_in(hired(Audience.MANAGER, service.duty))


def test_before_anything_was_worked_out_the_page_says_so(manager: Client) -> None:
    for to in ("/figures/", "/figures/homes/"):
        assert "Nothing has been worked out yet." in shown(manager.get(to))


def test_figures_are_worked_out_kept_and_shown_with_their_tables(
    service: Service, manager: Client
) -> None:
    for _ in range(9):
        service.open_case()

    page = shown(manager.post("/figures/work-out", follow=True))

    assert "These are the figures of now." in page
    assert page.count('role="img"') == page.count("The same as a table") == 3
    assert "north, parties waiting" in page
    assert "north, homes free today: 10" in page
    assert " style=" not in page


def test_beside_each_picture_stands_what_its_numbers_mean(manager: Client) -> None:
    page = shown(manager.post("/figures/work-out", follow=True))

    assert "Too few moved in to say how long they waited." in page
    assert "too short while many wait: read both." in page
    assert "is not a home for everybody" in page
    assert "One that ended sooner is not one that failed" in page


def test_waits_are_said_with_those_who_wait_still() -> None:
    ten, none = Count(10), Count(None, few=True)
    found = Figures(
        at=LATER,
        days=365,
        moved_in=Waits(ten, Waited(5, 40)),
        waiting=Waits(ten, Waited(60, 90)),
        areas=(),
        anywhere=none,
        free=none,
        stays=Stays(**dict.fromkeys(STAYS, none)),
        recruit=(),
    )

    says = manager_shown.waits(found).says

    assert says[:2] == (
        "Of the parties that moved in during the last 365 days half waited 5 days at most, and "
        "nine in ten 40 days.",
        "Half of those who still wait have waited 60 days at most, and go on.",
    )


def test_fewer_than_eight_are_never_counted(service: Service, manager: Client) -> None:
    service.live(service.open_case())
    for _ in range(3):
        service.open_case()

    page = shown(manager.post("/figures/work-out", follow=True))

    assert "Living there: fewer than 8" in page
    assert '<td class="govuk-table__cell">3</td>' not in page
    assert '<td class="govuk-table__cell">1</td>' not in page


def test_no_name_number_or_address_is_in_a_figure(service: Service, manager: Client) -> None:
    opened = service.open_case()
    manager.post("/figures/work-out")

    pages = [shown(manager.get(to)) for to in ("/figures/", "/figures/homes/")]

    for word in ("Robin", "Ada", "Alder", opened.case.hex[:8], service.homes[0].hex[:8]):
        assert all(word not in page for page in pages)


def test_homes_to_look_for_are_described_and_point_at_nobody(
    service: Service, manager: Client
) -> None:
    for _ in range(14):
        service.open_case()
    manager.post("/figures/work-out")

    page = shown(manager.get("/figures/homes/"))

    assert "could live there, at least" in page
    assert "in north" in page or "anywhere" in page


def test_a_home_that_few_could_live_in_is_not_counted_exactly(
    service: Service, manager: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(9):
        service.open_case()
    one = Wanted(Description("north", (1,)), 1, 1, parties_by_ten=7, people_by_ten=7, fits=5)
    found = Recruiting(
        parties=9,
        placed=0,
        people_placed=0,
        wanted=(one,),
        parties_together=1,
        people_together=1,
        outside=0,
        not_told=0,
        exact=True,
    )
    monkeypatch.setattr(recruit, "advise", lambda *_, **__: found)
    manager.post("/figures/work-out")

    page = shown(manager.get("/figures/homes/"))

    assert "in north" in page
    assert page.count("fewer than 8") == 2


def test_working_it_out_again_keeps_one_set_of_figures(service: Service, manager: Client) -> None:
    manager.post("/figures/work-out")
    manager.post("/figures/work-out")

    assert ItemRow.objects.filter(kind=figures.KIND).count() == 1
    assert EntryRow.objects.filter(act="figures.worked_out").count() == 2


def test_more_cases_ask_no_more_questions_of_the_page(service: Service, manager: Client) -> None:
    manager.post("/figures/work-out")
    with CaptureQueriesContext(connection) as few:
        manager.get("/figures/")
    for _ in range(5):
        service.open_case()
    manager.post("/figures/work-out")
    with CaptureQueriesContext(connection) as many:
        manager.get("/figures/")

    assert len(many) == len(few)


def test_the_figures_are_not_there_for_others(service: Service) -> None:
    for who in (service.duty, service.lead, service.visitor):
        assert comes_in(who).get("/figures/").status_code == 404
        assert comes_in(who).post("/figures/work-out").status_code == 404


def test_the_manager_opens_nothing_themselves(service: Service, manager: Client) -> None:
    service.open_case()
    who = hired(Audience.MANAGER, service.duty)

    found = figures.work_out(by=who, service=service.program, now=LATER)

    assert list(who.keys) == [who.id]
    assert "Robin" not in repr(found)
    assert not EntryRow.objects.filter(by=who.id.hex, count__gt=0).exists()


def test_the_manager_of_a_trial_finds_figures_on_the_first_look(
    service: Service, tmp_path: Path
) -> None:
    invented = hired(Audience.MANAGER, service.duty)
    folder = Folder(tmp_path)
    folder.keys.mkdir()
    keyring.write(folder, "manager", invented, None)

    for _ in range(2):
        first_figures(folder, service=service.program, now=LATER)

    assert "Nothing has been worked out" not in shown(comes_in(invented).get("/figures/"))
    assert EntryRow.objects.filter(act="figures.worked_out").count() == 1
