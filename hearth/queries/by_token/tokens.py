"""One's own tokens, as the page lists them: when each was made, used and ends; never the secret."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.tokens import ROLES
from hearth.store import rows, tokens, webhooks
from hearth.store.access import SignedIn
from hearth.store.models import TokenRow, WebhookRow


@dataclass(frozen=True, slots=True)
class Own:
    """A token that works."""

    id: UUID
    acts: bool
    made_at: datetime
    ends_at: datetime
    used_at: datetime | None
    called: "Called | None"


@dataclass(frozen=True, slots=True)
class Called:
    """Where its program is called. `off_at`: since when it is not any more, for its failures."""

    address: str
    made_at: datetime
    answered_at: datetime | None
    failures: int
    off_at: datetime | None


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> tuple[Own, ...]:
    """Those that work now, the newest first. Raises WrongHands for whoever may have none."""
    rows.only(by, *ROLES)
    found = tokens.open_of(by.id, now=now)
    return tuple(
        Own(one.id, one.acts, one.made_at, one.ends_at, one.used_at, _called(one, by))
        for one in found
    )


def _called(token: TokenRow, by: SignedIn) -> Called | None:
    row = WebhookRow.objects.filter(token=token).first()
    if row is None:
        return None
    address = webhooks.address_for_owner(row, by)
    return Called(address, row.made_at, row.answered_at, row.failures, row.off_at)
