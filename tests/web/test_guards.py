"""Every address says who it is for, and is not there for anybody else."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hearth.core.audience import Audience
from hearth.entry.guard import EVERYBODY
from hearth.web.menu import BEGINS, MENUS
from tests.service import a_service
from tests.web.doors import comes_in, open_doors, shown

FOR_ANYBODY = {
    "begin",
    "calendar",
    "leave",
    "out",
    "language",
    "enter",
    "looks",
    "back",
    "take_back",
    "join",
    "sent",
    "health",
    "open",
    "say",
    "receipt",
    "write",
    "refuse",
} | {
    # Steps of the way in, and useless to whoever is not on it.
    *("secret", "second", "unlock", "recover"),
}


def pages(under: URLResolver) -> Iterator[URLPattern]:
    """Every address there is."""
    for one in under.url_patterns:
        if isinstance(one, URLResolver):
            yield from pages(one)
        else:
            yield one


def audiences_of(page: URLPattern) -> Any:
    return getattr(page.callback, "audiences", None)


def test_every_address_says_who_it_is_for() -> None:
    silent = [str(page.pattern) for page in pages(get_resolver()) if audiences_of(page) is None]

    assert silent == []


def test_only_the_ways_in_and_out_are_open_to_anybody() -> None:
    open_ = {page.name for page in pages(get_resolver()) if audiences_of(page) == frozenset()}

    assert open_ == FOR_ANYBODY


def test_everybody_has_a_first_page_and_a_menu_of_their_own_pages() -> None:
    assert set(BEGINS) == set(MENUS) == EVERYBODY
    own = {page.lookup_str: audiences_of(page) for page in pages(get_resolver())}
    for audience in EVERYBODY:
        for to in (BEGINS[audience], *(entry.to for entry in MENUS[audience])):
            found = get_resolver().resolve(reverse(to))
            assert audience in own[found._func_path], to


@pytest.mark.django_db
def test_a_page_of_others_is_as_much_there_as_one_that_never_was() -> None:
    service = a_service(homes=1)
    open_doors(service)
    visitor = comes_in(service.visitor)

    theirs = visitor.get(reverse(BEGINS[Audience.CASEWORKER]))
    never = visitor.get("/office/never-was")

    assert theirs.status_code == never.status_code == 404
    assert shown(theirs) == shown(never)


@pytest.mark.django_db
def test_who_is_not_signed_in_is_asked_to_and_comes_back_to_the_page() -> None:
    open_doors(a_service(homes=1))

    answer = Client().get(reverse(BEGINS[Audience.CASEWORKER]))

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/?next=%2Foffice%2F"
