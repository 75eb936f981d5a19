"""Back after a form was sent, and the button once more: it is there once, and nothing is lost.

In a real browser, which then never asks whether to send a form again.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import NamedTuple
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Locator, Page

from tests.web.browser import Town
from tests.web.caseworker.test_onward_in_browser import cases, goes_to
from tests.web.test_drafts_kept import a_talk
from tests.web.test_every_form import copied
from tests.web.test_host_and_visitor_in_browser import write

__all__ = ["copied"]
WAITS = (
    "select id from store_caserow where state = 'waiting'"
    " and id not in (select case_id from store_offerrow)"
    " and id not in (select case_id from store_placementrow)"
)
LIVES = "select case_id from store_placementrow where state = 'living'"
SAID = "He stood at the gate again, and he knew my name."


def sends(page: Page, field: str) -> Locator:
    """The button of the form in which this field is."""
    form = page.locator(f"form:has([name={field}])").first
    return form.locator("button:not([type=button])").last


def somebody_is_here(page: Page, _town: Town) -> Locator:
    """The first question of an intake."""
    with page.expect_navigation():
        page.get_by_role("button", name="Somebody is here").click()
    page.locator("input[name=name]").fill("Zora Quill")
    page.locator("input[name=company][value=alone]").check()
    return sends(page, "name")


def an_offer(page: Page, town: Town) -> Locator:
    """Of the first home of a list."""
    for case in cases(town, WAITS):
        goes_to(page, town, case, "shortlist")
        page.get_by_role("button", name="Make the shortlist").click()
        page.get_by_text("The shortlist is made.").wait_for()
        if page.get_by_role("link", name="Offer this home").count():
            break
    page.get_by_role("link", name="Offer this home").first.click()
    button = page.get_by_role("button", name="Put this home to them")
    button.wait_for()
    return button


def the_end_of_a_stay(page: Page, town: Town) -> Locator:
    """Said without a reason first: the page comes back with what is missing."""
    goes_to(page, town, cases(town, LIVES)[0], "stay")
    page.get_by_role("link", name="The stay has ended").click()
    page.get_by_role("button", name="End the stay").click()
    page.get_by_text("There is a problem").wait_for()
    page.get_by_label("The person wished to move").check()
    return page.get_by_role("button", name="End the stay")


def a_concern(page: Page, town: Town) -> Locator:
    """Of a resident."""
    page.goto(f"{town.address}me/say")
    page.locator("textarea[name=words]").fill(SAID)
    return sends(page, "words")


def a_letter(page: Page, _town: Town) -> Locator:
    """To whoever raised the first concern."""
    page.goto(urljoin(page.url, "/desk/said/"))
    page.locator('main a[href^="/desk/said/"]').first.click()
    page.wait_for_url("**/desk/said/*/")
    page.locator("textarea[name=letter]").fill(SAID)
    return sends(page, "letter")


def a_weight(page: Page, town: Town) -> Locator:
    """Of the same concern, pressed before one was chosen: the page comes back and says so."""
    a_letter(page, town)
    page.get_by_role("button", name="I have read it").click()
    weigh = page.get_by_role("button", name="Write the weight down")
    weigh.click()
    page.get_by_text("There is a problem").wait_for()
    page.locator("input[name=weight]").first.check()
    return weigh


class Form(NamedTuple):
    """Whose it is, how they come to the button that sends it, and the rows that it makes one of."""

    who: str
    opens: Callable[[Page, Town], Locator]
    rows: str


FORMS = (
    Form("duty", somebody_is_here, "store_draftrow"),
    Form("duty", an_offer, "store_offerrow"),
    Form("duty", the_end_of_a_stay, "store_placementrow where state = 'ended'"),
    Form("resident-1", a_concern, "store_concernrow"),
    Form("lead", a_letter, "store_letterrow"),
    Form("lead", a_weight, "store_concernrow where state = 'weighed'"),
)


def count(town: Town, rows: str) -> int:
    """How many of these there are."""
    with closing(sqlite3.connect(town.folder / "hearth.sqlite3")) as file:
        return int(file.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])


def goes_back(page: Page, town: Town) -> None:
    """Back leads to a page of ours, and the browser asks nothing."""
    page.go_back()
    page.wait_for_load_state()
    assert page.url.startswith(town.address)
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.opens.__name__)
def test_what_was_sent_is_there_once_after_back_and_another_press(copied: Town, form: Form) -> None:
    page = copied.enters(form.who)
    button = form.opens(page, copied)
    before, there = count(copied, form.rows), page.url

    button.click()
    page.wait_for_url(lambda url: url != there)
    goes_back(page, copied)
    if button.count():
        with page.expect_response(lambda answer: answer.request.method == "POST"):
            button.click()

    assert count(copied, form.rows) == before + 1
    page.context.close()


def test_a_talk_is_kept_once_after_back_and_another_press(copied: Town) -> None:
    page = copied.enters("visitor")
    a_talk(page)
    there = page.url

    write(page, "10:00", "10:30")
    page.wait_for_url(lambda url: url != there)
    goes_back(page, copied)
    assert page.get_by_label("What else was said?").input_value() == "I sleep well."
    page.get_by_role("button", name="Keep this talk").click()
    page.wait_for_url(lambda url: url != there)

    page.goto(there)
    assert page.get_by_label("What else was said?").input_value() == "I sleep well."
    page.context.close()
