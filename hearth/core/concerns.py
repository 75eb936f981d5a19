"""A concern, its weight, the deadlines and the steps it forces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.core.ids import PrincipalId
from hearth.core.programme import ForcedAct
from hearth.core.steps import Step, step

LEAD = Audience.LEAD
RECEIPT = "receipt"  # the sealed fact in which somebody with a sign-in finds it again


class Kind(StrEnum):
    """Three different things with different paths. Whom an allegation names hears of it last."""

    WORRY = "worry"
    COMPLAINT = "complaint"
    ALLEGATION = "allegation"


class State(StrEnum):
    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    WEIGHED = "weighed"
    ACTED_ON = "acted_on"
    ANSWERED = "answered"  # whoever raised it has been told what was done


class Act(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    WEIGH = "weigh"
    ACT_ON = "act_on"
    ANSWER = "answer"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.RAISED, Act.ACKNOWLEDGE): step(State.ACKNOWLEDGED, LEAD),
    (State.ACKNOWLEDGED, Act.WEIGH): step(State.WEIGHED, LEAD),
    (State.WEIGHED, Act.WEIGH): step(State.WEIGHED, LEAD),
    (State.WEIGHED, Act.ACT_ON): step(State.ACTED_ON, LEAD),
    (State.ACTED_ON, Act.WEIGH): step(State.WEIGHED, LEAD),
    (State.ACTED_ON, Act.ANSWER): step(State.ANSWERED, LEAD),
    (State.ANSWERED, Act.WEIGH): step(State.WEIGHED, LEAD),
}
START = State.RAISED


class Weight(StrEnum):
    """How heavy the lead finds it. The programme's table says what each weight forces."""

    LIGHT = "1"
    SERIOUS = "2"
    GRAVE = "3"
    DANGER_NOW = "4"


@dataclass(frozen=True, slots=True)
class Concern:
    """What was raised: its kind, the words, and the weight once it has one. Sealed.

    `asked` is what the weight forces that people have to do: asked for, not yet done.
    """

    kind: Kind
    words: str = field(repr=False)
    weight: Weight | None = None
    asked: tuple[ForcedAct, ...] = ()


@dataclass(frozen=True, slots=True)
class Deadlines:
    acknowledge_by: date
    answer_by: date


def deadlines(raised_on: date, acknowledge_days: int, feedback_days: int) -> Deadlines:
    """Last days for the two answers, in calendar days from the day it was raised."""
    return Deadlines(raised_on + timedelta(acknowledge_days), raised_on + timedelta(feedback_days))


def must_be_independent(handler: PrincipalId, about: frozenset[PrincipalId]) -> None:
    """Nobody handles a matter about themselves or their own host.

    Raises RuleBroken where the handler is among those it is about.
    """
    if handler in about:
        raise RuleBroken("nobody handles a concern about themselves; hand it to another lead")


def receipt_ok(receipt: str) -> str:
    """A receipt number as it was printed: 16 digits, spaces and dashes allowed.

    The last digit checks the others (Luhn), so that a slip of the finger is found.
    """
    digits = receipt.replace(" ", "").replace("-", "")
    if len(digits) != 16 or not digits.isdecimal():
        raise InvalidValue("a receipt has 16 digits")
    if check_digit(digits[:-1]) != digits[-1]:
        raise InvalidValue("one digit of this receipt is mistyped; compare it with the paper")
    return digits


def check_digit(digits: str) -> str:
    """The Luhn check digit of a string of decimal digits (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(digits)))
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)
