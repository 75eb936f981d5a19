"""Packs that are out on phones: when they were made and end, and nothing of what is in them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.queries.visiting.rounds import must_be_lead
from hearth.store.access import SignedIn
from hearth.store.models import PackRow


@dataclass(frozen=True, slots=True)
class Out:
    """A pack on a phone."""

    id: UUID
    made_at: datetime
    ends_at: datetime


@transaction.atomic
def out(*, by: SignedIn, now: datetime) -> Out | None:
    """The pack of this visitor that is out on a phone now, or None. Raises NotFound for others."""
    if by.audience is not Audience.VISITOR:
        raise NotFound("no such record")
    found = PackRow.objects.filter(visitor=by.id, ended_at=None, ends_at__gt=now)
    row = found.order_by("-made_at").first()
    return Out(row.id, row.made_at, row.ends_at) if row is not None else None


@transaction.atomic
def all_out(*, by: SignedIn, now: datetime) -> dict[UUID, Out]:
    """The packs that are out on phones now, by their visitor: there is one of each at most.

    Raises NotFound for all but the lead. Cost: one query.
    """
    must_be_lead(by)
    found = PackRow.objects.filter(ended_at=None, ends_at__gt=now).order_by("made_at")
    return {row.visitor_id: Out(row.id, row.made_at, row.ends_at) for row in found}


@transaction.atomic
def is_over(pack_id: UUID, *, now: datetime) -> bool:
    """Whether a phone must forget this pack: its time has passed, or it was signed out.

    Asked without a sign-in, by whoever knows its id. Raises NotFound for one never made.
    """
    row = PackRow.objects.filter(id=pack_id).select_related("visitor").first()
    if row is None:
        raise NotFound("no such record")
    return row.ended_at is not None or row.visitor.ended_at is not None or now >= row.ends_at
