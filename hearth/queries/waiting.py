"""Who waits."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from hearth.store import cases
from hearth.store.models import CaseRow


def waiting(today: date) -> list[UUID]:
    """Cases that wait for a home, those that have waited longest first."""
    return list(cases.waiting(today).values_list("id", flat=True))


def cases_of(parties: Iterable[UUID]) -> dict[UUID, UUID]:
    """The case of each party that has one."""
    wanted = set(parties)
    found = CaseRow.objects.values_list("party_id", "id")
    return {party: case for party, case in found.iterator(2000) if party in wanted}
