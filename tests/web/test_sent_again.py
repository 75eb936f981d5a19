"""What was typed is not lost when its form does not arrive, and arrives once when it is sent again.

In a real browser: the server is killed between the typing and the press, and started again.
"""

import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import Town, enters_as, served
from tests.web.test_drafts_kept import BEGAN, kill

SAID = "He stood at the gate again, and he knew my name."
NOT_SENT = "This was not sent"
TOO_OLD = "This page was open for too long"
QUIET = ("resident-1", "host-8")
STORED = "async () => [localStorage.length, sessionStorage.length, (await caches.keys()).length]"


@pytest.fixture
def folder(town: Town, tmp_path: Path) -> Path:
    """A folder of its own with the same town in it."""
    return shutil.copytree(town.folder, tmp_path / "town")


def at_the_diary(page: Page, address: str) -> None:
    page.goto(f"{address}home/diary")


def at_the_button(page: Page, address: str) -> None:
    page.goto(f"{address}me/say")


def at_what_was_told(page: Page, address: str) -> None:
    """Of the first case on the board."""
    page.goto(f"{address}office/")
    case = page.locator('a[href^="/office/case/"]').first.get_attribute("href") or ""
    page.goto(f"{address}office/case/{case.split('/')[3]}/told")


def at_a_concern(page: Page, address: str) -> None:
    page.goto(f"{address}desk/said/")
    page.locator('main a[href^="/desk/said/"]').first.click()
    page.wait_for_url("**/desk/said/*/")


EVERYBODY = {
    "resident-1": (at_the_button, "words"),
    "host-8": (at_the_diary, "words"),
    "duty": (at_what_was_told, "keep_away"),
    "lead": (at_a_concern, "letter"),
}


def press(page: Page, field: str) -> None:
    """The last button of the form in which this field is: the one that sends it."""
    form = page.locator(f"form:has(textarea[name={field}])").first
    form.locator("button:not([type=button])").last.click()


def area(page: Page, field: str) -> str:
    return page.locator(f"textarea[name={field}]").first.input_value()


def what_was_begun(town: Town, address: str, who: str) -> str:
    """What is given back to whoever signs in elsewhere; to a resident or host, on a press."""
    opens, field = EVERYBODY[who]
    page = town.browser.new_context().new_page()
    page.set_default_timeout(10_000)
    page.goto(address)
    enters_as(page, who)
    opens(page, address)
    page.get_by_text(BEGAN).wait_for()
    if who in QUIET:
        assert SAID not in page.content()
        assert area(page, field) == ""
        page.get_by_role("button", name="Show what I began").click()
    found = area(page, field)
    page.context.close()
    return found


def test_a_form_of_every_audience_outlives_a_killed_server_and_arrives_once(
    town: Town, folder: Path
) -> None:
    pages = dict[str, Page]()
    with served(folder) as (address, process):
        for who, (opens, field) in EVERYBODY.items():
            page = pages[who] = town.browser.new_context().new_page()
            page.set_default_timeout(10_000)
            page.goto(address)
            enters_as(page, who)
            opens(page, address)
            with page.expect_response("**/drafts"):
                page.locator(f"textarea[name={field}]").first.fill(SAID)
        kill(process)
        for who, page in pages.items():
            field = EVERYBODY[who][1]
            press(page, field)
            expect(page.get_by_text(NOT_SENT)).to_be_visible(timeout=15_000)
            assert area(page, field) == SAID, who

    with served(folder, "--port", str(urlsplit(address).port)) as (again, _):
        assert again == address
        for who, page in pages.items():
            opens, field = EVERYBODY[who]
            assert what_was_begun(town, address, who) == SAID, who
            press(page, field)
            page.wait_for_url("**done=*")
            opens(page, address)
            arrived = page.get_by_text(SAID, exact=True).count()
            assert arrived == 1 or who == "duty", (who, arrived)
            assert page.get_by_text(BEGAN).count() == 0
            if who in QUIET:
                assert page.evaluate(STORED) == [0, 0, 0]


@pytest.mark.parametrize("who", ["host-8", "lead"])
def test_a_page_with_an_old_token_is_sent_by_a_second_press(town: Town, who: str) -> None:
    page = town.enters(who)
    opens, field = EVERYBODY[who]
    opens(page, town.address)
    page.locator(f"textarea[name={field}]").first.fill(SAID)
    page.context.clear_cookies(name="c")
    page.context.add_cookies([{"name": "c", "value": "k" * 32, "url": town.address}])

    press(page, field)
    expect(page.get_by_text(TOO_OLD)).to_be_visible()
    assert area(page, field) == SAID
    form = page.locator(f"form:has(textarea[name={field}])").first
    form.evaluate("form => form.requestSubmit()")  # a button presses once in a second

    page.wait_for_url("**done=*")
    assert page.get_by_text(SAID, exact=True).count() == 1
    town.errors.clear()  # the browser tells of the form that was not taken


def test_nothing_begun_is_left_where_somebody_left_in_haste(town: Town) -> None:
    page = town.enters("resident-1")
    at_the_button(page, town.address)
    with page.expect_response("**/drafts"):
        page.locator("textarea[name=words]").fill(SAID)

    page.get_by_role("button", name="Close this page").click()
    page.wait_for_url("**/out")

    assert SAID not in page.content()
    assert page.evaluate(STORED) == [0, 0, 0]
    page.go_back()
    assert SAID not in page.content()
    assert what_was_begun(town, town.address, "resident-1") == SAID


def test_what_was_begun_is_thrown_away_by_a_press(town: Town) -> None:
    page = town.enters("host-8")
    at_the_diary(page, town.address)
    with page.expect_response("**/drafts"):
        page.locator("textarea[name=words]").fill(SAID)
    at_the_diary(page, town.address)

    with page.expect_response("**/drafts"):
        page.get_by_role("button", name="Throw away what I began").click()

    with page.expect_response("**/drafts?*"):
        at_the_diary(page, town.address)
    assert page.get_by_text(BEGAN).count() == 0
