"""One's own tokens, as the page lists them: when each was made, used and ends; never the secret."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.tokens import ROLES
from hearth.store import rows, tokens
from hearth.store.access import SignedIn


@dataclass(frozen=True, slots=True)
class Own:
    """A token that works."""

    id: UUID
    acts: bool
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> tuple[Own, ...]:
    """Those that work now, the newest first. Raises WrongHands for whoever may have none."""
    rows.only(by, *ROLES)
    found = tokens.open_of(by.id, now=now)
    return tuple(Own(one.id, one.acts, one.made_at, one.ends_at, one.used_at) for one in found)
