"""A small service with its doors open; and one invented town for all browser tests of a worker.

Imports of the service stand inside: this file is read before Django is set up.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.web.browser import ARGUMENTS, NO_BROWSER, Town, find_browser, served
from tests.web.front.in_use import in_use

if TYPE_CHECKING:
    from tests.service import Service


@pytest.fixture
def service(db: None) -> "Service":
    """Every role signed in, nobody here yet, and doors that let them through."""
    from tests.service import a_service
    from tests.web.doors import open_doors

    made = a_service()
    open_doors(made)
    return made


@pytest.fixture(scope="session")
def _browser() -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        yield browser
        browser.close()


@pytest.fixture
def browser(_browser: Browser) -> Browser:
    """A browser, for tests that serve pages of their own."""
    return _browser


@pytest.fixture(scope="session")
def _town(_browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder: Path = tmp_path_factory.mktemp("town")
    with served(folder) as (address, process):
        yield Town(address, process, folder, _browser)


@pytest.fixture(scope="session")
def _town_in_use(_browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with in_use(tmp_path_factory.mktemp("in_use"), _browser) as town:
        yield town


@pytest.fixture
def town(_town: Town) -> Iterator[Town]:
    """The town; afterwards, no page may have complained, or asked anybody else for anything."""
    yield from _clean(_town)


@pytest.fixture
def town_in_use(_town_in_use: Town) -> Iterator[Town]:
    """A service in use, with sign-in; afterwards as clean as the town."""
    yield from _clean(_town_in_use)


def _clean(town: Town) -> Iterator[Town]:
    town.errors.clear()
    town.foreign.clear()
    yield town
    for context in town.browser.contexts:
        context.close()
    assert town.errors == []
    assert town.foreign == []
