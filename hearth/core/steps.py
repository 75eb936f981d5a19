"""The one helper that reads a table of steps. No stage reads its table by hand."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from hearth.core.audience import Audience
from hearth.core.errors import StepNotAllowed, WrongHands

StateT = TypeVar("StateT", bound=StrEnum)
ActT = TypeVar("ActT", bound=StrEnum)


class Step(NamedTuple, Generic[StateT]):
    """Where an act leads, and whose act it is."""

    to: StateT
    by: frozenset[Audience]


def step(to: StateT, *by: Audience) -> Step[StateT]:
    """A line of a table: where the act leads, then everybody who may do it."""
    return Step(to, frozenset(by))


def after(
    steps: Mapping[tuple[StateT, ActT], Step[StateT]], state: StateT, act: ActT, by: Audience
) -> StateT:
    """The state one act later.

    Raises
    ------
    StepNotAllowed
        The table has no such act from this state.
    WrongHands
        It has, and it belongs to somebody else.
    """
    found = steps.get((state, act))
    if found is None:
        raise StepNotAllowed(f"cannot {act} from {state}")
    if by not in found.by:
        owners = " or ".join(sorted(found.by))
        raise WrongHands(f"only the {owners} may {act}, not the {by}")
    return found.to


def ends(steps: Mapping[tuple[StateT, ActT], Step[StateT]]) -> frozenset[StateT]:
    """States from which no act leads on."""
    return frozenset(s.to for s in steps.values()) - frozenset(state for state, _ in steps)
