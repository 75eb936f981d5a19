"""Cases, and which of them wait for a home."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from hearth.core import consent, intake, offer, placement
from hearth.store.models import CaseRow, OfferRow, PlacementRow


def waiting(today: date) -> QuerySet[CaseRow]:
    """Cases for which a home must be found, those that have waited longest first.

    Whoever considers an offer, or has a move planned, is not among them: what was
    promised stands, and a plan for the others goes round it. Nor is whoever asked for
    no offers for a while, or to go through their needs again first.
    """
    asked = OfferRow.objects.filter(
        case=OuterRef("id"),
        state__in=(offer.State.PUT, offer.State.ANSWERED),
        consent__state__in=(consent.State.ASKED, consent.State.AGREED),
    )
    moving = PlacementRow.objects.filter(case=OuterRef("id"), state=placement.State.PLANNED)
    return (
        CaseRow.objects.filter(state__in=(intake.State.TOLD, intake.State.WAITING))
        .exclude(Exists(asked))
        .exclude(Exists(moving))
        .exclude(must_reassess=True)
        .exclude(parked_until__gt=today)
        .order_by("opened_on", "id")
    )
