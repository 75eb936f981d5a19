"""On a lent device: the way out and the way back are in reach, and neither lies over the other."""

import pytest
from playwright.sync_api import Page

from tests.web.browser import Town
from tests.web.handover.test_handover_seen import hands_over, takes_somebody_in

SIZES = ((1280, 720), (1000, 700), (641, 700), (640, 700), (360, 640), (320, 568), (320, 256))
SCROLLED = (0, 10, 30, 60, 120, 400)
TWICE = 2  # 200 % zoom: half as many of the page's own pixels
OUT, BACK = ".h-out__button", ".h-give-back__button"
LYING_OVER = """([one, other]) => {
  const a = document.querySelector(one).getBoundingClientRect();
  const b = document.querySelector(other).getBoundingClientRect();
  return Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0.5
    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.5;
}"""
UNDER_THE_POINTER = """(one) => {
  const box = document.querySelector(one).getBoundingClientRect();
  const there = document.elementFromPoint(box.x + box.width / 2, (box.top + box.bottom) / 2);
  return there !== null && there.closest(one) !== null;
}"""


def complaints(page: Page) -> list[str]:
    """At which width and place one of the two cannot be pressed."""
    found = []
    for width, height in (*SIZES, *((w // TWICE, h // TWICE) for w, h in SIZES[:2])):
        page.set_viewport_size({"width": width, "height": height})
        for place in SCROLLED:
            page.evaluate("place => scrollTo(0, place)", place)
            if page.evaluate(LYING_OVER, [OUT, BACK]):
                found.append(f"{width} px, {place} down: one lies over the other")
            for one in (OUT, BACK):
                if not page.evaluate(UNDER_THE_POINTER, one):
                    found.append(f"{width} px, {place} down: {one} cannot be pressed")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{width} px: the page scrolls sideways")
    return found


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_way_out_and_the_way_back_never_lie_over_each_other(town: Town, language: str) -> None:
    page = takes_somebody_in(town)
    hands_over(page)
    page.context.add_cookies([{"name": "l", "value": language, "url": town.address}])
    page.goto(page.url)

    assert complaints(page) == []


def test_the_device_is_given_back_by_a_press_wherever_the_page_stands(town: Town) -> None:
    page = takes_somebody_in(town, viewport={"width": 1280, "height": 720})
    hands_over(page)
    page.evaluate("scrollTo(0, document.body.scrollHeight)")

    page.click('form[action="/back"] button')

    page.wait_for_url("**/back")
