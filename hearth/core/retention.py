"""What is kept of a case that is over, until when, and the answers to "erase me".

Every word of a case belongs to one class, and a programme says of each class how long it is kept,
from what, and why. Whoever is named may ask earlier. The lead answers: it is erased; or it is held,
with the reason, for as long as the reason lasts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.programme import Programme, Retention
from hearth.core.steps import Step, step

CASEWORKER, RESIDENT, LEAD = Audience.CASEWORKER, Audience.RESIDENT, Audience.LEAD


class State(StrEnum):
    KEPT = "kept"  # until its day, which the programme says
    ASKED = "asked"  # somebody asked that it be erased now
    HELD = "held"  # nothing is erased while the reason lasts
    ERASED = "erased"


class Act(StrEnum):
    ASK = "ask"
    HOLD = "hold"
    LIFT = "lift"
    ERASE = "erase"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.KEPT, Act.ASK): step(State.ASKED, CASEWORKER, RESIDENT),
    (State.KEPT, Act.HOLD): step(State.HELD, LEAD),
    (State.ASKED, Act.HOLD): step(State.HELD, LEAD),
    (State.HELD, Act.LIFT): step(State.KEPT, LEAD),
    (State.ASKED, Act.ERASE): step(State.ERASED, LEAD),
    (State.KEPT, Act.ERASE): step(State.ERASED, Audience.CLOCK),
}
START = State.KEPT


class Records(StrEnum):
    """The classes that are known here; a programme may name others, which nothing acts on."""

    CASE = "case"
    TESTIMONY = "testimony"


@dataclass(frozen=True, slots=True)
class Term:
    """Until when one class of a case is kept, and the rule that says so."""

    records: Records
    until: date
    rule: str
    basis: str


def terms(programme: Programme, closed_on: date) -> list[Term]:
    """Until when each class of a case is kept that was closed on this day."""
    return [_term(one, closed_on, programme.ref) for one in programme.retentions if _known(one)]


def _known(one: Retention) -> bool:
    return one.records in set(Records) and one.starts_at == "case_closed"


def _term(one: Retention, closed_on: date, ref: str) -> Term:
    until = closed_on + timedelta(days=one.days)
    return Term(Records(one.records), until, f"{one.id} of {ref}", one.basis)


def must_be_over(*, lives_somewhere: bool) -> None:
    """A case is closed when nobody lives, or is to live, anywhere by it. Raises RuleBroken."""
    if lives_somewhere:
        raise RuleBroken("somebody lives in a home by this case, or is to: end the stay first")
