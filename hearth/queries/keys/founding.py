"""Offices of a service as those see them who are of one: their names, and how far a new one is."""

from dataclasses import dataclass
from uuid import UUID

from hearth.core.accounts import State, What
from hearth.core.audience import Audience
from hearth.store import offices
from hearth.store.access import SignedIn
from hearth.store.models import OfficeRow, ProposalRow


@dataclass(frozen=True, slots=True)
class Filling:
    """An office that was founded, how many facts the register has, and how many it still lacks."""

    name: str
    total: int
    left: int

    @property
    def given(self) -> int:
        return self.total - self.left

    @property
    def share(self) -> int:
        """From 0 to 100, never 100 before it is done."""
        return 100 * self.given // self.total if self.total else 0


def filling(*, by: SignedIn) -> tuple[Filling, ...]:
    """Offices to which the register is on its way, for a caseworker of another one; else empty.

    Cost: one small query, and two counts of the register while one is on its way.
    """
    if by.audience is not Audience.CASEWORKER:
        return ()
    waiting = ProposalRow.objects.filter(what=What.OFFICE, state=State.FOUNDED)
    found = waiting.order_by("decided_at", "id").values_list("who_id", flat=True)
    return tuple(one for id in found if id is not None for one in _filling(id, by))


def _filling(office: UUID, by: SignedIn) -> tuple[Filling, ...]:
    before = offices.other_of(office, by)
    if before is None:
        return ()
    name = OfficeRow.objects.values_list("name", flat=True).get(id=office)
    shared = offices.shared()
    return (
        Filling(
            name,
            offices.held(shared, before).count(),
            offices.not_held(shared, office, before).count(),
        ),
    )


def own(*, by: SignedIn) -> tuple[tuple[UUID, str], ...]:
    """The offices that somebody is of; none where the service has but one."""
    return tuple(offices.named(by))
