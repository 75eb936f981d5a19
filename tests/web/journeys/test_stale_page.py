"""A page that was opened before somebody else, or the same person in another window, changed what
it is about: the newer stays, what was typed is kept, and the reader sees both and decides."""

from html import unescape
from typing import Any, NamedTuple

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions.intake import Opened
from hearth.web.inputs import STOOD
from tests.service import Service
from tests.web.caseworker.acts import text_of
from tests.web.doors import comes_in
from tests.web.forms_read import Form, Read

pytestmark = pytest.mark.django_db
CHANGED = "This was changed since you opened the page"
DESK, ROOM, SELF = "caseworker:change", "caseworker:room", "resident"


class Stale(NamedTuple):
    """Two pages of one thing. `newer`: what is written on the second meanwhile."""

    page: str
    typed: dict[str, str]
    other: str
    newer: dict[str, str]


PAGES = (
    Stale(DESK, {"areas": "Harbour"}, "resident:refusals", {"areas": "Oldtown"}),
    Stale(DESK, {"days": "60"}, DESK, {"days": "30"}),
    Stale("resident:refusals", {"areas": "Harbour"}, DESK, {"areas": "Oldtown"}),
    Stale("resident:needs", {"languages": "Arabic"}, DESK, {"languages": "Spanish"}),
    Stale("resident:words", {"fears": "The dog"}, "resident:words", {"fears": "The stairs"}),
    Stale("host:home", {"beds_0": "3"}, ROOM, {"beds": "7"}),
    Stale(ROOM, {"beds": "3"}, "host:home", {"beds_0": "7"}),
    Stale("host:limits", {"size_max": "3", "age_min": ""}, "host:limits", {"size_max": "7"}),
)


def opens(page: str, service: Service, opened: Opened) -> tuple[Client, str]:
    """Whoever has this page, and its address."""
    home = service.homes[0]
    if page == DESK:
        return comes_in(service.duty), reverse(page, args=[opened.case])
    if page == ROOM:
        return comes_in(service.duty), reverse(page, args=[home, 0])
    if page.startswith(SELF):
        return comes_in(opened.resident), reverse(page)
    return comes_in(service.hosts[home]), reverse(page, args=[home] if page == "host:home" else [])


def form_of(page: str) -> Form:
    """The form of a page that writes values anew."""
    return next(form for form in Read(page).forms if STOOD in form.sent)


def body_of(form: Form, typed: dict[str, str]) -> dict[str, Any]:
    return form.sent | form.typed | {"genders": ["woman", "man"]} | typed


@pytest.mark.parametrize("one", PAGES, ids=lambda one: f"{one.page} beside {one.other}")
def test_the_newer_stays_and_what_was_typed_is_kept(one: Stale, service: Service) -> None:
    opened = service.open_case()
    client, there = opens(one.page, service, opened)
    old = form_of(text_of(client.get(there)))
    other, elsewhere = opens(one.other, service, opened)
    fresh = form_of(other.get(elsewhere).content.decode())
    assert other.post(elsewhere, body_of(fresh, one.newer)).status_code == 302

    answer = client.post(there, body_of(old, one.typed))

    page = unescape(text_of(answer))
    assert CHANGED in page
    for words in (*one.newer.values(), *one.typed.values()):
        assert words in page
    standing = form_of(client.get(there).content.decode()).typed
    assert set(one.newer.values()) <= set(standing.values())

    looked = form_of(answer.content.decode())
    assert client.post(there, body_of(looked, one.typed)).status_code == 302
    standing = form_of(client.get(there).content.decode()).typed
    assert one.typed.items() <= standing.items()


def test_a_page_that_nobody_else_wrote_on_is_taken_at_once(service: Service) -> None:
    opened = service.open_case()
    client, there = opens(DESK, service, opened)

    form = form_of(client.get(there).content.decode())

    assert client.post(there, body_of(form, {"areas": "Harbour"})).status_code == 302
