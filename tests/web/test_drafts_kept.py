"""What is typed outlives a server or a browser killed at any moment, but for two seconds.

Each is killed as when the power fails, at a random moment while somebody writes: in the intake, of
their own fears, in a host's diary, after a visit, to whoever raised a concern, each in its turn.
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
from typing import Literal, NamedTuple
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Locator, Page

from tests.web.browser import ARGUMENTS, Town, enters_as, find_browser, served

KILLS = int(os.environ.get("HEARTH_TEST_KILLS", "2"))
LOST_AT_MOST_S = 2.0
KEY_MS = 40
FIRST_S, LAST_S = 1.5, 6.0  # between these after the first key it is killed
STORY = "He knows the street and the colour of the door, and he said that he would wait there. " * 8
BEGAN = "You began to write something here"
SPOKEN = ("DevTools", "listening on ")  # what a browser says once it can be driven


class Form(NamedTuple):
    """Something to write in: whose it is, how they come to it, and the field.

    given_back : with the page itself; by a script, which says so; or by a press, where somebody
    may look on.
    """

    who: str
    opens: Callable[[Page], object]
    field: str
    given_back: Literal["in the page", "by a script", "on a press"] = "in the page"

    def text(self, page: Page) -> Locator:
        """The field itself."""
        return page.locator(f"textarea[name={self.field}]").first


def a_new_arrival(page: Page) -> None:
    """The question about needs."""
    page.get_by_role("button", name="Somebody is here").click()
    page.goto(page.url.replace("/who", "/needs"))


def their_own_words(page: Page) -> None:
    page.goto(urljoin(page.url, "/me/told/words"))


def a_diary(page: Page) -> None:
    page.goto(urljoin(page.url, "diary"))


def a_talk(page: Page) -> None:
    """With the guest, on the first visit of the round."""
    page.get_by_role("link", name="Visit due on").first.click()
    page.wait_for_url("**/round/*-*")
    take = page.get_by_role("button", name="Take this visit on today")
    if take.count():  # it is, where somebody wrote here before
        with page.expect_navigation():
            take.click()
    with page.expect_navigation():
        page.get_by_role("link", name="The talk with the guest, alone").click()


def a_letter(page: Page) -> None:
    """To whoever raised the first concern."""
    page.goto(urljoin(page.url, "/desk/said/"))
    page.locator('main a[href^="/desk/said/"]').first.click()
    page.wait_for_url("**/desk/said/*/")


FORMS = (
    Form("duty", a_new_arrival, "needs_words"),
    Form("resident-1", their_own_words, "fears", "on a press"),
    Form("lead", a_letter, "letter", "by a script"),
    Form("host-8", a_diary, "words", "on a press"),
    Form("visitor", a_talk, "said"),
)


class Typed(NamedTuple):
    """What was typed, when the typing of each key began, and when all ended. `path`: where."""

    form: Form
    path: str
    story: str
    moments: list[float]
    ended: float

    def lost_s(self, kept: str) -> float:
        """For how long before the end nothing typed was kept. Zero where all of it was.

        Where nothing of it was, what was kept there the time before may still stand.
        """
        kept = kept if self.story.startswith(kept) else ""
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
                lost.append(typed.lost_s(what_was_kept(town.browser, address, typed)))
            if at < KILLS:
                page = town.browser.new_page()
                typed = types_until(at, page, address, chance, lambda: kill(process))
                page.context.close()

    tell("server", lost)
    assert max(lost) <= LOST_AT_MOST_S


def test_at_most_two_seconds_are_lost_when_the_browser_is_killed(
    town: Town, tmp_path: Path
) -> None:
    chance, lost = random.Random(20310505), list[float]()
    typed: Typed | None = None

    with served(shutil.copytree(town.folder, tmp_path / "town")) as (address, _):
        for at in range(KILLS + 1):
            with browser_of_its_own(town, tmp_path / "profile") as (browser, process):
                if typed is not None:
                    lost.append(typed.lost_s(what_was_kept(browser, address, typed)))
                if at < KILLS:
                    page, which = browser.contexts[0].new_page(), at + KILLS  # other forms
                    typed = types_until(which, page, address, chance, lambda: kill(process))

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


def types_until(
    at: int, page: Page, address: str, chance: random.Random, end: Callable[[], None]
) -> Typed:
    """Key after key into the next form, until a random moment at which everything ends."""
    form, story, moments = FORMS[at % len(FORMS)], f"{at}. {STORY}", list[float]()
    page.goto(address)
    enters_as(page, form.who)
    if form.given_back == "in the page":
        form.opens(page)
    else:
        with page.expect_response("**/drafts?*"):  # the script has asked what was begun before
            form.opens(page)
        page.wait_for_load_state("networkidle")
    away = page.get_by_role("button", name="Throw away what I began")
    if away.count():  # what was begun before and not looked at is not written over
        with page.expect_response("**/drafts"):
            away.click()
    form.text(page).fill("")
    path = urlsplit(page.url).path
    until = time.monotonic() + chance.uniform(FIRST_S, LAST_S)
    form.text(page).focus()
    while (now := time.monotonic()) < until:
        page.keyboard.type(story[len(moments)], delay=KEY_MS)
        moments.append(now)
    ended = time.monotonic()
    end()
    return Typed(form, path, story, moments, ended)


def kill(process: subprocess.Popen[str]) -> None:
    """As when the power fails: nothing is finished, nothing is said. Its children go with it."""
    if process.poll() is not None:
        return
    if os.getpgid(process.pid) == process.pid:
        os.killpg(process.pid, signal.SIGKILL)
    else:
        os.kill(process.pid, signal.SIGKILL)
    process.wait(10)


def what_was_kept(browser: Browser, address: str, typed: Typed) -> str:
    """What stands in the form once all has come up again, for whoever signs in again."""
    page = (browser.contexts[0] if browser.contexts else browser.new_context()).new_page()
    page.goto(address)
    enters_as(page, typed.form.who)
    page.goto(f"{address}{typed.path.lstrip('/')}")
    if typed.form.given_back != "in the page":
        page.get_by_text(BEGAN).wait_for()
    if typed.form.given_back == "on a press":
        page.get_by_role("button", name="Show what I began").click()
    kept = typed.form.text(page).input_value()
    page.close()
    return kept


def tell(which: str, lost: list[float]) -> None:
    """What was lost, for whoever asks to see it."""
    print(
        f"{which} killed {len(lost)} times: at most {max(lost):.2f} s of typing lost, "
        f"{statistics.median(lost):.2f} s in the middle"
    )
