"""A case is opened, with the person's own needs, fears and refusals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.identity import Unsaid
from hearth.core.programme import SensitiveKind
from hearth.core.steps import Step, step

CASEWORKER, RESIDENT = Audience.CASEWORKER, Audience.RESIDENT
SAFE = "safe"  # the sealed fact of when a person last said so


class State(StrEnum):
    OPENED = "opened"  # somebody is here; nothing is known yet
    TOLD = "told"  # needs, fears and refusals are written down
    WAITING = "waiting"  # the person has read it back and said that it is right
    PLACED = "placed"
    CLOSED = "closed"


class Act(StrEnum):
    TELL = "tell"
    CONFIRM = "confirm"
    CORRECT = "correct"
    SET_DAYS = "set_days"  # the office's own to write: it waits for no word of the person
    PLACE = "place"
    WAIT_AGAIN = "wait_again"
    CLOSE = "close"
    REOPEN = "reopen"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.OPENED, Act.TELL): step(State.TOLD, CASEWORKER, RESIDENT),
    (State.TOLD, Act.TELL): step(State.TOLD, CASEWORKER, RESIDENT),
    (State.TOLD, Act.CONFIRM): step(State.WAITING, RESIDENT),
    (State.WAITING, Act.CORRECT): step(State.TOLD, CASEWORKER, RESIDENT),
    (State.OPENED, Act.SET_DAYS): step(State.OPENED, CASEWORKER),
    (State.TOLD, Act.SET_DAYS): step(State.TOLD, CASEWORKER),
    (State.WAITING, Act.SET_DAYS): step(State.WAITING, CASEWORKER),
    (State.WAITING, Act.PLACE): step(State.PLACED, CASEWORKER),
    # Told in a stay, it holds for the visits from that moment, and waits for no other word.
    (State.PLACED, Act.TELL): step(State.PLACED, RESIDENT),
    (State.PLACED, Act.WAIT_AGAIN): step(State.WAITING, CASEWORKER, Audience.LEAD, Audience.CLOCK),
    (State.OPENED, Act.CLOSE): step(State.CLOSED, CASEWORKER, RESIDENT),
    (State.TOLD, Act.CLOSE): step(State.CLOSED, CASEWORKER, RESIDENT),
    (State.WAITING, Act.CLOSE): step(State.CLOSED, CASEWORKER, RESIDENT),
    (State.PLACED, Act.CLOSE): step(State.CLOSED, CASEWORKER, RESIDENT),
    (State.CLOSED, Act.REOPEN): step(State.TOLD, CASEWORKER),
}
START = State.OPENED
TONIGHT = "tonight"  # the kind of fact that says where the person is until there is a home
UNNAMED = "somebody not named yet"  # the sealed name of whoever was told of by none


@dataclass(frozen=True, slots=True, repr=False)
class OwnWords(Unsaid):
    """Needs, fears and refusals as the person says them; sealed to them and the lead."""

    needs: tuple[str, ...]
    fears: tuple[str, ...]
    refusals: tuple[str, ...]


def must_be_theirs_to_enter(kinds: Iterable[SensitiveKind], *, by: Audience) -> None:
    """Raises RuleBroken for a sensitive period of a kind that the person does not enter themselves.

    What the person enters a caseworker may write down as they say it: it waits for the person's
    own word with all else that was told, and in a stay nobody but the person tells anything.
    """
    for kind in kinds:
        if by is RESIDENT and kind.entered_by is not RESIDENT:
            raise RuleBroken(f"{kind.title}: the {kind.entered_by} enters this, as the rules say")
