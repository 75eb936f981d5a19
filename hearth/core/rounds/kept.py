"""A plan of visits as it is kept: sealed to the lead, and each visitor's own part to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from hearth.core.audience import Audience
from hearth.core.identity import Unsaid
from hearth.core.ids import PrincipalId
from hearth.core.steps import Step, step


class State(StrEnum):
    PLANNED = "planned"
    OVER = "over"  # the days are past, and the seed of the draw is shown


class Act(StrEnum):
    CLOSE = "close"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.PLANNED, Act.CLOSE): step(State.OVER, Audience.CLOCK),
}
START = State.PLANNED


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Planned(Unsaid):
    """A visit in the plan. `area` is as coarse as the register's own.

    tried : how many of the days drawn for an unannounced visit could not be taken, for nobody who
    may go was there.
    """

    check: UUID
    stay: UUID
    area: str
    day: date
    begins: time
    minutes: int
    visitors: tuple[PrincipalId, ...]
    unannounced: bool = False
    tried: int = 0


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Left(Unsaid):
    """A visit that is not in the plan. `against`: how many visitors each reason forbids."""

    check: UUID
    stay: UUID
    area: str
    reason: str
    against: Mapping[str, int]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Changed(Unsaid):
    """What planning again has changed, by check. least : how many could not stay as they were."""

    at: datetime
    moved: tuple[UUID, ...]
    hours: tuple[UUID, ...]
    lost: tuple[UUID, ...]
    least: int


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Kept(Unsaid):
    """The plan of some days. metres : driven by all together; by_hand : by nearest-first.

    off : (visitor, day) that were taken out of the plan, for instance of somebody ill.
    """

    made_at: datetime
    visits: tuple[Planned, ...]
    left: tuple[Left, ...]
    metres: int
    off: tuple[tuple[PrincipalId, date], ...] = ()
    changed: Changed | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Own(Unsaid):
    """One visitor's part of a plan."""

    visits: tuple[Planned, ...]


@dataclass(frozen=True, slots=True, repr=False)
class Seed(Unsaid):
    """The seed of a draw, in hex."""

    hex: str
