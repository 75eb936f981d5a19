"""A printed code: given by a caseworker, good for one person, and nothing on it tells whose."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions.intake import Opened
from hearth.actions.keys import sign_in
from hearth.core.errors import Sealed, WrongHands
from hearth.core.identity import PersonIdentity
from hearth.seal import principal
from hearth.store import facts, principals
from hearth.store.models import HostRow, PersonRow, PrincipalRow, SessionRow
from tests.service import CHEAP, LATER, Service, a_service
from tests.web.doors import comes_in, open_doors

OWN = "plum tree"


@pytest.fixture
def service(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    dear = principal.lock
    monkeypatch.setattr(principal, "lock", lambda key, said, cost=None: dear(key, said, cost=CHEAP))
    principals._nobodys_lock.cache_clear()
    made = a_service(homes=1)
    open_doors(made)
    yield made
    principals._nobodys_lock.cache_clear()


def given(service: Service, to: object) -> str:
    """A new code, read off the sheet."""
    desk = comes_in(service.duty)
    assert desk.post(reverse("caseworker:code", args=[to])).status_code == 302
    page = desk.get(reverse("caseworker:sheet", args=[to])).content.decode()
    code = re.search(r'class="h-code">([0-9A-Z-]{19})<', page)
    assert code is not None
    return code[1]


def arrives(code: str, secret: str = "") -> Client:
    client = Client()
    client.post("/", {"name": code, "secret": secret})
    return client


def test_the_sheet_says_how_in_every_language_and_nobody_asks_which_is_theirs(
    service: Service, opened: Opened
) -> None:
    desk = comes_in(service.duty)
    desk.post(reverse("caseworker:code", args=[opened.person]))

    page = desk.get(reverse("caseworker:sheet", args=[opened.person])).content.decode()

    assert re.findall(r'lang="(\w+)" dir="(\w+)">(\S+)', page.split('class="h-code"')[1]) == [
        ("en", "ltr", "Type"),
        ("uk", "ltr", "Введіть"),
        ("ar", "rtl", "اكتب"),
        ("es", "ltr", "Escriba"),
    ]


def test_with_the_sheet_they_come_in_once_and_choose_a_secret(
    service: Service, opened: Opened
) -> None:
    code = given(service, opened.person)
    client = arrives(code.lower().replace("-", " "))

    assert client.get("/me/").headers["Location"] == "/secret"
    chosen = client.post("/secret", {"secret": OWN, "again": OWN})

    assert chosen.headers["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    assert arrives(code).get("/me/").headers["Location"].startswith("/?next")
    assert arrives(code, OWN).get("/me/").status_code == 200


def test_the_secret_without_the_code_does_not_open_the_lock_in_a_stolen_database(
    service: Service, opened: Opened
) -> None:
    client = arrives(given(service, opened.person))
    client.post("/secret", {"secret": OWN, "again": OWN})
    row = PrincipalRow.objects.get(id=opened.resident.id)
    assert row.locked is not None

    with pytest.raises(Sealed):
        principal.unlock(bytes(row.locked), OWN)


def test_a_new_code_ends_their_sessions_and_the_code_before(
    service: Service, opened: Opened
) -> None:
    before = given(service, opened.person)
    client = arrives(before)
    client.post("/secret", {"secret": OWN, "again": OWN})

    given(service, opened.person)

    assert not SessionRow.objects.filter(principal=opened.resident.id).exists()
    assert client.get("/me/").status_code == 302
    assert arrives(before, OWN).get("/me/").headers["Location"].startswith("/?next")


def test_with_a_new_code_they_still_read_what_the_office_shares_with_them(
    service: Service, opened: Opened
) -> None:
    code = given(service, opened.person)
    who = principals.sign_in(opened.resident.id, f"{code.replace('-', '')}\n")
    item = PersonRow.objects.get(id=opened.person).identity_id

    from django.db import transaction

    with transaction.atomic():
        mine = facts.open_(PersonIdentity, item, by=who, now=LATER, purpose="test")
        assert mine.name == "Robin Vale"
        with pytest.raises(Sealed):
            facts.open_(PersonIdentity, item, by=opened.resident, now=LATER, purpose="test")


def test_a_host_gets_a_code_as_well(service: Service) -> None:
    host = HostRow.objects.get()
    client = arrives(given(service, host.id))

    assert client.post("/secret", {"secret": OWN, "again": OWN}).headers["Location"] == "/home/"


def test_the_sheet_names_nobody_and_holds_no_address(service: Service, opened: Opened) -> None:
    desk = comes_in(service.duty)
    desk.post(reverse("caseworker:code", args=[opened.person]))
    page = desk.get(reverse("caseworker:sheet", args=[opened.person])).content.decode()
    sheet = page[page.index('class="h-sheet"') : page.index("</section>")]

    assert "Robin" not in page
    assert "http" not in sheet.replace("http://www.w3.org/2000/svg", "")
    assert "Hearth" not in sheet


def test_the_code_is_shown_to_nobody_else_and_not_again_after_signing_out(
    service: Service, opened: Opened
) -> None:
    given(service, opened.person)

    sheet = comes_in(service.duty).get(reverse("caseworker:sheet", args=[opened.person]))

    assert sheet.status_code == 302


def test_only_a_caseworker_gives_codes(service: Service, opened: Opened) -> None:
    for who in (service.visitor, service.clinician, service.lead, opened.resident):
        assert (
            comes_in(who).post(reverse("caseworker:code", args=[opened.person])).status_code == 404
        )
        with pytest.raises(WrongHands):
            sign_in.give_code(to=opened.person, by=who, now=LATER)


def test_there_is_no_code_for_somebody_who_is_not_there(service: Service) -> None:
    desk = comes_in(service.duty)
    nobody = "00000000-0000-4000-8000-000000000000"

    assert desk.get(reverse("caseworker:code", args=[nobody])).status_code == 404
    assert desk.post(reverse("caseworker:code", args=[nobody])).status_code == 404


def test_the_log_stands_after_a_new_code(service: Service, opened: Opened) -> None:
    from hearth.store import events

    given(service, opened.person)

    assert events.problems(None, None) == []


def test_after_a_while_their_secret_alone_goes_on_where_they_were(
    service: Service, opened: Opened
) -> None:
    client = arrives(given(service, opened.person))
    client.post("/secret", {"secret": OWN, "again": OWN})
    open_doors(service, LATER + timedelta(minutes=16))

    assert client.get("/me/").headers["X-Locked"] == "1"
    client.post("/unlock", {"secret": OWN, "next": "/me/"})

    assert "X-Locked" not in client.get("/me/").headers
