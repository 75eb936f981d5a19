"""The pages of the staff's other desks in a real browser: whole, narrow, by keyboard."""

import pytest
from playwright.sync_api import Page

from tests.web.browser import Town

PAGES = {
    "lead": ("/desk/", "/colleagues/"),
    "manager": ("/figures/", "/figures/homes/"),
    "auditor": (
        "/record/",
        "/record/entries/",
        "/record/case/",
        "/record/verify/",
        "/record/checkpoint/",
    ),
    "administrator": ("/accounts/", "/accounts/circles/"),
    "clinician": ("/results/",),
    "duty": ("/colleagues/",),
}
NARROW = {"viewport": {"width": 320, "height": 700}}


def beyond_the_edge(page: Page) -> int:
    """How many pixels of the page lie beyond its right edge."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("key", PAGES)
def test_each_page_has_one_heading_and_fits_a_narrow_screen(town: Town, key: str) -> None:
    page = town.enters(key, **NARROW)

    for to in PAGES[key]:
        page.goto(f"{town.address.rstrip('/')}{to}")
        assert page.locator("h1").count() == 1, to
        assert beyond_the_edge(page) <= 0, to


def test_a_lead_opens_what_was_said_without_script(town: Town) -> None:
    page = town.enters("lead", java_script_enabled=False)
    page.get_by_role("link", name="A worry").first.click()
    page.get_by_role("link", name="The stay it is about").click()

    page.get_by_role("button", name="Open what was said").click()
    assert page.get_by_role("alert").count() == 1
    page.get_by_label("What do you need it for?").fill("to weigh the worry that was raised")
    page.get_by_role("button", name="Open what was said").click()

    assert page.locator("h1").inner_text() == "What was said"
    assert page.locator("blockquote").count() > 0


def test_a_manager_works_the_figures_out_and_opens_a_table_by_keyboard(town: Town) -> None:
    page = town.enters("manager")

    page.get_by_role("button", name="Work it out").press("Enter")
    page.locator("summary").first.press("Enter")

    assert page.locator("svg[role=img]").count() == 3
    assert page.get_by_role("table").first.is_visible()


def test_an_account_is_proposed_and_confirmed_by_the_office(town: Town) -> None:
    desk = town.enters("administrator")
    desk.get_by_label("visitor", exact=True).check()
    desk.get_by_role("button", name="Propose it", exact=True).click()

    office = town.enters("duty")
    office.get_by_role("link", name="Colleagues").click()
    office.get_by_role("button", name="Make this account").first.click()

    assert office.locator("h1").inner_text() == "The account is made"
