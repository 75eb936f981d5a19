"""HealthAndDV.csv and Disabilities.csv: what was told during a stay.

Source: HMIS Data Standards FY2024 and FY2026, elements 3.08, 4.05 to 4.11 and R10. The codes of
"yes": 1 for every kind, and 1 (alcohol), 2 (drugs) or 3 (both) for substance use.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from hearth.exchange.hmis.cells import NO_CODE, Days, answer, stronger
from hearth.exchange.hmis.tables import Row
from hearth.exchange.hmis.values import Answer, Disability, Health

YES: Mapping[tuple[str, str], frozenset[Disability]] = {
    ("5", "1"): frozenset({Disability.PHYSICAL}),
    ("6", "1"): frozenset({Disability.DEVELOPMENTAL}),
    ("7", "1"): frozenset({Disability.LONG_TERM}),
    # HIV; no rule of a home may rest on it, so it is not told apart.
    ("8", "1"): frozenset({Disability.LONG_TERM}),
    ("9", "1"): frozenset({Disability.MENTAL_HEALTH}),
    ("10", "1"): frozenset({Disability.ALCOHOL}),
    ("10", "2"): frozenset({Disability.DRUGS}),
    ("10", "3"): frozenset({Disability.ALCOHOL, Disability.DRUGS}),
}
"""Which type and response mean which disabilities."""

_TYPES = frozenset(kind for kind, _ in YES)
_NOT_YES = frozenset({"", "0", "8", "9", "99"})


@dataclass(slots=True)
class Told:
    """What the rows of one stay said so far; a yes outweighs every other answer."""

    survivor: Answer = Answer.UNKNOWN
    fleeing: Answer = Answer.UNKNOWN
    pregnant: Answer = Answer.UNKNOWN
    due_on: date | None = None
    disabilities: set[Disability] = field(default_factory=set)

    def health(self) -> Health:
        """The same, finished."""
        return Health(
            self.survivor, self.fleeing, self.pregnant, self.due_on, frozenset(self.disabilities)
        )


class OfOne(Protocol):
    """A stay that facts can be added to."""

    told: Told

    @property
    def person(self) -> str: ...


def add_health(rows: Sequence[Row], stays: Mapping[str, OfOne], *, read_on: date) -> None:
    """Domestic violence, fleeing and pregnancy; of several due dates the latest counts."""
    days = Days(rows, ("DueDate",), read_on=read_on)
    for row in rows:
        stay = _stay_of(row, stays)
        if stay is None:
            continue
        told = stay.told
        told.survivor = stronger(told.survivor, answer(row, "DomesticViolenceSurvivor"))
        told.fleeing = stronger(told.fleeing, answer(row, "CurrentlyFleeing"))
        told.pregnant = stronger(told.pregnant, answer(row, "PregnancyStatus"))
        due = days.optional(row, "DueDate")
        if due is not None:
            told.due_on = max(told.due_on or date.min, due.date())


def add_disabilities(rows: Sequence[Row], stays: Mapping[str, OfOne]) -> None:
    """Kinds of disability that were answered with a yes."""
    for row in rows:
        stay = _stay_of(row, stays)
        if stay is None:
            continue
        said = (row["DisabilityType"], row["DisabilityResponse"])
        if said[0] not in _TYPES:
            row.refuse("DisabilityType", NO_CODE)
        elif said in YES:
            stay.told.disabilities |= YES[said]
        elif said[1] not in _NOT_YES:
            row.mend("DisabilityResponse", NO_CODE, "it was read as not known")


def _stay_of(row: Row, stays: Mapping[str, OfOne]) -> OfOne | None:
    if not row.lives:
        return None
    stay = stays.get(row["EnrollmentID"])
    if stay is None:
        row.refuse("EnrollmentID", "is of a stay that was not kept from Enrollment.csv")
    elif row["PersonalID"] not in ("", stay.person):
        row.refuse("PersonalID", "names another person than its stay")
        return None
    return stay
