"""A caseworker's pages of a case in a real browser with script off, at the width of a phone."""

import sqlite3
from uuid import UUID

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.web.browser import Town

NARROW = {"java_script_enabled": False, "viewport": {"width": 360, "height": 740}}


def cases(town: Town, question: str) -> list[str]:
    """Cases of the invented town, by what their rows say."""
    file = f"file:{town.folder / 'hearth.sqlite3'}?mode=ro"
    with sqlite3.connect(file, uri=True) as database:
        return [str(UUID(row[0])) for row in database.execute(question)]


def goes_to(page: Page, town: Town, case: str, name: str) -> None:
    to = reverse(f"caseworker:{name}", args=[case])
    answer = page.goto(town.address.rstrip("/") + to)
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1


def test_from_a_shortlist_to_an_offer_and_its_end_without_script(town: Town) -> None:
    waiting = cases(
        town,
        "select id from store_caserow where state = 'waiting'"
        " and id not in (select case_id from store_offerrow)"
        " and id not in (select case_id from store_placementrow)",
    )
    page = town.enters("duty", **NARROW)
    for case in waiting:
        goes_to(page, town, case, "shortlist")
        page.get_by_role("button", name="Make the shortlist").click()
        assert page.get_by_role("alert").inner_text().endswith("The shortlist is made.")
        if page.get_by_role("checkbox").count() >= 2:
            break
    for at in (0, 1):
        page.get_by_role("checkbox").nth(at).check()
    page.get_by_role("button", name="See those chosen side by side").click()
    assert page.get_by_text("The same", exact=True).count() >= 1
    page.get_by_role("link", name="Offer this home").first.click()
    described = page.locator(".govuk-inset-text li").all_inner_texts()
    page.get_by_role("button", name="Put this home to them").click()
    assert page.locator("section li").all_inner_texts()[: len(described)] == described

    page.locator("summary").first.click()
    page.get_by_role("button", name="End this offer").click()

    assert page.get_by_role("alert").inner_text().endswith("The offer has ended.")


def test_from_a_planned_move_to_the_end_of_a_stay_without_script(town: Town) -> None:
    case = cases(town, "select case_id from store_placementrow where state = 'planned'")[0]
    page = town.enters("duty", **NARROW)
    goes_to(page, town, case, "move")
    page.get_by_role("button", name="They have moved in").click()
    assert "They live there" in page.locator("main").inner_text()
    page.get_by_role("link", name="The stay has ended").click()
    page.get_by_role("button", name="End the stay").click()
    assert page.locator(".govuk-error-summary").is_visible()
    page.get_by_label("The person wished to move").check()
    page.get_by_role("button", name="End the stay").click()

    assert page.get_by_text("The person wished to move").count() == 1


@pytest.mark.parametrize("name", ["shortlist", "stay", "permanence", "offered", "card", "move"])
def test_at_the_width_of_a_phone_no_page_is_wider_than_the_screen(town: Town, name: str) -> None:
    case = cases(town, "select case_id from store_placementrow where state = 'living'")[0]
    page = town.enters("duty", viewport={"width": 320, "height": 700})
    goes_to(page, town, case, name)

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
