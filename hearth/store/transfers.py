"""In whose care each case is, and which of them somebody, or an office, is asked to take."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from hearth.core.ids import PrincipalId
from hearth.core.transfer import State
from hearth.store.access import SignedIn
from hearth.store.models import CaseRow, OfficeRow, TransferRow


def other_offices(case: CaseRow) -> QuerySet[OfficeRow]:
    """Every office but that of a case, by name: whom it may be offered to."""
    return OfficeRow.objects.exclude(id=case.office_id).order_by("name", "id")


def carer_of(case: UUID) -> PrincipalId | None:
    """In whose care a case is; None for nobody's, or for somebody who has left."""
    last = (
        TransferRow.objects.filter(case=case, state=State.ACCEPTED)
        .order_by("-answered_at")
        .select_related("to")
        .first()
    )
    if last is None or last.to is None or last.to.ended_at is not None:
        return None
    return PrincipalId(last.to.id)


def open_for(case: UUID) -> TransferRow | None:
    """The proposal of a case that waits for an answer."""
    return TransferRow.objects.filter(case=case, state=State.PROPOSED).first()


def put_to_office_of(by: SignedIn) -> QuerySet[TransferRow]:
    """What waits for the word of anybody of this caseworker's offices, the oldest first."""
    found = TransferRow.objects.filter(state=State.PROPOSED, office__in=list(by.keys))
    return found.order_by("proposed_at", "id")


def in_care_of(who: UUID) -> QuerySet[CaseRow]:
    """The cases that are in somebody's care, the oldest first."""
    accepted = TransferRow.objects.filter(state=State.ACCEPTED)
    later = accepted.filter(case=OuterRef("case"), answered_at__gt=OuterRef("answered_at"))
    mine = accepted.filter(to=who).exclude(Exists(later))
    return CaseRow.objects.filter(id__in=mine.values("case")).order_by("opened_on", "id")
