"""The one way a stage's row moves: by a step of its table, from the state it was read in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.db import connection

from hearth.core.audience import Audience
from hearth.core.errors import NotFound, Stale, WrongHands
from hearth.core.steps import ActT, StateT, Step, after
from hearth.store.access import SignedIn
from hearth.store.models.base import Row, StageRow

RowT = TypeVar("RowT", bound=Row)


def get(model: type[RowT], id: UUID, **only: Any) -> RowT:
    """The row, where it is one of those the reader may see (`only`). Raises NotFound.

    Somebody else's row is not found either: that it exists is not theirs to know.
    """
    row = model._default_manager.filter(id=id, **only).first()
    if row is None:
        raise NotFound("no such record")
    return row


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

    Raises StepNotAllowed, WrongHands, or Stale; nothing is written then.
    """
    states = {str(state): state for state, _ in steps} | {str(s.to): s.to for s in steps.values()}
    to = after(steps, states[row.state], act, by.audience)
    same = type(row)._default_manager.filter(id=row.id, state=row.state)
    if same.update(state=str(to), **changes) == 0:
        raise Stale("somebody acted in between; look again, then decide")
    row.state = str(to)
    for name, value in changes.items():
        setattr(row, name, value)
    return to


def insert_many(
    model: type[Row], names: Sequence[str], rows: Iterable[Sequence[Any]], *, at_once: int = 10_000
) -> int:
    """Write many rows at once, each with a new id; `names` are fields. How many there were.

    For tables of days alone: nothing sealed and nothing that the log binds is written so. Takes
    dates, ids, numbers and words. Cost: some 300,000 rows a second on the embedded database.
    """
    held = {field.name: field for field in model._meta.concrete_fields}
    some_fields = [held[name] for name in ("id", *names)]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in some_fields)
    marks = ", ".join(["%s"] * len(some_fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    plain = None if connection.features.has_native_uuid_field else _as_text
    count, left = 0, iter(rows)
    with connection.cursor() as cursor:
        while some := [(uuid4(), *row) for row in islice(left, at_once)]:
            lines: Iterable[Sequence[Any]] = some
            if plain is not None:
                lines = zip(*(plain(column) for column in zip(*some, strict=True)), strict=True)
            cursor.executemany(sql, list(lines))
            count += len(some)
    return count


def _as_text(column: Sequence[Any]) -> Sequence[Any]:
    """A column as the embedded database keeps it: ids and days as text."""
    if isinstance(column[0], UUID):
        return [one.hex for one in column]
    if any(isinstance(one, date) for one in column):
        return [None if one is None else _text(one) for one in column]
    return column


@cache
def _text(day: date) -> str:
    return day.isoformat()
