"""The shortlist of a case as a program reads it: homes by number, with what speaks for each."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from hearth.queries.casework.head import case_of
from hearth.queries.casework.homes import ToldHome, told_home
from hearth.queries.casework.shortlist import latest_of
from hearth.store.access import SignedIn
from hearth.store.hosts import Register


@dataclass(frozen=True, slots=True)
class Fits:
    """A home that may be offered, with its points and what they are made of."""

    home: ToldHome
    points: int
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """The latest shortlist. `made_on` None: there is none, or facts moved on since.

    homes : in the register when it was made. left : listed then, and not in the register now.
    """

    made_on: date | None
    homes: int
    fits: tuple[Fits, ...]
    left: int


@transaction.atomic
def latest(*, case: UUID, register: Register, by: SignedIn, now: datetime) -> Made:
    """The latest shortlist of a case. Cost: one fact opened. Raises NotFound; Sealed."""
    row = case_of(case, by)
    made = latest_of(row.id, by=by, now=now)
    if made is None:
        return Made(made_on=None, homes=0, fits=(), left=0)
    there = [one for one in made.ranked if one.home in register.homes]
    return Made(
        made_on=made.on,
        homes=made.homes,
        fits=tuple(
            Fits(told_home(register.home(one.home)), one.points, one.because) for one in there
        ),
        left=len(made.ranked) - len(there),
    )
