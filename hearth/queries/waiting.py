"""Who waits."""

from uuid import UUID

from hearth.store import cases


def waiting() -> list[UUID]:
    """Cases that wait for a home, those that have waited longest first."""
    return list(cases.waiting().values_list("id", flat=True))
