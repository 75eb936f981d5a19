"""What is typed outlives the server and the browser, killed at any moment, but for two seconds."""

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.browser import ARGUMENTS, Town, find_browser, served

KILLS = int(os.environ.get("HEARTH_TEST_KILLS", "2"))
LOST_AT_MOST_S = 2.0
KEY_MS = 40
STORY = "He knows the street and the colour of the door, and he said that he would wait there. " * 8


@pytest.fixture
def folder(town: Town, tmp_path: Path) -> Iterator[Path]:
    """A copy of the invented town, to be served by a server that may be killed."""
    copy = tmp_path / "town"
    shutil.copytree(town.folder, copy)
    yield copy
    shutil.rmtree(copy)


def test_at_most_two_seconds_of_typing_are_lost(town: Town, folder: Path) -> None:
    chance = random.Random(20310504)
    for _ in range(KILLS):
        typed, before = types_until_all_is_killed(another_browser(town), folder, chance)
        kept = what_was_kept(another_browser(town), folder)
        assert typed.startswith(kept)
        assert len(kept) >= before, f"of {len(typed)} keys, {len(typed) - len(kept)} were lost"


def another_browser(town: Town) -> Browser:
    """A browser with nothing of any other in it."""
    kind = town.browser.browser_type
    return kind.launch(executable_path=find_browser(), args=[*ARGUMENTS])


def types_until_all_is_killed(
    browser: Browser, folder: Path, chance: random.Random
) -> tuple[str, int]:
    """What was typed, and how much of it had been typed two seconds before the end."""
    with served(folder) as (address, process):
        page = at_the_question(browser.new_page(), address)
        until = time.monotonic() + chance.uniform(2.5, 5.0)
        moments: list[float] = []
        page.focus("[name=needs_words]")
        while time.monotonic() < until:
            page.keyboard.type(STORY[len(moments)], delay=KEY_MS)
            moments.append(time.monotonic())
        kill(process)
        ended = time.monotonic()
        browser.close()
    safe = sum(1 for moment in moments if moment <= ended - LOST_AT_MOST_S)
    return STORY[: len(moments)], safe


def kill(process: subprocess.Popen[str]) -> None:
    """As when the power fails: nothing is finished, nothing is said."""
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)


def at_the_question(page: Page, address: str) -> Page:
    """The question about needs of a new arrival."""
    page.goto(address)
    page.locator('button[name="as"][value="duty"]').click()
    page.get_by_role("button", name="Somebody is here").click()
    page.goto(page.url.replace("/who", "/needs"))
    return page


def what_was_kept(browser: Browser, folder: Path) -> str:
    """What stands in the question once the server and another browser have come up again."""
    with served(folder) as (address, _):
        page = browser.new_page()
        page.goto(address)
        page.locator('button[name="as"][value="duty"]').click()
        page.locator("#begun ~ ul a").first.click()
        page.get_by_role("link", name="What they need").click()
        kept = page.input_value("[name=needs_words]")
        browser.close()
    return kept
