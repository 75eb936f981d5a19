"""Questions that every request asks: Django words each once, and then only the values change.

To word a question takes Django five to ten times as long as the embedded database needs to answer
it, and a page asks some fifty. What is here stays Django's own: its words, its converters, its
rows. Only the wording is kept.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from functools import cache
from inspect import signature
from typing import Any, Generic, NamedTuple, TypeVar, cast
from uuid import UUID
from weakref import WeakSet

from django.db import connection, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Model, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.query import (
    FlatValuesListIterable,
    ModelIterable,
    get_related_populators,
)
from django.db.models.sql import UpdateQuery
from django.db.models.sql.compiler import SQLCompiler

AnswerT = TypeVar("AnswerT")
_known: WeakSet["Worded[Any] | WordedChange"] = WeakSet()
Value = UUID | str | bytes | int | datetime | Sequence[UUID]
POPULATORS: Callable[..., list[Any]] = get_related_populators
MANY = "SELECT value FROM json_each(%s)"
MANY_ON_A_SERVER = "SELECT unnest(%s::uuid[])"


class Given(Expression):
    """The place of a value in a question that is worded before the value is known."""

    def __init__(self, at: int) -> None:
        super().__init__(output_field=models.Field())
        self.at = at

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        """A mark, and this in the place of its value."""
        return "%s", (self,)


class _Words(NamedTuple):
    """A question as one database has it, and how its answer is read.

    `params`: values, and a `Given` where one is to come.
    """

    sql: str
    params: tuple[Any, ...]
    converters: tuple[tuple[int, tuple[Any, ...], Any], ...]
    read: Callable[[Sequence[Any]], Any]


class Worded(Generic[AnswerT]):
    """One question. Called with its values, it answers as the queryset itself would.

    A value is an id, text, bytes, a number or a moment, of the kind that its field keeps; a list
    of ids where the question says `in_ids`. Nothing is kept of any answer.
    """

    def __init__(self, made_of: Callable[..., "QuerySet[Any, AnswerT]"]) -> None:
        self._made_of = made_of
        self._places = len(signature(made_of).parameters)
        self._worded: dict[str, _Words] = {}
        _known.add(self)

    def make_ready(self) -> None:
        """Word it now, before anybody asks."""
        if connection.vendor not in self._worded:
            self._word()

    def __call__(self, *values: Value) -> list[AnswerT]:
        """The rows, or the values of a `values_list`. Cost: one query, and hardly more."""
        words = self._worded.get(connection.vendor) or self._word()
        with connection.cursor() as cursor:
            cursor.execute(words.sql, _filled(words.params, values))
            found = cursor.fetchall()
        return [words.read(row) for row in _converted(found, words.converters)]

    def first(self, *values: Value) -> AnswerT | None:
        """The first of them, or None. A question that may find many says itself how many."""
        return next(iter(self(*values)), None)

    def _word(self) -> _Words:
        found = self._made_of(*(Given(at) for at in range(self._places)))
        compiler = found.query.get_compiler(using=found.db)
        sql, params = compiler.as_sql()
        fields = [one[0] for one in compiler.select]
        converters = tuple(
            (at, tuple(some), field)
            for at, (some, field) in compiler.get_converters(fields).items()
        )
        whole = issubclass(found._iterable_class, ModelIterable)
        read = _whole(compiler, found.db) if whole else _value(found)
        self._worded[connection.vendor] = _Words(sql, tuple(params), converters, read)
        return self._worded[connection.vendor]


def in_ids(given: Given) -> RawSQL:
    """Many ids as one value, to stand after `__in`: the value is a list of them."""
    server = connection.features.has_native_uuid_field
    return RawSQL(MANY_ON_A_SERVER if server else MANY, (given,))


def _whole(compiler: Any, using: str) -> Callable[[Sequence[Any]], Any]:
    """How a row, with what was selected beside it, is made of values."""
    of, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    first, last = fields[0], fields[-1] + 1
    names = [one[0].target.attname for one in compiler.select[first:last]]
    beside = POPULATORS(compiler.klass_info, compiler.select, using)

    def read(row: Sequence[Any]) -> Model:
        made: Model = of.from_db(using, names, row[first:last])
        for one in beside:
            one.populate(row, made)
        return made

    return read


def _value(found: "QuerySet[Any, Any]") -> Callable[[Sequence[Any]], Any]:
    flat = issubclass(found._iterable_class, FlatValuesListIterable)
    return (lambda row: row[0]) if flat else tuple


def _converted(
    found: Sequence[Sequence[Any]], converters: Sequence[tuple[int, Sequence[Any], Any]]
) -> Iterator[Sequence[Any]]:
    for one in found:
        row = list(one)
        for at, some, field in converters:
            for convert in some:
                row[at] = convert(row[at], field, connection)
        yield row


def _filled(params: Sequence[Any], values: Sequence[Value]) -> list[Any]:
    return [_kept(values[one.at]) if isinstance(one, Given) else one for one in params]


def _kept(value: Value) -> Any:
    """A value as the database keeps it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if connection.features.has_native_uuid_field:
        return value
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, (list, tuple)):
        return json.dumps([one.hex for one in value])
    return value


class WordedChange:
    """One update, worded once: the rows that are meant, and what their fields become."""

    def __init__(
        self, made_of: Callable[..., tuple["QuerySet[Any, Any]", Mapping[str, Given]]]
    ) -> None:
        self._made_of = made_of
        self._places = len(signature(made_of).parameters)
        self._worded: dict[str, tuple[str, tuple[Any, ...]]] = {}
        _known.add(self)

    def make_ready(self) -> None:
        """Word it now, before anybody asks."""
        if connection.vendor not in self._worded:
            self._word()

    def __call__(self, *values: Value) -> int:
        """Change them. How many there were."""
        sql, params = self._worded.get(connection.vendor) or self._word()
        with connection.cursor() as cursor:
            cursor.execute(sql, _filled(params, values))
            return int(cursor.rowcount)

    def _word(self) -> tuple[str, tuple[Any, ...]]:
        found, becomes = self._made_of(*(Given(at) for at in range(self._places)))
        query = cast(UpdateQuery, found.query.chain(UpdateQuery))
        query.add_update_values(dict(becomes))
        sql, params = query.get_compiler(using=found.db).as_sql()
        self._worded[connection.vendor] = sql, tuple(params)
        return self._worded[connection.vendor]


def make_ready() -> None:
    """Word whatever the code that is loaded will ask: some 30 ms, before anybody waits."""
    # A question that holds a row is worded in no other place; the embedded one has none, and there
    # a transaction would wait for whoever is writing.
    holds = connection.features.has_select_for_update
    with transaction.atomic() if holds else nullcontext():
        for one in list(_known):
            one.make_ready()


def enter(*rows: Model) -> None:
    """Write new rows of one table, whose ids are known. Raises IntegrityError as `save` does.

    Cost: a fifth of `bulk_create` for one row; for hundreds take that.
    """
    if not rows:
        return
    sql, fields = _entering(type(rows[0]), connection.vendor)
    with connection.cursor() as cursor:
        for row in rows:
            values = [one.get_db_prep_save(one.pre_save(row, True), connection) for one in fields]
            cursor.execute(sql, values)
            row._state.adding, row._state.db = False, connection.alias


@cache
def _entering(model: type[Model], _vendor: str) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(model._meta.concrete_fields)
    quoted = connection.ops.quote_name
    names = ", ".join(quoted(str(one.column)) for one in fields)
    marks = ", ".join(["%s"] * len(fields))
    table = quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({names}) VALUES ({marks})", fields
