"""A case is opened, with the person's own needs, fears and refusals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.identity import Unsaid
from hearth.core.person import Person
from hearth.core.programme import SensitiveKind
from hearth.core.sensitive import SensitivePeriod
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
    HEED = "heed"


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
    # A time of more care, told to the office in a stay. It brings visits and takes nothing away.
    (State.PLACED, Act.HEED): step(State.PLACED, CASEWORKER),
    (State.PLACED, Act.WAIT_AGAIN): step(State.WAITING, CASEWORKER, Audience.LEAD, Audience.CLOCK),
    (State.OPENED, Act.CLOSE): step(State.CLOSED, CASEWORKER, RESIDENT),
    (State.TOLD, Act.CLOSE): step(State.CLOSED, CASEWORKER, RESIDENT),
    (State.WAITING, Act.CLOSE): step(State.CLOSED, CASEWORKER, RESIDENT),
    (State.PLACED, Act.CLOSE): step(State.CLOSED, CASEWORKER, RESIDENT),
    (State.CLOSED, Act.REOPEN): step(State.TOLD, CASEWORKER),
}
START = State.OPENED
TONIGHT = "tonight"  # the kind of fact that says where the person is until there is a home
PERIODS_MAX = 20  # of one person
UNNAMED = "somebody not named yet"  # the sealed name of whoever was told of by none


@dataclass(frozen=True, slots=True, repr=False)
class OwnWords(Unsaid):
    """Needs, fears and refusals as the person says them; sealed to them and the lead."""

    needs: tuple[str, ...]
    fears: tuple[str, ...]
    refusals: tuple[str, ...]


def must_be_theirs_to_enter(kinds: Iterable[SensitiveKind], *, by: Audience) -> None:
    """Raises RuleBroken for a sensitive period of a kind that the person does not enter themselves.

    What the person enters a caseworker may write down as they say it: before a stay it waits for
    the person's own word with all else that was told; in one it brings visits, and they may drop
    it.
    """
    for kind in kinds:
        if by is RESIDENT and kind.entered_by is not RESIDENT:
            raise RuleBroken(f"{kind.title}: the {kind.entered_by} enters this, as the rules say")


def with_period(person: Person, period: SensitivePeriod) -> Person:
    """The person with one more period; told twice, it is there once. Raises RuleBroken for many."""
    if period in person.sensitive:
        return person
    if len(person.sensitive) >= PERIODS_MAX:
        raise RuleBroken(f"{PERIODS_MAX} periods are told already; take one out first")
    return replace(person, sensitive=(*person.sensitive, period))
