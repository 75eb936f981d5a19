"""The few homes that may be offered, with the reasons for them and against the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hearth.core.audience import Audience
from hearth.core.decision import Decision, Reason
from hearth.core.ids import HomeId
from hearth.core.steps import Step, step


class State(StrEnum):
    MADE = "made"
    EMPTY = "empty"  # no home fits: recruit, change a wish, or show the last resort
    USED = "used"  # an offer was drafted from it
    OLD = "old"  # facts moved on; make it again


class Act(StrEnum):
    FIND_NONE = "find_none"
    USE = "use"
    AGE = "age"


STEPS: Mapping[tuple[State, Act], Step[State]] = {
    (State.MADE, Act.FIND_NONE): step(State.EMPTY, Audience.CASEWORKER),
    (State.MADE, Act.USE): step(State.USED, Audience.CASEWORKER),
    (State.USED, Act.USE): step(State.USED, Audience.CASEWORKER),
    (State.MADE, Act.AGE): step(State.OLD, Audience.CASEWORKER, Audience.CLOCK),
    (State.EMPTY, Act.AGE): step(State.OLD, Audience.CASEWORKER, Audience.CLOCK),
    (State.USED, Act.AGE): step(State.OLD, Audience.CASEWORKER, Audience.CLOCK),
}
START = State.MADE


@dataclass(frozen=True, slots=True)
class Judged:
    """One home, and what the hard rules say of it for this party."""

    home: HomeId
    decision: Decision


@dataclass(frozen=True, slots=True)
class Ranked:
    """A home that may be offered: its points, and what they are made of."""

    home: HomeId
    points: int
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlist:
    """The homes that may be offered, best first, out of so many in the register.

    `programme` and `on` say under which rules, and on which day, it was made. Why another
    home is not here is worked out when somebody asks.
    """

    programme: str
    on: date
    ranked: tuple[Ranked, ...]
    homes: int


@dataclass(frozen=True, slots=True)
class Opening:
    """One change that would make homes fit: the one reason each of them fails by."""

    code: str
    homes: tuple[HomeId, ...]
    change: str


# What would have to change so that a home barred by this reason alone is open. A reason
# that is not here is nobody's to change: hostility, fear, danger, a failed check.
CHANGES: Mapping[str, str] = {
    "too_far": "search a little farther away, if the person wants to",
    "not_free": "another first day, or a shorter stay",
    "home_full": "wait until the party there has moved on",
    "beds": "one more bed in the home",
    "rooms_cannot_be_shared": "one more room in the home",
    "no_common_language": "an interpreter whom both accept",
    "vetting_never": "finish the host's vetting",
    "vetting_lapsed": "renew what has lapsed",
    "host_age_limit": "ask the host whether the age limit can move",
    "host_size_limit": "ask the host whether one more person can stay",
    "host_gender_limit": "ask the host whether the limit can move",
    "period_bars_move": "move on another day",
    "last_resort": "show that no home fits, and ask the person",
}
CHANGES_BY_START: Mapping[str, str] = {
    "needs_": "put in what the person needs",
    "host_cannot_take_": "ask the host whether the limit can move",
    "refused_": "only the person can take back a refusal, and nobody asks them to",
}


def change_for(code: str) -> str | None:
    """The sentence for the change that would lift this reason, or None where nobody may."""
    if code in CHANGES:
        return CHANGES[code]
    return next((text for start, text in CHANGES_BY_START.items() if code.startswith(start)), None)


def openings(judged: Iterable[Judged]) -> tuple[Opening, ...]:
    """Single changes that would each open at least one home, the most homes first.

    A home that fails by two reasons is opened by no single change.
    """
    by_code: dict[str, list[HomeId]] = {}
    for one in judged:
        if len(one.decision.against) == 1:
            by_code.setdefault(one.decision.against[0].code, []).append(one.home)
    return openings_of(by_code)


def openings_of(alone: Mapping[str, Sequence[HomeId]]) -> tuple[Opening, ...]:
    """The same where the homes that fail by one reason alone are known, by its code.

    Refusals are left out: to list them would be to ask for them back.
    """
    found = (
        Opening(code, tuple(homes), change)
        for code, homes in alone.items()
        if homes and (change := change_for(code)) and not code.startswith("refused_")
    )
    return tuple(sorted(found, key=lambda opening: (-len(opening.homes), opening.code)))


def told(reasons: Sequence[Reason]) -> str:
    """Reasons as one line: each with its margin."""
    return "; ".join(f"{r.code} ({r.margin})" if r.margin else r.code for r in reasons)
