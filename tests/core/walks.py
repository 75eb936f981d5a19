"""Walks over a table of steps: what can be reached, by whom, and without what."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Any

from hearth.core.audience import Audience
from hearth.core.steps import Step, after

Table = Mapping[tuple[Any, Any], Step[Any]]


def reachable(steps: Table, start: StrEnum, *, without: Collection[StrEnum] = ()) -> set[StrEnum]:
    """Every state that can be come to when nobody ever does an act of `without`."""
    seen: set[StrEnum] = set()
    ahead = {start}
    while ahead:
        seen |= ahead
        ahead = {
            step.to for (state, act), step in steps.items() if state in seen and act not in without
        } - seen
    return seen


def leading_to(steps: Table, goals: Collection[StrEnum]) -> set[StrEnum]:
    """Every state from which one of `goals` can be come to, those included."""
    found = set(goals)
    while True:
        more = {state for (state, _), step in steps.items() if step.to in found} - found
        if not more:
            return found
        found |= more


def walk(steps: Table, start: StrEnum, acts: Iterable[tuple[StrEnum, Audience]]) -> StrEnum:
    """The state after these acts, each by somebody; raises where one is not allowed."""
    state = start
    for act, by in acts:
        state = after(steps, state, act, by)
    return state
