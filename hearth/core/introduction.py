"""The supervised meeting. Each answers apart; the other learns only that it ended.

Whatever is answered and by whom, both sides go on seeing "waiting" until the same
moment, and then the same words. That is why an early no leads to ENDING, where the
other answer is still taken.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.steps import Step, step

RESIDENT, HOST, CASEWORKER = Audience.RESIDENT, Audience.HOST, Audience.CASEWORKER
LEAD, CLOCK = Audience.LEAD, Audience.CLOCK


class State(StrEnum):
    ARRANGED = "arranged"
    HELD = "held"
    RESIDENT_WILLING = "resident_willing"
    HOST_WILLING = "host_willing"
    BOTH_WILLING = "both_willing"
    ENDING = "ending"
    GOES_ON = "goes_on"
    ENDED = "ended"


class Act(StrEnum):
    HOLD = "hold"
    RESIDENT_YES = "resident_yes"
    RESIDENT_NO = "resident_no"
    HOST_YES = "host_yes"
    HOST_NO = "host_no"
    TELL = "tell"
    CANCEL = "cancel"  # it was called off, or its offer ended


_ANSWERS = (Act.RESIDENT_YES, Act.RESIDENT_NO, Act.HOST_YES, Act.HOST_NO)
TO_BE_TOLD = (  # they have met, and neither knows what becomes of it
    State.HELD,
    State.RESIDENT_WILLING,
    State.HOST_WILLING,
    State.BOTH_WILLING,
    State.ENDING,
)
_WHOSE = {
    Act.RESIDENT_YES: RESIDENT,
    Act.RESIDENT_NO: RESIDENT,
    Act.HOST_YES: HOST,
    Act.HOST_NO: HOST,
}

STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.ARRANGED, Act.HOLD): step(State.HELD, CASEWORKER),
    (State.HELD, Act.RESIDENT_YES): step(State.RESIDENT_WILLING, RESIDENT),
    (State.HELD, Act.HOST_YES): step(State.HOST_WILLING, HOST),
    (State.RESIDENT_WILLING, Act.HOST_YES): step(State.BOTH_WILLING, HOST),
    (State.HOST_WILLING, Act.RESIDENT_YES): step(State.BOTH_WILLING, RESIDENT),
    # Said twice is taken twice, as in ENDING: else a refused yes tells that there was no no.
    (State.RESIDENT_WILLING, Act.RESIDENT_YES): step(State.RESIDENT_WILLING, RESIDENT),
    (State.HOST_WILLING, Act.HOST_YES): step(State.HOST_WILLING, HOST),
    (State.BOTH_WILLING, Act.RESIDENT_YES): step(State.BOTH_WILLING, RESIDENT),
    (State.BOTH_WILLING, Act.HOST_YES): step(State.BOTH_WILLING, HOST),
    # A no counts until the moment of telling, also after a yes; no yes undoes it.
    (State.HELD, Act.RESIDENT_NO): step(State.ENDING, RESIDENT),
    (State.HELD, Act.HOST_NO): step(State.ENDING, HOST),
    (State.RESIDENT_WILLING, Act.RESIDENT_NO): step(State.ENDING, RESIDENT),
    (State.RESIDENT_WILLING, Act.HOST_NO): step(State.ENDING, HOST),
    (State.HOST_WILLING, Act.HOST_NO): step(State.ENDING, HOST),
    (State.HOST_WILLING, Act.RESIDENT_NO): step(State.ENDING, RESIDENT),
    (State.BOTH_WILLING, Act.RESIDENT_NO): step(State.ENDING, RESIDENT),
    (State.BOTH_WILLING, Act.HOST_NO): step(State.ENDING, HOST),
    **{(State.ENDING, act): step(State.ENDING, _WHOSE[act]) for act in _ANSWERS},
    (State.BOTH_WILLING, Act.TELL): step(State.GOES_ON, Audience.CLOCK),
    (State.ENDING, Act.TELL): step(State.ENDED, Audience.CLOCK),
    (State.HELD, Act.TELL): step(State.ENDED, Audience.CLOCK),
    (State.RESIDENT_WILLING, Act.TELL): step(State.ENDED, Audience.CLOCK),
    (State.HOST_WILLING, Act.TELL): step(State.ENDED, Audience.CLOCK),
    (State.ARRANGED, Act.CANCEL): step(State.ENDED, CASEWORKER, LEAD, CLOCK, RESIDENT),
    # Once they have met, an end from outside is told like a no: at the moment, in its words.
    **{(state, Act.CANCEL): step(State.ENDING, CASEWORKER, LEAD, CLOCK) for state in TO_BE_TOLD},
}
START = State.ARRANGED

SEEN_AS: Mapping[State, str] = {
    State.ARRANGED: "arranged",
    State.GOES_ON: "goes_on",
    State.ENDED: "ended",
}


def seen_as(state: State) -> str:
    """What either side is shown: `waiting` for every state in which an answer is under way."""
    return SEEN_AS.get(state, "waiting")


def told_at(held_at: datetime, delay_hours: int) -> datetime:
    """When both are told, counted from the meeting, never from an answer."""
    return held_at + timedelta(hours=delay_hours)
