"""A real browser on a real service: an invented town served by `hearth demo`, made once.

Where no browser is found these tests are skipped with one sentence. A page that writes an error
into the console, or asks any other host for anything, fails the test that opened it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
NO_BROWSER = (
    "no browser was found: install Debian's package chromium, or name one in HEARTH_BROWSER"
)


def find_browser() -> str | None:
    """The path of a Chromium on this machine."""
    named = os.environ.get("HEARTH_BROWSER")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


# What a browser itself notes where a form comes back with what is wrong in it.
WRONG_FORM = "the server responded with a status of 422"
HEARTH = (sys.executable, "-m", "hearth")


def environ_of(folder: Path) -> dict[str, str]:
    """What a command finds around it: this folder, and the embedded database in it."""
    environ = {**os.environ, "HEARTH_HOME": str(folder)}
    environ.pop("HEARTH_DATABASE", None)
    return environ


@dataclass
class Town:
    """A served town. `errors`: what pages wrote into the console; `foreign`: hosts they asked."""

    address: str
    process: subprocess.Popen[str]
    folder: Path
    browser: Browser
    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def enters(self, key: str, **how: Any) -> Page:
        """A page on which this invented person is signed in, in a browser context of its own."""
        page = self.somebody(**how)
        page.goto(self.address)
        enters_as(page, key)
        return page

    def somebody(self, **how: Any) -> Page:
        """A page of somebody who is not signed in."""
        context = self.browser.new_context(**how)
        context.set_default_timeout(15_000)
        return self.watched(context).new_page()

    def watched(self, context: BrowserContext) -> BrowserContext:
        """A context whose pages are listened to."""
        context.on("console", self._heard)
        context.on("request", self._asked)
        return context

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and WRONG_FORM not in message.text:
            self.errors.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.foreign.append(request.url)


def enters_as(page: Page, key: str) -> None:
    """Press the button of somebody invented, on the first page of a trial."""
    with page.expect_navigation():
        page.locator(f'button[name="as"][value="{key}"]').click()


@contextmanager
def served(
    folder: Path, *words: str, command: str = "demo", environ: Mapping[str, str] | None = None
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`hearth demo` (or another) on any free port over a folder; its address and its process."""
    around = environ_of(folder) | dict(environ or {})
    command_line = [*HEARTH, command, "--no-browser", "--port", "0", *words]
    process = subprocess.Popen(
        command_line, env=around, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    try:
        yield _address(process), process
    finally:
        process.terminate()
        process.wait(30)
        if process.stderr is not None:
            process.stderr.close()


def _address(process: subprocess.Popen[str]) -> str:
    said: list[str] = []
    for line in process.stderr or ():
        said.append(line)
        if line.startswith("http"):
            return line.split()[0]
    raise AssertionError(f"the demo did not open: {''.join(said)}")
