"""Pages to which no link leads: what a press opens, a lent device, a form that came back."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Response

from tests.length import LONG
from tests.web.browser import Town
from tests.web.handover.test_handover_seen import hands_over, takes_somebody_in
from tests.web.test_every_page import HOSTS, NOBODY, RESIDENTS, as_it_is, entering

QUESTIONS = ("who", "tonight", "needs", "with", "away", "periods")
INTAKE = ("", *(f"/{one}" for one in QUESTIONS), "/check") if LONG else ("/check",)
# A page of each audience with a form that nobody can send empty.
EMPTY = {RESIDENTS: "me/reach/ways"}
MORE_EMPTY = {
    NOBODY: "say",
    HOSTS: "home/diary",
    "lead": "desk/rounds/",
    "visitor": "keys",
    "manager": "colleagues/tokens",
    "clinician": "results/",
    "auditor": "keys",
    "administrator": "keys",
}
FORM = "main form[method=post]:has(input:not([type=hidden]), select, textarea)"
EMPTIED = """form => {
  for (const one of form.querySelectorAll("input:not([type=hidden]), textarea")) one.value = "";
  form.submit();
}"""
WIDE = {"viewport": {"width": 1000, "height": 800}}


def wrong_with(page: Page, answer: Response | None) -> Iterator[str]:
    """What is wrong with the page that was answered, each line with its address."""
    assert answer is not None
    path = urlsplit(page.url).path
    yield from (f"{path}: {line}" for line in as_it_is(page, answer))


def sent_empty(page: Page) -> Response:
    """Send the first form of the page's own without a word in it."""
    with page.expect_navigation() as sent:
        page.locator(FORM).first.evaluate(EMPTIED)
    return sent.value


def test_intake_and_a_lent_device_are_whole_and_readable(town: Town) -> None:
    page = takes_somebody_in(town, **WIDE)
    begun = page.url.rsplit("/", 1)[0]
    complaints = [line for one in INTAKE for line in wrong_with(page, page.goto(f"{begun}{one}"))]

    hands_over(page)
    complaints += wrong_with(page, page.reload())
    assert page.locator(".h-give-back__button").count() == 1
    complaints += wrong_with(page, page.goto(f"{town.address}back"))

    assert not complaints, "\n".join(complaints)


@pytest.mark.skipif(not LONG, reason="in the long form: a page in a browser takes a second")
def test_homes_compared_are_whole_and_readable(town: Town) -> None:
    page = town.enters("duty", **WIDE)
    page.goto(f"{town.address}office/")
    cases = page.eval_on_selector_all("#waiting ~ ul a", "all => all.map(a => a.href)")
    for case in cases:
        page.goto(f"{case}/shortlist")
        if page.locator("[name=home]").count() > 1:
            break
    for at in (0, 1):
        page.locator("[name=home]").nth(at).check()
    with page.expect_navigation() as compared:
        page.locator("form[action$=compare] button").first.click()

    assert page.url.split("?")[0].endswith("/compare")
    complaints = list(wrong_with(page, compared.value))
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize(
    ("who", "address"), [*EMPTY.items(), *(MORE_EMPTY.items() if LONG else ())]
)
def test_a_form_that_came_back_is_whole_and_readable(town: Town, who: str, address: str) -> None:
    page = town.somebody(**WIDE) if who == NOBODY else town.enters(entering(town, who)[0], **WIDE)
    page.goto(f"{town.address}{address}")

    answer = sent_empty(page)

    assert page.locator(".govuk-error-summary").count() == 1
    complaints = list(wrong_with(page, answer))
    assert not complaints, "\n".join(complaints)
