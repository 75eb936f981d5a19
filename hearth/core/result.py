"""An assessment found something. The person hears it first, alone, and decides who else.

Before the person has been told, nobody but whoever entered it and the
person can open it, and nobody else learns that it exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue
from hearth.core.ids import PrincipalId
from hearth.core.steps import Step, step


class State(StrEnum):
    ENTERED = "entered"  # sealed to the clinician and the person
    TOLD = "told"  # the person has heard it, in private
    RELEASED = "released"  # at least one release has been given
    TAKEN_BACK = "taken_back"  # entered wrongly, and never told; nothing of it is kept
    WITHDRAWN = "withdrawn"  # no release holds any more; knowledge cannot be recalled


class Act(StrEnum):
    TELL = "tell"
    TAKE_BACK = "take_back"
    RELEASE = "release"
    WITHDRAW = "withdraw"
    END = "end"  # the day of the last release has come
    CONFIRM = "confirm"  # a copy brought a release back; asked again, they say that it holds


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.ENTERED, Act.TELL): step(State.TOLD, Audience.CLINICIAN, Audience.CASEWORKER),
    (State.ENTERED, Act.TAKE_BACK): step(State.TAKEN_BACK, Audience.CLINICIAN, Audience.CASEWORKER),
    (State.TOLD, Act.RELEASE): step(State.RELEASED, Audience.RESIDENT),
    (State.RELEASED, Act.RELEASE): step(State.RELEASED, Audience.RESIDENT),
    (State.RELEASED, Act.WITHDRAW): step(State.WITHDRAWN, Audience.RESIDENT),
    (State.RELEASED, Act.END): step(State.WITHDRAWN, Audience.CLOCK),
    (State.RELEASED, Act.CONFIRM): step(State.RELEASED, Audience.RESIDENT),
    (State.WITHDRAWN, Act.RELEASE): step(State.RELEASED, Audience.RESIDENT),
}
START = State.ENTERED


# What a result may be released for. A fixed list, because a purpose is kept in clear:
# free words would sooner or later hold a name.
PURPOSES = frozenset({"finding a home", "care", "school", "work", "legal help"})

# What the service itself needs a fact for: where somebody moves to, whom it visits, that there is
# something to read, and what goes back to the service that told it.
OF_THE_SERVICE = frozenset({"moving in", "visit", "news", "given back"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The person's consent that `recipient` may know one fact, for a purpose, until a day."""

    fact: str
    recipient: PrincipalId
    purpose: str
    given_on: date
    until: date
    withdrawn_on: date | None = None

    def __post_init__(self) -> None:
        if self.until <= self.given_on:
            raise InvalidValue("a release ends after the day it is given")
        known = PURPOSES | OF_THE_SERVICE
        if self.purpose not in known:
            raise InvalidValue(f"a release names what it is for: {', '.join(sorted(known))}")

    def holds(self, day: date, recipient: PrincipalId, purpose: str) -> bool:
        """Whether it lets this recipient know the fact for this purpose on `day`.

        Another recipient, another purpose, a day too late: each is a no.
        """
        withdrawn = self.withdrawn_on is not None and self.withdrawn_on <= day
        same = self.recipient == recipient and self.purpose == purpose
        return same and not withdrawn and self.given_on <= day < self.until


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """A telling outside the rules: who came to know, when, and who told us. It stays on record."""

    fact: str
    known_to: str
    on: date
    told_before_person: bool
