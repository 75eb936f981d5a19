"""One world for all that is walked here, undone as a whole."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from pytest_django.plugin import DjangoDbBlocker

if TYPE_CHECKING:
    from tests.properties.matrix.world import World


@pytest.fixture(scope="package")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> "Iterator[World]":
    """Made once. Whatever a test does to it, the test takes back."""
    from django.db import transaction

    from tests.properties.matrix.world import a_world

    with django_db_blocker.unblock(), transaction.atomic():
        yield a_world(tmp_path_factory.mktemp("matrix") / "home")
        transaction.set_rollback(True)
