"""Which lead is near which host, as leads read it: both by their numbers."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from hearth.core.concerns import is_near
from hearth.core.errors import NotFound
from hearth.queries.deciding.board import must_be_lead
from hearth.queries.numbers import number
from hearth.store import near
from hearth.store.access import SignedIn
from hearth.store.models import HostRow, NearRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One lead near one host. `own`: whether it is the reader's own word."""

    id: UUID
    host: str
    who: str
    since: date
    own: bool


@transaction.atomic
def said(*, by: SignedIn) -> tuple[Said, ...]:
    """Everything that was said, the latest first. Raises NotFound for all but leads."""
    must_be_lead(by)
    return tuple(
        Said(
            id=row.id,
            host=number(row.host_id),
            who=number(row.who_id),
            since=row.since,
            own=row.who_id == by.id,
        )
        for row in NearRow.objects.order_by("-since", "id")
    )


def must_not_be_near(host: HostRow, by: SignedIn) -> None:
    """What is known of a host is not there for whoever is near them. Raises NotFound."""
    if is_near(by.id, near.host(host)):
        raise NotFound("no such record")
