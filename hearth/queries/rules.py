"""The programmes as the office reads them, and what other rules would mean for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.core.placement import State
from hearth.core.programme import Programme
from hearth.core.programme_diff import cannot_follow, diff, due_changes
from hearth.core.programme_file import bundled, in_force
from hearth.queries import board
from hearth.queries.programme import impact
from hearth.store import programmes
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow

SHOWN = 50  # of each list


@dataclass(frozen=True, slots=True)
class Listed:
    """A version: whether it holds today, and whether decisions were made under it."""

    programme: Programme
    holds: bool
    used: bool


@dataclass(frozen=True, slots=True)
class Named:
    """A case that would gain or lose eligibility."""

    case: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Touched:
    """A stay outside the new rules. `codes` are new reasons, `already` those that hold today."""

    case: UUID
    name: str
    state: State
    codes: tuple[str, ...]
    already: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What it would mean that one version takes the place of another. Nothing is changed.

    against : why it could not follow as it stands, or nothing. Lists are cut to `SHOWN`;
    the counts are of all.
    """

    against: str
    sentences: tuple[str, ...]
    due: tuple[str, ...]
    waiting: int
    gain: int
    lose: int
    stays: int
    outside: int
    by_the_change: int
    gains: tuple[Named, ...]
    loses: tuple[Named, ...]
    touched: tuple[Touched, ...]


@transaction.atomic
def listed(*, now: datetime) -> tuple[Listed, ...]:
    """Every version of every programme that is here."""
    today, used = now.date(), set(programmes.used())
    return tuple(
        Listed(
            one,
            one.effective_from <= today and in_force(one.name, today).ref == one.ref,
            one.ref in used,
        )
        for one in bundled()
    )


def one(ref: str) -> Programme:
    """A version by its name and number. Raises NotFound."""
    found = next((each for each in bundled() if each.ref == ref), None)
    if found is None:
        raise NotFound("there is no such programme")
    return found


@transaction.atomic
def change(old: Programme, new: Programme, *, by: SignedIn, now: datetime) -> Change:
    """Who would be touched if `new` took the place of `old` at this moment.

    Cost: of `impact`. Raises Sealed for whoever may not read the register.
    """
    found = impact(old, new, by=by, now=now)
    outside = found.outside[:SHOWN]
    wanted = {*found.gain[:SHOWN], *found.lose[:SHOWN], *(one.case for one in outside)}
    cases = CaseRow.objects.filter(id__in=wanted).values_list("party_id", "id")
    names = board.names(dict(cases), by=by, now=now)
    return Change(
        against=cannot_follow(old, new) or "",
        sentences=tuple(one.sentence for one in diff(old, new)),
        due=tuple(one.sentence for one in due_changes(old, new, now.date())[:SHOWN]),
        waiting=found.waiting,
        gain=len(found.gain),
        lose=len(found.lose),
        stays=found.stays,
        outside=len(found.outside),
        by_the_change=sum(one.by_the_change for one in found.outside),
        gains=_named(found.gain, names),
        loses=_named(found.lose, names),
        touched=tuple(
            Touched(
                one.case,
                names[one.case],
                one.state,
                tuple(code for code in one.codes if code not in one.already),
                one.already,
            )
            for one in outside
        ),
    )


def _named(cases: Iterable[UUID], names: dict[UUID, str]) -> tuple[Named, ...]:
    return tuple(Named(case, names[case]) for case in cases if case in names)[:SHOWN]
