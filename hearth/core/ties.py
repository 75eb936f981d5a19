"""Who is tied to whom, and how near a household is to somebody hostile.

People who are hostile to a person are found through ties: kin, a common
household, an acquaintance. The degree is the number of ties between; 0 means
that the hostile person lives in or often visits the home.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hearth.core.errors import InvalidValue
from hearth.core.ids import PersonId


class TieKind(StrEnum):
    KIN = "kin"
    HOUSEHOLD = "household"
    ACQUAINTANCE = "acquaintance"


@dataclass(frozen=True, slots=True)
class Tie:
    """Two people who know each other. It holds both ways."""

    one: PersonId
    other: PersonId
    kind: TieKind

    def __post_init__(self) -> None:
        if self.one == self.other:
            raise InvalidValue("nobody is tied to themselves")


@dataclass(frozen=True, slots=True)
class Ties:
    """Neighbours of everybody known."""

    neighbours: Mapping[PersonId, frozenset[PersonId]]

    @classmethod
    def of(cls, ties: Iterable[Tie]) -> "Ties":
        found: defaultdict[PersonId, set[PersonId]] = defaultdict(set)
        for tie in ties:
            found[tie.one].add(tie.other)
            found[tie.other].add(tie.one)
        return cls({who: frozenset(others) for who, others in found.items()})

    def within(self, start: frozenset[PersonId], degrees: int) -> frozenset[PersonId]:
        """Everybody at most `degrees` ties away from somebody in `start`, those included."""
        if degrees < 0:
            raise InvalidValue(f"degrees are 0 or more, got {degrees}")
        near = start
        for _ in range(degrees):
            near |= frozenset().union(*(self.neighbours.get(who, frozenset()) for who in near))
        return near

    def degrees(
        self, circle: frozenset[PersonId], hostile: frozenset[PersonId], at_most: int
    ) -> int | None:
        """The fewest ties between the two sets, or None where there are more than `at_most`.

        Raises InvalidValue where `at_most` is below 0.
        """
        if at_most < 0:
            raise InvalidValue(f"degrees are 0 or more, got {at_most}")
        near = circle
        for degree in range(at_most + 1):
            if near & hostile:
                return degree
            near = self.within(near, 1)
        return None


NO_TIES = Ties({})
