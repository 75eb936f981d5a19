"""One invented town for all browser tests of a worker, and a page that must stay clean."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.web.browser import ARGUMENTS, NO_BROWSER, Town, find_browser, served


@pytest.fixture(scope="session")
def _town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    path = find_browser()
    if path is None:
        pytest.skip(NO_BROWSER)
    folder: Path = tmp_path_factory.mktemp("town")
    with (
        served(folder) as (address, process),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=[*ARGUMENTS])
        yield Town(address, process, folder, browser)
        browser.close()


@pytest.fixture
def town(_town: Town) -> Iterator[Town]:
    """The town; afterwards, no page may have complained, or asked anybody else for anything."""
    _town.errors.clear()
    _town.foreign.clear()
    yield _town
    for context in _town.browser.contexts:
        context.close()
    assert _town.errors == []
    assert _town.foreign == []
