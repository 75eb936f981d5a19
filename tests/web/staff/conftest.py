"""A service in which somebody lives in a home.

Imports stand inside: this file is read before Django is set up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from tests.service import Service


@pytest.fixture
def service() -> Service:
    from tests.service import a_service

    return a_service()


@pytest.fixture
def stay(service: Service) -> UUID:
    from tests.service import DAY, LATER
    from tests.web.doors import open_doors

    found = service.live(service.open_case())
    open_doors(service, LATER + 3 * DAY)
    return found
