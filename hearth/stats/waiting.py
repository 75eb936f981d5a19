"""How long people wait: the middle and the long end, never an average that hides both."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from hearth.core.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Waited:
    """Whole days. Half of them waited at most `median`, nine of ten at most `nine_in_ten`."""

    median: int
    nine_in_ten: int


def waited(days: Sequence[int]) -> Waited:
    """The two figures of these waits, each a wait that really was (nearest rank).

    Raises InvalidValue for none at all. Those who still wait are no part of it: a figure of
    those who moved in alone is too short while many wait, so the two are shown side by side.
    Source: docs/sources.md, "nearest rank".
    """
    if not days:
        raise InvalidValue("nobody waited, so there is no figure of it")
    ordered = sorted(days)
    return Waited(_rank(ordered, 0.5), _rank(ordered, 0.9))


def _rank(ordered: Sequence[int], share: float) -> int:
    return ordered[max(1, ceil(share * len(ordered))) - 1]
