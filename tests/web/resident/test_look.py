"""A resident's pages in a real browser: readable by anybody, on a small old phone."""

import re
from collections.abc import Iterator, Sequence

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.web.browser import Town

PAGES = (
    *("", "closing", "told", "told/needs", "told/no", "told/words", "told/times", "places", "own"),
    *("reach", "reach/change", "reach/ways", "opened", "talks", "say", "stay", "stay/end"),
)
SMALL = {"width": 320, "height": 568}


def seen_by(page: Page, town: Town, pages: Sequence[str] = PAGES) -> Iterator[str]:
    """Each of these pages of whoever is signed in, one after the other; and each home offered."""
    page.goto(f"{town.address}me/places")
    homes = page.locator("main li a").evaluate_all("all => all.map(one => one.href)")
    answers = [f"{home}/{word}" for home in homes for word in ("yes", "no", "back")]
    for one in (*(f"{town.address}me/{name}" for name in pages), *homes, *answers):
        page.goto(one)
        yield one


def violations(page: Page) -> list[str]:
    """What axe finds against the page; the note that all is a trial belongs to the frame."""
    found = Axe().run(page, context={"exclude": [[".h-demo"]]}).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("key", ["resident-0", "resident-2", "resident-7"])
def test_nothing_stands_in_the_way_of_a_reader(town: Town, key: str) -> None:
    page = town.enters(key, viewport=SMALL, has_touch=True)

    for address in seen_by(page, town):
        assert violations(page) == [], address
        assert page.locator("h1").count() == 1, address
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], address
        assert page.title() == "My page"


def test_from_the_right_as_well(town: Town) -> None:
    page = town.enters("resident-8", viewport=SMALL)
    page.get_by_role("button", name="العربية").click()
    page.locator("html[dir=rtl]").wait_for()

    for address in seen_by(page, town, ["", "told", "reach/ways", "say", "stay"]):
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= SMALL["width"], address


def test_at_twice_the_size_nothing_is_cut_off(town: Town) -> None:
    page = town.enters("resident-8", viewport={"width": 640, "height": 480})

    for address in seen_by(page, town):
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 640, address


def test_by_keyboard_the_way_out_comes_right_after_the_way_to_the_words(town: Town) -> None:
    page = town.enters("resident-8")
    page.goto(f"{town.address}me/stay")

    reached = []
    for _ in range(2):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))

    assert reached[0] == "Go to what this page is about"
    assert reached[1].startswith("Close this page")


def test_an_offer_is_answered_by_keyboard_alone(town: Town) -> None:
    page = town.enters("resident-2")
    page.goto(f"{town.address}me/")
    page.get_by_role("link", name="Read about the home").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/places/*")
    page.get_by_role("link", name="No, not this home").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/no")
    assert page.get_by_role("radio", checked=True).count() == 0


AFTER_LINKS = "all => [...new Set(all.map(one => getComputedStyle(one, '::after').content))]"


def test_paper_does_not_say_where_links_lead(town: Town) -> None:
    page = town.enters("resident-2")
    page.goto(f"{town.address}me/")
    page.emulate_media(media="print")

    assert page.locator("main a").evaluate_all(AFTER_LINKS) == ["none"]


ORDER = """all => all.map(one => {
  const words = one.firstChild, text = words.data, range = document.createRange();
  const at = (from, to) => { range.setStart(words, from); range.setEnd(words, to);
    return range.getBoundingClientRect().left; };
  return [text, at(0, 1) < at(text.length - 1, text.length)];
})"""


def test_a_telephone_is_read_in_its_own_order_on_a_page_from_the_right(town: Town) -> None:
    page = town.enters("resident-8", viewport=SMALL)
    page.get_by_role("button", name="العربية").click()
    page.locator("html[dir=rtl]").wait_for()
    page.goto(f"{town.address}me/stay")

    told = dict(page.locator("dd bdi").evaluate_all(ORDER))

    numbers = [text for text in told if re.fullmatch(r"[0-9]+[0-9 -]+", text)]
    assert numbers
    assert all(told[text] for text in numbers)


def test_a_telephone_is_typed_in_its_own_order_on_a_page_from_the_right(town: Town) -> None:
    page = town.enters("resident-8", viewport=SMALL)
    page.get_by_role("button", name="العربية").click()
    page.locator("html[dir=rtl]").wait_for()
    page.goto(f"{town.address}me/reach/ways")
    way = "one => getComputedStyle(one).direction"

    assert page.locator('input[name="phone"]').evaluate(way) == "ltr"
    assert page.locator('input[name="mail"]').evaluate(way) == "ltr"
    assert page.locator('textarea[name="post"]').evaluate(way) == "rtl"
