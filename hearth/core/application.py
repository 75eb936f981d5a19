"""Somebody who would like to be a host writes to the office. Nobody else learns of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue
from hearth.core.identity import Unsaid
from hearth.core.steps import Step, step


class State(StrEnum):
    SENT = "sent"
    TAKEN_UP = "taken_up"  # the office is talking with them
    CLOSED = "closed"  # entered as a host, or not: the register says which, this does not


class Act(StrEnum):
    TAKE_UP = "take_up"
    CLOSE = "close"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.SENT, Act.TAKE_UP): step(State.TAKEN_UP, Audience.CASEWORKER),
    (State.SENT, Act.CLOSE): step(State.CLOSED, Audience.CASEWORKER),
    (State.TAKEN_UP, Act.CLOSE): step(State.CLOSED, Audience.CASEWORKER),
}
START = State.SENT
OPEN = frozenset({State.SENT, State.TAKEN_UP})


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Application(Unsaid):
    """What somebody wrote who would like to be a host, in their own words."""

    name: str
    phone: str = ""
    email: str = ""
    town: str
    household: str
    room: str
    questions: str = ""

    def __post_init__(self) -> None:
        if not self.name or not (self.phone or self.email):
            raise InvalidValue("an application needs a name, and a way to answer it")
