"""The person's word on one home, and the moment its name may be told."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.steps import Step, step


class State(StrEnum):
    ASKED = "asked"  # the person has the home described, and no name
    AGREED = "agreed"  # the key to the name exists from here on
    WITHDRAWN = "withdrawn"  # the key is gone; what was read cannot be recalled
    DECLINED = "declined"
    LAPSED = "lapsed"


class Act(StrEnum):
    AGREE = "agree"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    CONFIRM = "confirm"  # a copy brought the yes back; asked again, they say that it holds
    LAPSE = "lapse"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.ASKED, Act.AGREE): step(State.AGREED, Audience.RESIDENT),
    (State.ASKED, Act.DECLINE): step(State.DECLINED, Audience.RESIDENT),
    (State.ASKED, Act.LAPSE): step(State.LAPSED, Audience.CASEWORKER, Audience.CLOCK),
    (State.AGREED, Act.WITHDRAW): step(State.WITHDRAWN, Audience.RESIDENT),
    (State.AGREED, Act.CONFIRM): step(State.AGREED, Audience.RESIDENT),
}
START = State.ASKED

NAME_MAY_BE_KNOWN = frozenset({State.AGREED})
TAKEN_BACK = "the person has taken their yes to this home back"
OF_A_COPY = (
    "this yes came out of a backup that was put back: ask the person whether it still holds; they "
    "say so on their own page"
)


def stands(word: str, restored_on: date | None) -> bool:
    """Whether anything may be done by this word now."""
    return word in NAME_MAY_BE_KNOWN and restored_on is None


def must_stand(word: str, restored_on: date | None, otherwise: str) -> None:
    """Nothing goes on by a yes that is none, nor by one that a copy brought back.

    Why: whoever took it back after the copy was made has said no, and the copy does not know.
    Raises RuleBroken, for the office alone: `otherwise` where there is no yes. Source:
    docs/sources.md, "A yes of a copy".
    """
    if word not in NAME_MAY_BE_KNOWN:
        raise RuleBroken(otherwise)
    if not stands(word, restored_on):
        raise RuleBroken(OF_A_COPY)


# What the other side is told, whoever declined and whatever the reason.
ENDED_WORDS = "This has ended. Nothing is asked of you. Thank you."
