"""The person's word on one home, and the moment its name may be told."""

from collections.abc import Mapping
from enum import StrEnum

from hearth.core.audience import Audience
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
    LAPSE = "lapse"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.ASKED, Act.AGREE): step(State.AGREED, Audience.RESIDENT),
    (State.ASKED, Act.DECLINE): step(State.DECLINED, Audience.RESIDENT),
    (State.ASKED, Act.LAPSE): step(State.LAPSED, Audience.CASEWORKER, Audience.CLOCK),
    (State.AGREED, Act.WITHDRAW): step(State.WITHDRAWN, Audience.RESIDENT),
}
START = State.ASKED

NAME_MAY_BE_KNOWN = frozenset({State.AGREED})


# What the other side is told, whoever declined and whatever the reason.
ENDED_WORDS = "This has ended. Nothing is asked of you. Thank you."
