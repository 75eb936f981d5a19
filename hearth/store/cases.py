"""Cases, and which of them wait for a home."""

from django.db.models import QuerySet

from hearth.core import consent, intake, offer, placement
from hearth.store.models import CaseRow, OfferRow, PlacementRow


def waiting() -> QuerySet[CaseRow]:
    """Cases for which a home must be found, those that have waited longest first.

    Whoever considers an offer, or has a move planned, is not among them: what was
    promised stands, and a plan for the others goes round it.
    """
    asked = OfferRow.objects.filter(
        state__in=(offer.State.PUT, offer.State.ANSWERED),
        consent__state__in=(consent.State.ASKED, consent.State.AGREED),
    )
    moving = PlacementRow.objects.filter(state=placement.State.PLANNED)
    return (
        CaseRow.objects.filter(state__in=(intake.State.TOLD, intake.State.WAITING))
        .exclude(id__in=asked.values("case"))
        .exclude(id__in=moving.values("case"))
        .order_by("opened_on", "id")
    )
