"""Another office in a real browser: what goes on beside the pages after a yes."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.web.browser import Town, served


@pytest.fixture
def copied(_town: Town, tmp_path: Path) -> Iterator[Town]:
    """The invented town in a folder of its own: another office would be in everybody's way."""
    folder = tmp_path / "town"
    shutil.copytree(_town.folder, folder)
    with served(folder) as (address, process):
        yield Town(address, process, folder, _town.browser)


def is_filled(page: Page) -> bool:
    """Looked at again and again, as somebody does who waits."""
    for _ in range(200):
        page.reload()
        if not page.get_by_text("gets the register").count():
            return True
    return False


def test_the_register_follows_beside_the_pages_after_a_yes(copied: Town) -> None:
    desk = copied.enters("administrator")
    desk.get_by_label("What is it called?").fill("Quay")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Propose this office").click()

    office = copied.enters("duty")
    office.get_by_role("link", name="Colleagues").click()
    with office.expect_navigation():
        office.get_by_role("button", name="Found this office").click()

    assert is_filled(office)
    assert "The office is founded" in office.locator("main").inner_text()
    desk.reload()
    assert "Another office: Quay" in desk.locator("main").inner_text()
    assert "confirmed" in desk.locator("main").inner_text()
