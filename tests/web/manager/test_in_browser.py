"""Pages of figures in a real browser, filled: readable to everybody, at every width."""

import pytest
from playwright.sync_api import Page

from tests.web.browser import Town
from tests.web.crawl import NARROW, inaccessible, too_heavy, too_wide

WORKS_OUT = {
    "lead": ("/desk/records/", "/desk/records/work-out"),
    "manager": ("/figures/outcomes/", "/figures/outcomes/work-out"),
}


def complaints(page: Page) -> list[str]:
    return [*inaccessible(page, "filled"), *too_heavy(page), *too_wide(page)]


@pytest.mark.parametrize("who", ["lead", "manager"])
def test_figures_that_were_worked_out_can_be_read_by_everybody(town: Town, who: str) -> None:
    page = town.enters(who, viewport={"width": 1000, "height": 800})
    to, work_out = WORKS_OUT[who]
    page.goto(town.address.rstrip("/") + to)

    page.locator(f'form[action="{work_out}"] button').click()

    assert page.get_by_role("alert").count() == 1
    assert page.locator("h1:visible").count() == 1
    assert page.locator(".h-chart svg").count() >= 2
    assert complaints(page) == []
    page.context.close()


def test_what_checks_can_see_is_read_and_asked_again_by_keyboard(town: Town) -> None:
    page = town.enters("lead", viewport={"width": NARROW, "height": 800})
    page.goto(f"{town.address.rstrip('/')}/desk/sight/")
    page.get_by_label("within so many days").fill("30")
    page.get_by_label("within so many days").press("Enter")
    page.wait_for_load_state()

    assert page.get_by_text("noticed by a check within 30 days").count() == 3
    assert complaints(page) == []
    page.context.close()
