"""The one way a stage's row moves: by a step of its table, from the state it was read in."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

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
