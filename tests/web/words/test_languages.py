"""Whoever reads in another language meets no sentence of ours in English: every page, walked."""

import html
import re
from collections.abc import Iterator
from functools import cache
from re import Pattern

import pytest
from django.test import Client
from django.urls import reverse

from hearth.actions import introduction
from hearth.core.home import Home, Kind, Room
from hearth.core.ids import HomeId, HostId
from hearth.core.offer import FIELDS
from hearth.core.person import Feature
from tests.builders import MOMENT, an_id
from tests.length import LONG
from tests.service import a_service
from tests.web.doors import comes_in, open_doors
from tools import words

AGES = r"\d+ (?:bab(?:y|ies)|child(?:ren)? under|young p\w+|adults?|of an age|p\w+ of an age)"
LINK = re.compile(r'href="(/(?:me|home)/[^"#?]*)"')
NODE = re.compile(r">([^<>]+)<")
LEFT_OUT = re.compile(r"<(template|script|style)\b.*?</\1>|<!--.*?-->", re.DOTALL)
MOST = 60
# That every text is there in each language is another test's; one shows what never was a text.
WALKED = words.LANGUAGES if LONG else ("uk",)


@pytest.fixture
def readers(db: None) -> list[Client]:
    """Somebody to whom a home is put, somebody who has a result and a home, and a host of each."""
    service = a_service(homes=2 * 6)
    open_doors(service)
    asked, meets, lives = (service.open_case() for _ in range(3))
    service.enter_result(lives)
    service.live(lives, service.homes[1])
    offered = service.put_offer(meets, service.homes[0])
    service.agree(offered, meets)
    introduction.arrange(offer_id=offered, by=service.duty, now=MOMENT)
    service.put_offer(asked, service.homes[2])
    hosts = [service.hosts[service.homes[at]] for at in (0, 1)]
    return [comes_in(one) for one in (*(each.resident for each in (asked, meets, lives)), *hosts)]


def pattern(text: str) -> Pattern[str]:
    """What a text is with its places filled in; those called `num` hold a number."""
    parts = re.split(r"%\((\w+)\)s", text)
    filled = (
        (r"[\d.,]+" if part == "num" else ".+") if at % 2 else re.escape(part)
        for at, part in enumerate(parts)
    )
    return re.compile("".join(filled).replace("%%", "%"))


@cache
def ours(language: str) -> tuple[frozenset[str], tuple[Pattern[str], ...]]:
    """English sentences that are said otherwise in this language: whole ones, and with places."""
    whole, with_places = set(), []
    for said, otherwise in words.known(language).items():
        for text in said if said != otherwise else ():
            left = words.PLACE.sub("", text)
            if not re.search("[A-Za-z]{2}", left):
                continue
            if words.places(text):
                with_places.append(pattern(text))
            else:
                whole.add(text)
    return frozenset(whole), tuple(with_places)


def put() -> str:
    """Any part of a description, as it is put in English."""
    every = [
        Home(
            id=HomeId(an_id()),
            host=HostId(an_id()),
            kind=kind,
            rooms=(Room(beds=1),),
            features=frozenset(Feature),
        )
        for kind in Kind
    ]
    said = {part for one in every for field in FIELDS.values() for part in field(one).split(", ")}
    return "|".join(re.escape(one) for one in sorted(said) if one and not one[0].isdigit())


def english(page: str, language: str) -> Iterator[str]:
    whole, with_places = ours(language)
    raw = re.compile(rf"\b(?:{put()}|\d+ rooms?|in north|{AGES})\b")
    for node in NODE.findall(LEFT_OUT.sub("", page)):
        text = " ".join(html.unescape(node).split())
        is_ours = text in whole or any(one.fullmatch(text) for one in with_places)
        if is_ours or raw.search(text):
            yield text


def walked(browser: Client) -> Iterator[tuple[str, str]]:
    """Every page of a resident or a host along links, each address once."""
    first = browser.get("/", follow=True)
    ahead, seen = [first.request["PATH_INFO"]], set[str]()
    while ahead and len(seen) < MOST:
        address = ahead.pop(0)
        if address in seen:
            continue
        seen.add(address)
        answer = browser.get(address, follow=True)
        if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
            continue
        page = answer.content.decode()
        yield address, page
        ahead += [html.unescape(link) for link in LINK.findall(page)]


@pytest.mark.parametrize("language", WALKED)
def test_no_page_of_a_resident_or_a_host_is_part_english(
    readers: list[Client], language: str
) -> None:
    found, pages = [], 0
    for browser in readers:
        browser.cookies["l"] = language
        for address, page in walked(browser):
            pages += 1
            found += [f"{address}: {one}" for one in english(page, language)]

    assert found == []
    assert pages > 60


@pytest.mark.django_db
@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_refusal_is_said_in_the_readers_language(language: str) -> None:
    service = a_service(homes=6)
    open_doors(service)
    opened = service.open_case()
    home = service.put_offer(opened)
    service.agree(home, opened)
    resident, host = comes_in(opened.resident), comes_in(service.hosts[service.homes[0]])
    resident.cookies["l"] = host.cookies["l"] = language

    answers = [
        resident.post(f"/me/places/{home}/answer", {"willing": "yes"}),
        host.post(reverse("host:answer", args=[home]), {}),
    ]

    for answer in answers:
        page = answer.content.decode()
        assert answer.status_code in {409, 422}, page
        assert list(english(page, language)) == []
        assert not any(one in page for one in ("nothing to answer", "press yes"))
