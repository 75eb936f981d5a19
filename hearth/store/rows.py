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
    held = {field.name: str(field.column) for field in model._meta.concrete_fields}
    quote = connection.ops.quote_name
    columns = ", ".join(quote(held[name]) for name in ("id", *names))
    marks = ", ".join(["%s"] * (1 + len(names)))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})"
    count, left = 0, iter(rows)
    with connection.cursor() as cursor:
        while some := [_plain((uuid4(), *row)) for row in islice(left, at_once)]:
            cursor.executemany(sql, some)
            count += len(some)
    return count


def _plain(row: Sequence[Any]) -> list[Any]:
    """The row as the driver of this database takes it."""
    if connection.features.has_native_uuid_field:
        return list(row)
    return [
        one.hex if isinstance(one, UUID) else _text(one) if isinstance(one, date) else one
        for one in row
    ]


@cache
def _text(day: date) -> str:
    return day.isoformat()
