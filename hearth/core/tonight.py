"""A safe place tonight: asked of the person, and never decided for them.

It is asked where a concern is grave. The person says yes or no, or nothing; a no is as good as a
yes and can be taken back. Only a yes makes work for the office. Nobody but the person and the
people who find the place learns that it was asked.
"""

from collections.abc import Mapping
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.steps import Step, step

RESIDENT, OFFICE = Audience.RESIDENT, Audience.CASEWORKER


class State(StrEnum):
    ASKED = "asked"
    WISHED = "wished"  # yes: the office finds a place now
    STAYS = "stays"  # no, for now
    FOUND = "found"  # there is a place, and the person has been told which
    OVER = "over"


class Act(StrEnum):
    WISH = "wish"
    STAY = "stay"
    FIND = "find"
    END = "end"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.ASKED, Act.WISH): step(State.WISHED, RESIDENT),
    (State.ASKED, Act.STAY): step(State.STAYS, RESIDENT),
    (State.ASKED, Act.END): step(State.OVER, Audience.LEAD, Audience.CLOCK),
    (State.STAYS, Act.WISH): step(State.WISHED, RESIDENT),
    (State.STAYS, Act.END): step(State.OVER, Audience.LEAD, Audience.CLOCK),
    (State.WISHED, Act.STAY): step(State.STAYS, RESIDENT),
    (State.WISHED, Act.FIND): step(State.FOUND, OFFICE),
}
START = State.ASKED
OPEN = frozenset({State.ASKED, State.WISHED, State.STAYS})
"""The person may still answer, or answer otherwise."""
