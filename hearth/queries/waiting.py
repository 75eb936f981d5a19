"""Who waits."""

from uuid import UUID

from hearth.core import intake
from hearth.store.models import CaseRow


def waiting() -> list[UUID]:
    """Cases that wait for a home, those that have waited longest first."""
    states = (intake.State.TOLD, intake.State.WAITING)
    return list(
        CaseRow.objects.filter(state__in=states)
        .order_by("opened_on", "id")
        .values_list("id", flat=True)
    )
