"""Leaving in haste: what a real browser still shows of a resident's pages afterwards."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.web.browser import Town, enters_as

SAID = "Mill Street, by the water"
BACKS = 4
BEFORE = "data:text/html,<title>Weather</title>Rain later."


def after_leaving_nothing_is_left(page: Page) -> None:
    """Back four times, forward four times, and load each again: none shows what was typed."""
    assert page.title() == "My page"
    for step in (page.go_back, page.go_forward):
        for _ in range(BACKS):
            step()
            assert SAID not in page.content()
            if page.url.startswith("http"):
                page.reload()
            assert SAID not in page.content()
            assert page.title() in ("My page", "Weather", "")


def comes_from_elsewhere(town: Town, **how: object) -> Page:
    """Somebody invented, on a page on which something else was open before."""
    page = town.somebody(**how)
    page.goto(BEFORE)
    page.goto(town.address)
    enters_as(page, "resident-1")
    return page


def types_and_changes(page: Page, town: Town) -> None:
    """Through a question: words typed, checked, changed; all by pressing what is on the pages."""
    page.get_by_role("link", name="What I need, fear and refuse").click()
    page.wait_for_url("**/me/told")
    page.get_by_role("link", name="Change I am afraid of").click()
    page.wait_for_url("**/me/told/words")
    page.get_by_label("What are you afraid of?").fill(SAID)
    page.get_by_role("button", name="Keep this").click()
    page.wait_for_url("**/me/told?done=kept")
    assert SAID in page.content()
    page.get_by_role("link", name="Change I am afraid of").click()
    page.wait_for_url("**/me/told/words")
    assert page.get_by_label("What are you afraid of?").input_value() == SAID


def leaves_by_button(page: Page) -> None:
    page.get_by_role("button", name="Close this page").click()
    page.wait_for_url("**/out")


def leaves_by_shift(page: Page) -> None:
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url("**/out")


def is_signed_out(context: BrowserContext, town: Town) -> bool:
    page = context.new_page()
    page.goto(f"{town.address}me/told")
    found = page.url == f"{town.address}out"
    page.goto(town.address)
    found &= page.get_by_role("heading", name="Enter as").count() == 1
    page.close()
    return found


@pytest.mark.parametrize("leave", [leaves_by_button, leaves_by_shift])
def test_with_script_nothing_is_left_and_back_leads_before_the_service(
    town: Town, leave: Callable[[Page], None]
) -> None:
    page = comes_from_elsewhere(town)
    entered_at = page.evaluate("history.length")
    types_and_changes(page, town)

    assert page.evaluate("history.length") == entered_at
    leave(page)

    assert page.evaluate("history.length") == entered_at
    assert SAID not in page.content()
    page.go_back()
    assert page.url == BEFORE
    page.go_forward()
    after_leaving_nothing_is_left(page)
    assert is_signed_out(page.context, town)


@pytest.mark.parametrize("script", [False, True], ids=["no script", "links replace alone"])
def test_however_little_of_the_script_runs_nothing_is_left(town: Town, script: bool) -> None:
    page = comes_from_elsewhere(town, java_script_enabled=script)
    types_and_changes(page, town)

    if script:
        page.evaluate("document.querySelector('form[data-way-out]').submit()")
        page.wait_for_url("**/out")
    else:
        leaves_by_button(page)

    after_leaving_nothing_is_left(page)
    assert is_signed_out(page.context, town)


def test_back_leads_through_pages_about_nothing_to_what_was_open_before(town: Town) -> None:
    page = comes_from_elsewhere(town, java_script_enabled=False)
    types_and_changes(page, town)
    leaves_by_button(page)

    shown = []
    while page.url != BEFORE:
        page.go_back()
        shown.append(page.url.removeprefix(town.address))

    assert set(shown[:-2]) == {"out"}
    assert shown[-2:] == ["", BEFORE]  # the way in itself says nothing of what is behind it


def test_whoever_comes_in_again_finds_their_pages_again(town: Town) -> None:
    page = town.enters("resident-1")
    leaves_by_button(page)

    page.goto(town.address)
    enters_as(page, "resident-1")

    page.goto(f"{town.address}me/told")
    assert page.url.endswith("/me/told")


def test_the_session_ends_even_if_what_the_page_sends_on_its_way_out_is_lost(town: Town) -> None:
    page = town.enters("resident-1")
    page.route("**/out", _only_let_get)

    page.get_by_role("button", name="Close this page").click()
    page.wait_for_url("**/out")

    assert is_signed_out(page.context, town)
    town.errors.clear()  # the browser tells of the lost request


def _only_let_get(route: Route) -> None:
    if route.request.method == "POST":
        route.abort()
    else:
        route.continue_()


def test_shift_in_the_middle_of_typing_leaves_nobody_out_in_the_cold(town: Town) -> None:
    page = town.enters("resident-1")
    page.goto(f"{town.address}me/told/words")

    page.get_by_label("What do you need?").press_sequentially("ABC. Def GHI", delay=5)

    assert page.url.endswith("/me/told/words")


def test_a_mistake_in_a_form_stays_on_its_entry_and_takes_the_focus(town: Town) -> None:
    page = town.enters("resident-1")
    page.goto(f"{town.address}me/reach/change")
    length = page.evaluate("history.length")

    page.get_by_role("button", name="Go on").click()
    page.get_by_role("alert").wait_for()

    assert page.evaluate("history.length") == length
    assert page.evaluate("document.activeElement.className").startswith("govuk-error-summary")
    assert page.get_by_text("Choose one of these").count() >= 1


def test_a_host_leaves_in_the_same_way(town: Town) -> None:
    page = town.enters("host-8")

    leaves_by_button(page)

    assert is_signed_out(page.context, town)


UNDER = """(words) => {
  document.querySelector(".h-demo")?.remove();  // a service in use has no such bar
  const out = document.querySelector(".h-out__button");
  out.firstChild.textContent = words;
  const over = out.getBoundingClientRect();
  const lies = (part) => {
    const at = part.getBoundingClientRect();
    const beside = at.right <= over.left || at.left >= over.right;
    return !beside && at.top < over.bottom && at.bottom > over.top;
  };
  return [...document.querySelectorAll(".h-top a, .h-top button")].filter(lies).length;
}"""


@pytest.mark.parametrize("words", ["Close this page", "Закрити цю сторінку"])
def test_nothing_lies_under_the_way_out(town: Town, words: str) -> None:
    page = town.enters("resident-8")

    for width in (650, 800, 1_000, 1_100, 1_200, 1_400):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.evaluate(UNDER, words) == 0, width
