"""Who is too near a host, a stay or a concern to decide about it."""

from uuid import UUID

from hearth.core.concerns import Tie, Ties
from hearth.core.ids import PrincipalId
from hearth.store.models import AsideRow, ConcernRow, HostRow, NearRow, PlacementRow


def host(row: HostRow | None) -> Ties:
    """The host, where they have a sign-in, and whoever said that they are near them."""
    if row is None:
        return {}
    near = NearRow.objects.filter(host=row).values_list("who_id", flat=True)
    return {Tie.HOME: _known(row.principal_id), Tie.NEAR: _known(*near)}


def stay(row: PlacementRow) -> Ties:
    """Its host, and whoever visited it."""
    seen = row.checks.filter(visitor__isnull=False).values_list("visitor_id", "second_id")
    visited = _known(*(who for pair in seen for who in pair))
    return {**host(row.home.host), Tie.VISIT: visited}


def concern(row: ConcernRow) -> Ties:
    """Its host, whoever visited the stay, who has stepped aside, and who gave the answer that was
    refused."""
    aside = AsideRow.objects.filter(concern=row).values_list("who_id", flat=True)
    about = stay(row.placement) if row.placement is not None else host(row.host)
    return {**about, Tie.ASIDE: _known(*aside), Tie.ANSWER: _known(row.refused_of_id)}


def hosts_of(who: PrincipalId) -> frozenset[UUID]:
    """The hosts whom somebody has said that they are near."""
    return frozenset(NearRow.objects.filter(who=who).values_list("host_id", flat=True))


def stays_of(who: PrincipalId) -> tuple[UUID, ...]:
    """The stays with hosts whom somebody has said that they are near: mostly none."""
    return tuple(
        PlacementRow.objects.filter(home__host__near__who=who).values_list("id", flat=True)
    )


def _known(*found: UUID | None) -> frozenset[PrincipalId]:
    return frozenset(PrincipalId(one) for one in found if one is not None)
