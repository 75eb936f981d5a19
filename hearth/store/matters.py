"""Whom a concern is about, and by which rules it is handled."""

from uuid import UUID

from hearth.core.ids import PrincipalId
from hearth.core.programme import Programme
from hearth.store import programmes
from hearth.store.models import AsideRow, ConcernRow, HostRow


def host_of(row: ConcernRow) -> HostRow | None:
    """Whom it is about, once that is known."""
    return row.placement.home.host if row.placement is not None else row.host


def about(row: ConcernRow) -> frozenset[PrincipalId]:
    """Who may not handle it: its host, whoever visited the stay, and who has stepped aside."""
    host = host_of(row)
    seen: list[UUID | None] = [host.principal_id] if host is not None else []
    if row.placement is not None:
        visitors = row.placement.checks.filter(visitor__isnull=False)
        seen += visitors.values_list("visitor_id", flat=True)
    seen += AsideRow.objects.filter(concern=row).values_list("who_id", flat=True)
    return frozenset(PrincipalId(one) for one in seen if one is not None)


def programme_of(row: ConcernRow) -> Programme | None:
    """The rules it is handled by: of the case it is about, else of the day it was raised."""
    ref = row.placement.case.programme if row.placement is not None else row.programme
    return programmes.of(ref) if ref else None
