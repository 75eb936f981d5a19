"""The move, the home card, the stay, and how it ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue
from hearth.core.steps import Step, step

CASEWORKER, LEAD, RESIDENT = Audience.CASEWORKER, Audience.LEAD, Audience.RESIDENT


class State(StrEnum):
    PLANNED = "planned"
    LIVING = "living"
    PERMANENT = "permanent"
    ENDED = "ended"
    CANCELLED = "cancelled"


class Act(StrEnum):
    MOVE = "move"
    EXTEND = "extend"
    KEEP = "keep"  # it becomes permanent
    REOPEN = "reopen"  # permanence is taken back; the stay goes on
    END = "end"
    CANCEL = "cancel"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.PLANNED, Act.MOVE): step(State.LIVING, CASEWORKER),
    (State.PLANNED, Act.CANCEL): step(State.CANCELLED, CASEWORKER, LEAD, RESIDENT),
    (State.LIVING, Act.EXTEND): step(State.LIVING, CASEWORKER),
    (State.LIVING, Act.KEEP): step(State.PERMANENT, LEAD, CASEWORKER),
    (State.LIVING, Act.END): step(State.ENDED, CASEWORKER, LEAD, RESIDENT),
    (State.PERMANENT, Act.REOPEN): step(State.LIVING, LEAD, RESIDENT, Audience.HOST),
    (State.PERMANENT, Act.END): step(State.ENDED, CASEWORKER, LEAD, RESIDENT),
}
START = State.PLANNED
LIVES_THERE = frozenset({State.LIVING, State.PERMANENT})
HOLDS_A_HOME = LIVES_THERE | {State.PLANNED}
MOVES_WITHIN_DAYS = 7  # of the planned day; the service's own choice


class Ending(StrEnum):
    """Why a stay ended. The field's own list, kept short."""

    PLANNED = "planned"
    MOVED_BY_WISH = "moved_by_wish"
    MOVED_FOR_SAFETY = "moved_for_safety"
    HOST_ENDED = "host_ended"
    RETURNED_HOME = "returned_home"
    OWN_HOME = "own_home"
    LEFT_UNKNOWN = "left_unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class MovePlan:
    """How they travel: who drives, who comes along, when they arrive, what to bring."""

    transport: str
    escort: str
    arrive_at: datetime
    first_night: tuple[str, ...] = ()
    to_bring: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.arrive_at.tzinfo is None:
            raise InvalidValue("an arrival needs its time zone")
        if not self.transport.strip():
            raise InvalidValue("a move plan names the transport")


@dataclass(frozen=True, slots=True)
class Planned:
    """A move, and the rooms kept for it (positions in the home's list)."""

    move: MovePlan
    rooms: frozenset[int]


@dataclass(frozen=True, slots=True)
class FailedRule:
    """A rule of the programme that a move plan does not keep."""

    code: str
    sentence: str


def against_plan(
    plan: MovePlan, *, arrive_before: time | None, escorted_first_night: bool
) -> tuple[FailedRule, ...]:
    """What the programme says against this move plan. Hours are local to the arrival."""
    against = []
    if arrive_before is not None and plan.arrive_at.time() >= arrive_before:
        against.append(FailedRule("arrives_late", f"they must arrive before {arrive_before:%H:%M}"))
    if escorted_first_night and not plan.escort.strip():
        against.append(FailedRule("no_escort", "somebody must bring them on the first night"))
    return tuple(against)
