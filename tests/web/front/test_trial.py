"""What the trial has to show: a way in as residents have, two offices, two leads, matters of each
age."""

import json
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from hearth.cli.trial.matters import COLD, LATE, OF_THE_LEAD
from hearth.cli.trial.people import COLLEAGUE, FIRST_OFFICE, HARBOUR, SECOND_LEAD
from tests.web.browser import Town
from tests.web.front.in_use import fills, presses


def sheets(town: Town) -> Iterator[tuple[str, str]]:
    for one in json.loads((town.folder / "trial.json").read_text("utf-8")):
        if one["code"]:
            yield one["code"], one["secret"]


def at_the_door(town: Town) -> Page:
    """The page to sign in on, from the card that tells code and secret."""
    page = town.somebody()
    page.goto(town.address)
    with page.expect_navigation():
        page.get_by_role("link", name="Sign in").click()
    return page


def test_a_resident_signs_in_by_their_code_and_their_own_secret(town: Town) -> None:
    [(code, secret)] = sheets(town)
    page = at_the_door(town)

    fills(page, name=code.lower().replace("-", " "), secret=secret)
    presses(page, "Sign in")

    assert page.url.startswith(f"{town.address}me")


def test_the_code_alone_opens_nothing(town: Town) -> None:
    [(code, _secret)] = sheets(town)
    page = at_the_door(town)

    fills(page, name=code, secret="")
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.locator("main")).to_contain_text("do not go together")


def cases_of(page: Page) -> set[str]:
    found = page.locator('main a[href*="/case/"]').evaluate_all("all => all.map(one => one.href)")
    return {one.split("/case/")[1].split("/")[0] for one in found}


def test_the_other_office_is_asked_for_one_case_and_has_its_own(town: Town) -> None:
    harbour, colleague = town.enters(HARBOUR), town.enters(COLLEAGUE)

    theirs, ours = cases_of(harbour), cases_of(colleague)
    with harbour.expect_navigation():
        harbour.get_by_role("link", name="Another office asks yours to take 1 case").click()
    expect(harbour.locator("main")).to_contain_text(FIRST_OFFICE)
    assert theirs
    assert ours
    assert not theirs & ours


def said_to(page: Page, town: Town) -> str:
    """Every concern that a lead may open, read one after the other."""
    found = page.locator('main a[href*="/said/"]').evaluate_all("all => all.map(o => o.href)")
    words = []
    for to in dict.fromkeys(found):
        page.goto(to)
        words.append(page.locator("main").inner_text())
    return "\n".join(words)


def test_what_is_about_a_lead_is_shown_to_the_other_one(town: Town) -> None:
    first, second = town.enters("lead"), town.enters(SECOND_LEAD)
    board = first.locator("main").inner_text()
    assert "overdue" in board
    assert "level 3" not in board

    to_first, to_second = said_to(first, town), said_to(second, town)

    assert OF_THE_LEAD not in to_first
    assert OF_THE_LEAD in to_second
    for words in (COLD, LATE):
        assert words in to_first
        assert words in to_second
