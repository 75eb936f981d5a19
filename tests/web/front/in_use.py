"""A service in use, with recovery holders, served for a real browser: no trial, real sign-in."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.web.browser import HEARTH, Town, environ_of, served

OWN = "seven quiet lanterns"
PASSPHRASE = {"HEARTH_PASSPHRASE": "a passphrase for the keys"}


@contextmanager
def in_use(folder: Path, browser: Browser) -> Iterator["Town"]:
    """The service, put into use and served as the commands do it."""
    home = folder / "home"
    commands(home, "init", "--sheets", str(folder / "sheets"), "--json")
    with served(home, command="serve", environ=PASSPHRASE) as (address, process):
        yield Town(address, process, home, browser)


def commands(home: Path, *words: str) -> dict[str, str]:
    """What a command answers."""
    done = subprocess.run(
        [*HEARTH, *words],
        check=True,
        env=environ_of(home) | PASSPHRASE,
        capture_output=True,
        text=True,
    )
    answer: dict[str, str] = json.loads(done.stdout)
    return answer


def hired(town: Town, name: str) -> str:
    """A new caseworker's first secret."""
    return commands(town.folder, "staff", "add", "caseworker", "--name", name, "--json")[
        "first_secret"
    ]


def fills(page: Page, **fields: str) -> None:
    """Type into fields by their names."""
    for name, value in fields.items():
        page.locator(f'main [name="{name}"]:visible').fill(value)


def presses(page: Page, text: str) -> None:
    """Press a button of the page, and wait for what comes."""
    with page.expect_navigation():
        page.get_by_role("button", name=text, exact=True).click()


def signs_in(town: Town, page: Page, name: str, secret: str) -> None:
    """Fill in the first page and send it."""
    page.goto(town.address)
    fills(page, name=name, secret=secret)
    presses(page, "Sign in")


def arrives(town: Town, name: str) -> Page:
    """A new caseworker who has just come in and chosen a secret of their own."""
    page = town.somebody()
    signs_in(town, page, name, hired(town, name))
    fills(page, secret=OWN, again=OWN)
    presses(page, "Keep this secret")
    return page
