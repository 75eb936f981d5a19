"""Somebody who waits, and the caseworker at the desk.

Imports stand inside: this file is read before Django is set up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from hearth.actions.intake import Opened
    from tests.service import Service


@pytest.fixture
def opened(service: Service) -> Opened:
    return service.open_case()


@pytest.fixture
def lena(service: Service) -> Client:
    from tests.web.doors import comes_in

    return comes_in(service.duty)
