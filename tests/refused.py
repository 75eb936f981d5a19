"""An act that is refused leaves no trace: no row, no grant, no entry in the log."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps

from hearth.core.errors import HearthError


def every_row() -> dict[str, list[Any]]:
    """All that is stored, table by table."""
    return {
        model._meta.db_table: list(model._default_manager.order_by("pk").values_list())
        for model in apps.get_app_config("store").get_models()
    }


@contextmanager
def refused(kind: type[HearthError], match: str | None = None) -> Iterator[None]:
    """What is done inside is refused in these words, and nothing at all has changed."""
    before = every_row()
    with pytest.raises(kind, match=match):
        yield
    assert every_row() == before
