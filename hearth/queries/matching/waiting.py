"""Who waits."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from hearth.store import cases, facts
from hearth.store.models import CaseRow


def waiting(today: date) -> list[UUID]:
    """Cases that wait for a home, those that have waited longest first."""
    return list(cases.waiting(today).values_list("id", flat=True))


def cases_of(parties: Iterable[UUID]) -> dict[UUID, UUID]:
    """The case of each party that has one."""
    wanted = list(parties)
    return {
        party: case
        for at in range(0, len(wanted), facts.AT_ONCE)
        for party, case in CaseRow.objects.filter(
            party__in=wanted[at : at + facts.AT_ONCE]
        ).values_list("party_id", "id")
    }
