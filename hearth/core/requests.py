"""Somebody asks: what do you know of me? When they are answered, by whom, and what never is in it.

The answer is what the person holds keys to, and what the lead adds of what was said in their
presence. What others said in confidence, who else lives or hosts, and what would lead to any of
them is in none, whoever asks.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.compartments import Compartment
from hearth.core.reach import HOURS
from hearth.core.steps import Step, step
from hearth.core.units import months_after

RESIDENT, LEAD = Audience.RESIDENT, Audience.LEAD
RULE = "Article 12(3) of the GDPR, within one month"  # see docs/sources.md


class State(StrEnum):
    ASKED = "asked"
    LOOKED_AT = "looked_at"  # the lead goes through it
    ANSWERED = "answered"
    REFUSED = "refused"  # with a reason, which the person reads


class Act(StrEnum):
    TAKE_UP = "take_up"
    ANSWER = "answer"
    REFUSE = "refuse"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.ASKED, Act.TAKE_UP): step(State.LOOKED_AT, LEAD),
    (State.LOOKED_AT, Act.ANSWER): step(State.ANSWERED, LEAD),
    (State.LOOKED_AT, Act.REFUSE): step(State.REFUSED, LEAD),
}
START = State.ASKED
OPEN = frozenset({State.ASKED, State.LOOKED_AT})

# Kinds of fact that a person may hold a key to and that are about somebody else, or tell where they
# live: they are read on their own pages, and stand in nothing that is printed.
OF_OTHERS = frozenset({Compartment.PLACE, Compartment.CARD, Compartment.DIARY, Compartment.PAPERS})
OF_HOSTS = frozenset({"host", HOURS})  # where a compartment holds facts of both


def due_on(asked_on: date) -> date:
    """The same day of the month after, or the last of that month where it has no such day."""
    return months_after(asked_on, 1)


def is_own(compartment: Compartment, kind: str) -> bool:
    """Whether a fact that the person holds a key to may stand in the answer."""
    return compartment not in OF_OTHERS and kind not in OF_HOSTS
