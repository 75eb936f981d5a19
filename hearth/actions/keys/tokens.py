"""Tokens: made and ended by the one whose they are."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.errors import NotFound
from hearth.core.tokens import ROLES
from hearth.store import rows, tokens
from hearth.store.access import SignedIn


@transaction.atomic
def make(*, acts: bool, days: int, by: SignedIn, now: datetime) -> str:
    """A new token for one's own programs, told once. `acts`: it may do things, not only read.

    Raises WrongHands, InvalidValue for days that no token lasts, RuleBroken beside too many.
    """
    return tokens.make(by=by, acts=acts, days=days, now=now)


@transaction.atomic
def end(*, token: UUID, by: SignedIn, now: datetime) -> None:
    """One's own token opens nothing any more. Raises NotFound for somebody else's, or none."""
    rows.only(by, *ROLES)
    if not tokens.end(id=token, by=by, now=now):
        raise NotFound("no such record")


@transaction.atomic
def end_all(*, by: SignedIn, now: datetime) -> int:
    """None of one's own tokens opens anything any more. How many there were."""
    rows.only(by, *ROLES)
    return tokens.end(id=None, by=by, now=now)
