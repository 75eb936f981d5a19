"""The door of every test here."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.front.people import Door


@pytest.fixture
def door(db: None, monkeypatch: pytest.MonkeyPatch) -> "Iterator[Door]":
    """Somebody named at the desk, who has chosen a secret of their own."""
    from tests.web.front.people import opened

    yield from opened(monkeypatch)
