"""Two holders with their sheets, in the browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from hearth.actions.keys import service as setting_up
from hearth.actions.keys.service import Begun, Holder
from hearth.core.audience import Audience
from hearth.entry import running
from hearth.seal import principal
from hearth.store import folder as folders
from hearth.store import principals
from hearth.store.folder import Folder
from tests.service import CHEAP, LATER, Service, a_service, hired
from tests.web.doors import comes_in, open_doors
from tests.web.front.people import BOARD

PASSPHRASE = "many small boats"


def sheet(holder: Holder) -> str:
    return f"Recovery sheet\n\n{holder.id}\n{holder.sheet}\n"


@pytest.fixture
def service(db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Service]:
    dear = principal.lock
    monkeypatch.setattr(principal, "lock", lambda key, said, cost=None: dear(key, said, cost=CHEAP))
    principals._nobodys_lock.cache_clear()
    made = a_service(homes=1)
    open_doors(made, folder=folders.prepare(Folder(tmp_path / "home")).path)
    yield made
    principals._nobodys_lock.cache_clear()


@pytest.fixture
def sheets(service: Service) -> list[str]:
    begun = Begun(service.duty, service.lead, service.program)
    holders = setting_up.appoint_holders(count=3, begun=begun, now=LATER)
    return [sheet(one) for one in holders]


def asked(first: str, second: str, **more: str) -> dict[str, str]:
    whole = {"passphrase": PASSPHRASE, "caseworker": "new.desk", "lead": "new.lead"}
    return {"first": first, "second": second, "do": "recover"} | whole | more


def test_a_drill_says_that_two_sheets_open_everything_and_changes_nothing(
    service: Service, sheets: list[str]
) -> None:
    desk = comes_in(service.duty)

    answer = Client().post("/recover", {"first": sheets[0], "second": sheets[2], "do": "drill"})

    assert "open every circle" in answer.content.decode()
    assert desk.get(BOARD).status_code == 200


def test_two_holders_open_the_service_for_new_people_and_everybody_before_is_out(
    service: Service, sheets: list[str]
) -> None:
    desk = comes_in(service.duty)

    answer = Client().post("/recover", asked(sheets[0], sheets[1]))
    page = answer.content.decode()
    secret = page.split("new.desk")[1].split("<bdi>")[1].split("<")[0]
    client = Client()
    came = client.post("/", {"name": "new.desk", "secret": secret})
    client.post("/secret", {"secret": "four green umbrellas", "again": "four green umbrellas"})

    assert answer.status_code == 200
    assert came.headers["Location"].startswith("/secret")
    assert client.get(BOARD).status_code == 200
    assert desk.get(BOARD).status_code == 302
    assert running.current().service.id != service.program.id
    assert (running.current().folder.keys / "service.json").exists()


def test_one_sheet_twice_opens_nothing(service: Service, sheets: list[str]) -> None:
    answer = Client().post("/recover", asked(sheets[0], sheets[0]))

    assert answer.status_code == 422
    assert "two sheets of one holder" in answer.content.decode()


def test_a_mistyped_sheet_is_answered_with_the_group_to_look_at(
    service: Service, sheets: list[str]
) -> None:
    head, key = sheets[0].strip().rsplit("\n", 1)
    groups = key.split("-")
    groups[3] = groups[3][::-1] if groups[3] != groups[3][::-1] else "00000"
    desk = comes_in(service.duty)

    answer = Client().post("/recover", asked(f"{head}\n{'-'.join(groups)}", sheets[1]))

    assert answer.status_code == 422
    assert "Group 3" in answer.content.decode()
    assert desk.get(BOARD).status_code == 200


@pytest.mark.parametrize("wrong", [{"passphrase": "short"}, {"lead": ""}, {"caseworker": "x"}])
def test_what_is_missing_is_named_and_nothing_is_changed(
    service: Service, sheets: list[str], wrong: dict[str, str]
) -> None:
    desk = comes_in(service.duty)

    answer = Client().post("/recover", asked(sheets[0], sheets[1], **wrong))

    assert answer.status_code == 422
    assert sheets[0].split("\n")[3] in answer.content.decode()
    assert desk.get(BOARD).status_code == 200


def test_sheets_of_another_service_open_nothing(service: Service, sheets: list[str]) -> None:
    from uuid import uuid4

    from hearth.seal.recovery import to_sheet

    foreign = f"{uuid4()}\n{to_sheet(principal.new_pair().private)}\n"

    assert Client().post("/recover", asked(sheets[0], foreign)).status_code == 422


def test_the_way_in_leads_to_it_and_so_does_the_page_of_the_circles(
    service: Service, sheets: list[str]
) -> None:
    administrator = comes_in(hired(Audience.ADMINISTRATOR, service.duty))

    for browser, page in ((Client(), "/"), (administrator, "/accounts/circles/")):
        links = re.findall(r'href="([^"]*)"', browser.get(page).content.decode())
        assert "/recover" in links, page
    assert Client().get("/recover").status_code == 200


def test_nothing_leads_to_a_page_that_is_not_there(service: Service) -> None:
    administrator = comes_in(hired(Audience.ADMINISTRATOR, service.duty))

    for browser, page in ((Client(), "/"), (administrator, "/accounts/circles/")):
        assert "/recover" not in browser.get(page).content.decode(), page


def test_the_page_is_there_only_once_a_service_is_in_use(service: Service) -> None:
    assert Client().get("/recover").status_code == 404


def test_the_page_is_not_there_in_a_trial(service: Service, sheets: list[str]) -> None:
    open_doors(service, demo=True)

    assert Client().get("/recover").status_code == 404


def test_a_service_with_holders_is_never_entered_as_anybody(
    service: Service, sheets: list[str]
) -> None:
    open_doors(service, demo=True)

    assert Client().post("/trial", {"as": "duty"}).status_code == 409
