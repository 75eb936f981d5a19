"""What falls due in a stay and is no check: contacts, reviews of the plan, renewals."""

from collections.abc import Mapping
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.steps import Step, step

OFFICE = (Audience.CASEWORKER, Audience.LEAD)
ANYBODY = (Audience.CASEWORKER, Audience.LEAD, Audience.RESIDENT, Audience.CLOCK)


class State(StrEnum):
    DUE = "due"
    DONE = "done"
    OVERDUE = "overdue"
    REFUSED = "refused"  # the person did not want it; their right
    REPLACED = "replaced"  # worked out again: another one is due in its place, or none
    DROPPED = "dropped"  # the stay ended first


class Act(StrEnum):
    DO = "do"
    REFUSE = "refuse"
    PASS_DUE = "pass_due"
    REPLACE = "replace"
    DROP = "drop"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.DUE, Act.DO): step(State.DONE, *OFFICE, Audience.VISITOR),
    (State.DUE, Act.REFUSE): step(State.REFUSED, *OFFICE, Audience.VISITOR),
    (State.DUE, Act.PASS_DUE): step(State.OVERDUE, Audience.CLOCK),
    (State.DUE, Act.REPLACE): step(State.REPLACED, *ANYBODY),
    (State.DUE, Act.DROP): step(State.DROPPED, *OFFICE, Audience.CLOCK),
    (State.OVERDUE, Act.DO): step(State.DONE, *OFFICE, Audience.VISITOR),
    (State.OVERDUE, Act.REFUSE): step(State.REFUSED, *OFFICE, Audience.VISITOR),
}
START = State.DUE
WAITING = (State.DUE, State.OVERDUE)


class Because(StrEnum):
    """Why something that was due was replaced. Coarse on purpose: it stands in clear."""

    RULE = "rule"  # another version took effect
    FACTS = "facts"  # something of the stay changed
    PAUSE = "pause"
