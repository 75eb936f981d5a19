"""Visits that person and host were told of before. None that is unannounced, extra, or raised.

What stands here depends on rules, days and the draw alone. Whether a visit was held, counted or
refused changes nothing until its days are over: nobody in the home can read off what was said.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from hearth.core.audience import Audience
from hearth.core.checks import State
from hearth.core.errors import NotFound
from hearth.core.placement import LIVES_THERE
from hearth.store.access import SignedIn
from hearth.store.models import CheckRow

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Announced:
    """Somebody comes on one of these days, both included."""

    id: UUID
    stay: UUID
    first: date
    last: date


def _of(stays: dict[str, object], today: date) -> QuerySet[CheckRow]:
    told = CheckRow.objects.filter(announced_on__isnull=False, announced_on__lte=today)
    lasting = told.exclude(state__in=(State.REPLACED, State.DROPPED))
    where = {f"placement__{name}": value for name, value in stays.items()}
    living = lasting.filter(placement__state__in=LIVES_THERE, closes_on__gte=today, **where)
    return living.order_by("opens_on", "id")


def to_host(host: UUID, today: date) -> tuple[Announced, ...]:
    """The next announced visits to the homes of the host who signs in as `host`."""
    found = _of({"home__host__principal": host}, today)[:SHOWN]
    return tuple(Announced(row.id, row.placement_id, row.opens_on, row.due_on) for row in found)


def next_to_stay(stay: UUID, today: date) -> Announced | None:
    """The next announced visit to a stay."""
    row = _of({"id": stay}, today).first()
    return Announced(row.id, row.placement_id, row.opens_on, row.due_on) if row else None


@transaction.atomic
def own(*, by: SignedIn, now: datetime) -> tuple[Announced, ...]:
    """For the host who signed in. Raises NotFound for everybody else."""
    if by.audience is not Audience.HOST:
        raise NotFound("no such record")
    return to_host(by.id, now.date())
