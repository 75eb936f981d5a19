"""A stay, and the doors open a little later.

Imports of the service stand inside: this file is read before Django is set up.
"""

from typing import TYPE_CHECKING
from uuid import UUID

import pytest

if TYPE_CHECKING:
    from tests.service import Service


@pytest.fixture
def stay(service: "Service") -> UUID:
    from tests.web.doors import open_doors
    from tests.web.staff.calendars import LIVING

    found = service.live(service.open_case())
    open_doors(service, LIVING)
    return found
