"""What is typed outlives a server or a browser killed at any moment, but for two seconds.

Each is killed as when the power fails, at a random moment while a question is being answered.
HEARTH_TEST_KILLS says how often; `-s` prints what was lost.
"""

import os
import random
import shutil
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page

from tests.web.browser import ARGUMENTS, Town, enters_as, find_browser, served

KILLS = int(os.environ.get("HEARTH_TEST_KILLS", "2"))
LOST_AT_MOST_S = 2.0
KEY_MS = 40
FIRST_S, LAST_S = 1.0, 6.0  # between these after the first key it is killed
STORY = "He knows the street and the colour of the door, and he said that he would wait there. " * 8
SPOKEN = ("DevTools", "listening on ")  # what a browser says once it can be driven


class Typed(NamedTuple):
    """What was typed, when the typing of each key began, and when all ended. `path`: where."""

    path: str
    moments: list[float]
    ended: float

    def lost_s(self, kept: str) -> float:
        """For how long before the end nothing typed was kept. Zero where all of it was."""
        assert STORY.startswith(kept)
        assert len(kept) <= len(self.moments)
        if len(kept) == len(self.moments):
            return 0.0
        return self.ended - self.moments[len(kept)]


def test_at_most_two_seconds_are_lost_when_the_server_is_killed(town: Town, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(town.folder, folder)
    chance, lost = random.Random(20310504), list[float]()
    typed: Typed | None = None

    for at in range(KILLS + 1):
        with served(folder) as (address, process):
            if typed is not None:
                lost.append(typed.lost_s(what_was_kept(town.browser, address, typed.path)))
            if at < KILLS:
                page = at_the_question(town.browser.new_page(), address)
                typed = types_until(page, chance, lambda: kill(process))
                page.context.close()

    tell("server", lost)
    assert max(lost) <= LOST_AT_MOST_S


def test_at_most_two_seconds_are_lost_when_the_browser_is_killed(
    town: Town, tmp_path: Path
) -> None:
    chance, lost = random.Random(20310505), list[float]()
    typed: Typed | None = None

    for at in range(KILLS + 1):
        with browser_of_its_own(town, tmp_path / "profile") as (browser, process):
            if typed is not None:
                lost.append(typed.lost_s(what_was_kept(browser, town.address, typed.path)))
            if at < KILLS:
                page = at_the_question(browser.contexts[0].new_page(), town.address)
                typed = types_until(page, chance, lambda: kill(process))

    tell("browser", lost)
    assert max(lost) <= LOST_AT_MOST_S


@contextmanager
def browser_of_its_own(
    town: Town, profile: Path
) -> Iterator[tuple[Browser, subprocess.Popen[str]]]:
    """A browser with a profile that outlives it, and its process."""
    path = find_browser()
    assert path is not None
    own = ["--headless=new", "--no-first-run", "--remote-debugging-port=0"]
    process = subprocess.Popen(
        [path, *ARGUMENTS, *own, f"--user-data-dir={profile}", "about:blank"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        yield town.browser.browser_type.connect_over_cdp(_address(process)), process
    finally:
        kill(process)
        if process.stderr is not None:
            process.stderr.close()


def _address(process: subprocess.Popen[str]) -> str:
    for line in process.stderr or ():
        if line.startswith(SPOKEN[0]):
            return line.partition(SPOKEN[1])[2].strip()
    raise AssertionError("the browser did not start")


def types_until(page: Page, chance: random.Random, end: Callable[[], None]) -> Typed:
    """Key after key into the question, until a random moment at which everything ends."""
    path, moments = urlsplit(page.url).path, list[float]()
    until = time.monotonic() + chance.uniform(FIRST_S, LAST_S)
    page.focus("[name=needs_words]")
    while (now := time.monotonic()) < until:
        page.keyboard.type(STORY[len(moments)], delay=KEY_MS)
        moments.append(now)
    ended = time.monotonic()
    end()
    return Typed(path, moments, ended)


def kill(process: subprocess.Popen[str]) -> None:
    """As when the power fails: nothing is finished, nothing is said. Its children go with it."""
    if process.poll() is not None:
        return
    if os.getpgid(process.pid) == process.pid:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        os.kill(process.pid, signal.SIGKILL)
    process.wait(10)


def at_the_question(page: Page, address: str) -> Page:
    """The question about needs of a new arrival."""
    page.goto(address)
    enters_as(page, "duty")
    page.get_by_role("button", name="Somebody is here").click()
    page.goto(page.url.replace("/who", "/needs"))
    return page


def what_was_kept(browser: Browser, address: str, path: str) -> str:
    """What stands in the question once all has come up again, for whoever signs in again."""
    page = (browser.contexts[0] if browser.contexts else browser.new_context()).new_page()
    page.goto(address)
    enters_as(page, "duty")
    page.goto(f"{address}{path.lstrip('/')}")
    kept = page.input_value("[name=needs_words]")
    page.close()
    return kept


def tell(which: str, lost: list[float]) -> None:
    """What was lost, for whoever asks to see it."""
    print(
        f"{which} killed {len(lost)} times: at most {max(lost):.2f} s of typing lost, "
        f"{statistics.median(lost):.2f} s in the middle"
    )
