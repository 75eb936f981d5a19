"""The one way a stage's row moves: by a step of its table, from the state it was read in."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

from hearth.core.audience import Audience
from hearth.core.errors import NotFound, Stale, WrongHands
from hearth.core.steps import ActT, StateT, Step, after
from hearth.store import walls
from hearth.store.access import SignedIn
from hearth.store.database.worded import Worded, WordedChange
from hearth.store.models.base import Row, StageRow

RowT = TypeVar("RowT", bound=Row)


def get(model: type[RowT], id: UUID, **only: Any) -> RowT:
    """The row, where it is one of those the reader may see (`only`). Raises NotFound.

    Somebody else's row is not found either: that it exists is not theirs to know.
    """
    row = model._default_manager.filter(id=id, **only).first() if only else _by_id(model).first(id)
    if row is None:
        raise NotFound("no such record")
    return row


@cache
def _by_id(model: type[RowT]) -> Worded[RowT]:
    return Worded(lambda id: model._default_manager.filter(id=id))


def only(by: SignedIn, *who: Audience) -> None:
    """For an act that begins a stage, before any table of steps. Raises WrongHands."""
    if by.audience not in who:
        raise WrongHands(f"only the {' or '.join(sorted(who))} may do that, not the {by.audience}")


def step(
    row: StageRow,
    steps: Mapping[tuple[StateT, ActT], Step[StateT]],
    act: ActT,
    by: SignedIn,
    **changes: Any,
) -> StateT:
    """Take one step of the stage's table and write it, if nobody has moved the row since.

    Raises NotFound for a caseworker of another office than the row's case is of; StepNotAllowed,
    WrongHands, or Stale; nothing is written then.
    """
    walls.must_be_theirs(type(row), row.id, by)
    states = {str(state): state for state, _ in steps} | {str(s.to): s.to for s in steps.values()}
    to = after(steps, states[row.state], act, by.audience)
    if changes:
        same = type(row)._default_manager.filter(id=row.id, state=row.state)
        moved = same.update(state=str(to), **changes)
    else:
        moved = _moves(type(row))(row.id, row.state, str(to))
    if moved == 0:
        raise Stale("somebody acted in between; look again, then decide")
    row.state = str(to)
    for name, value in changes.items():
        setattr(row, name, value)
    return to


@cache
def _moves(model: type[StageRow]) -> WordedChange:
    return WordedChange(
        lambda id, state, to: (
            model._default_manager.filter(id=id, state=state),
            {"state": to},
        )
    )


def any_of(ids: Iterable[UUID | str]) -> RawSQL:
    """Many ids, whole or by `kept_as`, as one parameter, to stand after `__in`.

    Of thousands each as a mark of its own, the words of the question cost more than its answer.
    """
    if connection.features.has_native_uuid_field:
        return RawSQL("SELECT unnest(%s::uuid[])", [list(ids)])
    return RawSQL(
        "SELECT value FROM json_each(%s)",
        [json.dumps([id if isinstance(id, str) else id.hex for id in ids])],
    )


def kept_as(ids: Iterable[UUID]) -> Sequence[UUID | str]:
    """Each of many ids as `bare` hands it over: the embedded database keeps them as text."""
    if connection.features.has_native_uuid_field:
        return list(ids)
    return [id.hex for id in ids]


def said(day: str) -> Cast:
    """A field of days as text, for `bare`: the embedded database keeps them so, and a thousand
    rows hold a hundred days. Read by `day_of`."""
    return Cast(F(day), TextField())


def after_day(found: QuerySet[Any], field: str, day: date) -> QuerySet[Any]:
    """Rows whose day, in this field, is after another, found by whatever else is asked of them.

    Asked for many stays and for a day, the embedded database reads all that is due after the day.
    """
    after: QuerySet[Any] = found.alias(said_on=said(field)).filter(said_on__gt=day.isoformat())
    return after


@cache
def day_of(text: str) -> date:
    """The day of 2031-05-04, made once."""
    return date.fromisoformat(text)


@cache
def ordinal_of(text: str) -> int:
    """The day of 2031-05-04 as an ordinal, worked out once."""
    return day_of(text).toordinal()


def days(ordinals: Iterable[int]) -> list[date]:
    """Days by their ordinals, each made once."""
    return [_day(one) for one in ordinals]


@cache
def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


def bare(found: QuerySet[Any, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """What a `values_list` finds, as the database hands it over: ids as by `kept_as`.

    For the many rows of a count. Days are days, but a day that was worked out (a `Max`) may be
    text on the embedded database.
    """
    sql, params = found.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def insert_many(
    model: type[Row], columns: Mapping[str, Sequence[Any]], *, at_once: int = 10_000
) -> int:
    """Write many rows at once, each with a new id; columns by field. How many there were.

    For tables of days alone: nothing sealed and nothing that the log binds is written so. Takes
    dates, ids, numbers and words. Cost: some 300,000 rows a second on the embedded database
    where no index is in the way, some 40,000 with those of checks.
    """
    held = {field.name: field for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    names = [quote(str(held[name].column)) for name in ("id", *columns)]
    target = f"{quote(model._meta.db_table)} ({', '.join(names)})"
    count = max(map(len, columns.values()))
    for at in range(0, count, at_once):
        some = [one[at : at + at_once] for one in columns.values()]
        _write(target, [_new_ids(len(some[0])), *some])
    return count


def _write(target: str, columns: Sequence[Sequence[Any]]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for line in zip(*columns, strict=True):
                    copy.write_row(line)
            return
        kept = [_as_text(column) for column in columns]
        marks = ", ".join(["%s"] * len(kept))
        sql = f"INSERT INTO {target} VALUES ({marks})"
        cursor.executemany(sql, list(zip(*kept, strict=True)))


def _new_ids(count: int) -> list[str]:
    """Random ids (UUID version 4) as 32 digits, from one call for chance: 5 times as fast.

    In their order, so that each page of their index is touched once.
    """
    return sorted(_random_ids(os.urandom(16 * count).hex()))


def _random_ids(digits: str) -> Iterator[str]:
    for at in range(0, len(digits), 32):
        variant = "89ab"[int(digits[at + 16], 16) & 3]
        first, last = digits[at : at + 12], digits[at + 17 : at + 32]
        yield f"{first}4{digits[at + 13 : at + 16]}{variant}{last}"


def _as_text(column: Sequence[Any]) -> Sequence[Any]:
    """A column as the embedded database keeps it: ids and days as text."""
    kinds = {*map(type, column)}
    if UUID in kinds:
        return [one.hex for one in column]
    if date in kinds:
        return [None if one is None else _text(one) for one in column]
    return column


@cache
def _text(day: date) -> str:
    return day.isoformat()
