"""The host's table and the visitor's round in a real browser: no script, a small phone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page

from tests.web.browser import Town

SMALL = {"width": 320, "height": 640}
HOST = ("", "asked", "people", "rooms", "rooms/who", "steps", "diary")


def no_wider_than_the_phone(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_every_page_of_a_host_fits_a_small_phone_and_is_called_the_same(town: Town) -> None:
    page = town.enters("host-8", viewport=SMALL)

    for name in HOST:
        page.goto(f"{town.address}home/{name}")
        assert page.title() == "My page", name
        assert page.locator("h1").count() == 1, name
        assert no_wider_than_the_phone(page), name


def test_a_host_answers_tonight_by_one_press_without_script(town: Town) -> None:
    page = town.enters("host-6", java_script_enabled=False)

    page.get_by_role("button", name="No, not tonight").click()

    assert "We know about tonight" in page.locator("main").inner_text()
    assert "nobody can come tonight" in page.locator("main").inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_whoever_would_like_to_be_a_host_writes_to_the_office(town: Town, script: bool) -> None:
    page = town.somebody(java_script_enabled=script, viewport=SMALL)
    page.goto(f"{town.address}join/")
    page.get_by_label("Your name").fill("Ada Lind")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("There is a problem").wait_for()
    assert page.get_by_label("Your name").input_value() == "Ada Lind"

    page.get_by_label("Your telephone number").fill("0123 456")
    page.get_by_label("Which town or village do you live in?").fill("Thornby")
    page.get_by_label("Who lives with you, or visits often?").fill("I live alone.")
    page.get_by_label("What could you offer?").fill("A room for one.")
    page.get_by_role("button", name="Send").click()

    page.get_by_role("heading", name="The office has it").wait_for()
    assert "Ada" not in page.content()


def test_a_visitor_takes_a_visit_on_writes_two_talks_and_hands_them_in(town: Town) -> None:
    page = town.enters("visitor", java_script_enabled=False)
    page.get_by_role("link", name="Visit due on").first.click()
    page.get_by_role("button", name="Take this visit on today").click()
    assert page.get_by_text("Where", exact=True).count() == 1

    for link, began, ended in (
        ("The talk with the guest, alone", "10:00", "10:30"),
        ("The talk with the host", "11:00", "11:20"),
    ):
        page.get_by_role("link", name=link).click()
        write(page, began, ended)
    assert "this visit counts" in page.locator("main").inner_text()
    page.get_by_role("button", name="Hand in and seal").click()

    assert "The visit counts" in page.locator("main").inner_text()
    back = page.go_back()
    assert back is not None
    assert back.status == 404
    assert "I sleep well" not in page.content()
    town.errors.clear()  # the browser complains of the page that is gone, as it should be


def write(page: Page, began: str, ended: str) -> None:
    yesterday = (datetime.now(UTC) - timedelta(days=1)).date()
    page.get_by_label("On which day?").fill(yesterday.isoformat())
    page.get_by_label("When did it begin?").fill(began)
    page.get_by_label("When did it end?").fill(ended)
    page.get_by_label("Where were you?").fill("on a walk")
    page.get_by_role("group", name="How did you meet?").get_by_role("radio").first.check()
    page.get_by_role("radio", name="No").first.check()
    if page.get_by_text("Do they feel safe here?").count():
        page.get_by_role("radio", name="Yes", exact=True).first.check()
    else:
        page.get_by_role("group", name="Has anything changed").get_by_role(
            "radio", name="No"
        ).check()
    page.get_by_label("What else was said?").fill("I sleep well.")
    page.get_by_role("button", name="Keep this talk").click()
