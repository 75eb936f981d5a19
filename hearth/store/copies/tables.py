"""Which tables a copy holds, and their rows as lines of JSON: the same from either database."""

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, models
from django.db.migrations.loader import MigrationLoader

from hearth.core.errors import Tampered
from hearth.store.models import (
    GrantRow,
    MemberRow,
    MistakeRow,
    PostRow,
    PrincipalRow,
    RetiredKeyRow,
    SessionRow,
    ShareRow,
    SignInRow,
    TokenRow,
    WebhookRow,
)

AT_ONCE = 2_000  # rows read or written in one go

# What opens the rest, or lets somebody in.
OPENS: frozenset[type[models.Model]] = frozenset(
    {GrantRow, MemberRow, ShareRow, PrincipalRow, RetiredKeyRow, SignInRow}
)
# Of this machine alone: whoever is signed in, by hand or by a program, where that is called, and
# how often somebody mistyped.
LEFT_OUT: frozenset[type[models.Model]] = frozenset(
    {SessionRow, TokenRow, WebhookRow, MistakeRow, PostRow}
)


def of_data() -> list[type[models.Model]]:
    """Every table whose rows say what is, by its name."""
    return [model for model in _all() if not _opens(model)]


def of_keys() -> list[type[models.Model]]:
    """Every table whose rows open something."""
    return [model for model in _all() if _opens(model)]


def _all() -> list[type[models.Model]]:
    found = apps.get_models(include_auto_created=True)
    ours = [one for one in found if one._meta.managed and one not in LEFT_OUT]
    return sorted(ours, key=name_of)


def _opens(model: type[models.Model]) -> bool:
    return model in OPENS or model._meta.app_label == "mfa"


def name_of(model: type[models.Model]) -> str:
    """The name of a table in a copy."""
    return str(model._meta.label_lower)


def version() -> str:
    """The last migrations of all apps: a copy is put back by a Hearth with the same tables."""
    leaves = MigrationLoader(None).graph.leaf_nodes()
    return " ".join(sorted(f"{app}.{name}" for app, name in leaves))


def lines(tables: Iterable[type[models.Model]], using: str) -> Iterator[tuple[str, bytes]]:
    """Each row as (table, a line). Memory: `AT_ONCE` rows."""
    for model in tables:
        fields = [field.attname for field in model._meta.concrete_fields]
        rows = model._base_manager.using(using).order_by("pk").values_list(*fields)
        name = name_of(model)
        for row in rows.iterator(AT_ONCE):
            yield name, json.dumps([name, *map(_plain, row)]).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return value


def row(said: list[Any], known: dict[str, type[models.Model]]) -> models.Model:
    """A row as it was. Raises Tampered for one of no table here."""
    model = known.get(str(said[0]))
    if model is None or len(said) != 1 + len(model._meta.concrete_fields):
        raise Tampered("this copy holds a table that this version of Hearth does not know")
    pairs = zip(model._meta.concrete_fields, said[1:], strict=True)
    return model(**{field.attname: _typed(field, value) for field, value in pairs})


def _typed(field: Any, value: Any) -> Any:
    target = field.target_field if field.is_relation else field
    return target.to_python(value)


def count(tables: Iterable[type[models.Model]], using: str = "default") -> dict[str, int]:
    """How many rows each table has."""
    return {name_of(model): model._base_manager.using(using).count() for model in tables}


def empty(tables: Iterable[type[models.Model]]) -> None:
    """Take out what a new database holds by itself."""
    with connections["default"].cursor() as cursor:
        for model in tables:
            cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
