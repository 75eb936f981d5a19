"""A yes or no that says why, and to whom the why may be told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Margin:
    """By how much a rule was missed: what it asks for and what is there, in `unit`."""

    needs: str
    has: str
    unit: str = ""

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit else ""
        return f"needs {self.needs}{unit}, has {self.has}"


@dataclass(frozen=True, slots=True)
class Reason:
    """`code` is stable and translatable; `told_to` are the only eyes it is for."""

    code: str
    told_to: frozenset[Audience]
    margin: Margin | None = None

    def __post_init__(self) -> None:
        if not self.told_to:
            raise InvalidValue(f"reason {self.code} is for nobody")


@dataclass(frozen=True, slots=True)
class Decision:
    """Allowed when there is nothing against it."""

    against: tuple[Reason, ...] = field(default=())

    @property
    def allowed(self) -> bool:
        return not self.against

    @classmethod
    def no(cls, code: str, told_to: frozenset[Audience], margin: Margin | None = None) -> Self:
        """A refusal with one reason."""
        return cls((Reason(code, told_to, margin),))

    @classmethod
    def all_of(cls, decisions: Iterable[Self]) -> Self:
        """Join decisions, keeping every reason, not only the first."""
        return cls(tuple(reason for d in decisions for reason in d.against))

    def for_(self, audience: Audience) -> tuple[Reason, ...]:
        """The reasons this audience may read; the others do not exist for it."""
        return tuple(reason for reason in self.against if audience in reason.told_to)
