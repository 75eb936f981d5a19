"""Every page that anybody can come to along links, held to the same promises."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.utils import translation
from playwright.sync_api import Page, Response

from hearth.web.words import say
from tests.length import LONG
from tests.web.browser import Town
from tests.web.crawl import (
    NARROW,
    Walk,
    inaccessible,
    too_heavy,
    too_wide,
    wrong_headers,
)

MOST = 60 if LONG else 25
NOBODY, RESIDENTS, HOSTS = "nobody", "resident", "host"
STAFF = ("duty", "lead", "visitor", "manager", "clinician", "auditor", "administrator")
WALKS = [(one, "en") for one in (NOBODY, RESIDENTS, HOSTS, *STAFF)]
if LONG:
    WALKS += [(who, "ar") for who, _ in WALKS]
QUIET = ("/me/", "/home/")


def entering(town: Town, who: str) -> list[str]:
    """The keys of everybody of this kind; of residents and hosts all, for each is elsewhere."""
    people = json.loads((town.folder / "trial.json").read_text("utf-8"))
    keys = [one["key"] for one in people]
    return [key for key in keys if key == who or key.startswith(f"{who}-")]


def one_heading(page: Page) -> Iterator[str]:
    count = page.locator("h1:visible").count()
    if count != 1:
        yield f"has {count} first headings"


def telling_title(page: Page, language: str) -> Iterator[str]:
    """A title that says where one is to staff, and nothing at all to who looks over a shoulder."""
    title, path = page.title(), urlsplit(page.url).path
    with translation.override(language):
        quiet = say("My page")
    if path.startswith(QUIET) and title != quiet:
        yield f"is called {title}"
    if not title.strip(" -") or title.startswith((" -", "- ")):
        yield "has no title"


def as_it_is(page: Page, answer: Response) -> Iterator[str]:
    """What is wrong with a page in English: as loaded, then dark, then narrow."""
    yield from one_heading(page)
    yield from telling_title(page, "en")
    yield from wrong_headers(answer)
    yield from too_heavy(page)
    yield from inaccessible(page, "light")
    yield from too_wide(page)
    if LONG:
        page.emulate_media(color_scheme="dark")
        yield from inaccessible(page, "dark", ("color-contrast", "link-in-text-block"))
        page.emulate_media(color_scheme="light", contrast="more")
        yield from inaccessible(page, "contrast", ("color-contrast",))
        page.emulate_media(contrast="no-preference")


def from_the_right(page: Page, answer: Response) -> Iterator[str]:
    """What is wrong with a page in Arabic."""
    if page.locator("html").get_attribute("dir") != "rtl":
        yield "is not written from the right"
    yield from telling_title(page, "ar")
    yield from inaccessible(page, "from the right")
    yield from too_wide(page)


@pytest.mark.parametrize(("who", "language"), WALKS)
def test_every_page_is_whole_readable_and_sent_to_nobody_else(
    town: Town, who: str, language: str
) -> None:
    walk = Walk(town.address, MOST, as_it_is if language == "en" else from_the_right)
    speaks = [{"name": "l", "value": language, "url": town.address}]
    if who == NOBODY:
        page = town.somebody()
        page.context.add_cookies(speaks)
        walk.through(page, town.address, *(f"{town.address}{one}" for one in ("looks", "out")))
    for key in entering(town, who):
        page = town.enters(key, viewport={"width": 1000, "height": 800})
        page.context.add_cookies(speaks)
        walk.through(page, page.url)
        page.context.close()

    assert walk.seen
    assert not walk.complaints, "\n".join(walk.complaints)


def test_where_there_is_nothing_the_page_says_so_calmly(town: Town) -> None:
    page = town.somebody(viewport={"width": NARROW, "height": 700})

    answer = page.goto(f"{town.address}never-was")

    assert answer is not None
    assert answer.status == 404
    assert list(inaccessible(page, "light")) == []
    assert list(too_wide(page)) == []
    assert all("404" in error for error in town.errors)
    town.errors.clear()
