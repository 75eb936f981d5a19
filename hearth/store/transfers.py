"""In whose care each case is, and which of them somebody is asked to take."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from hearth.core.audience import Audience
from hearth.core.compartments import OFFICE
from hearth.core.ids import PrincipalId
from hearth.core.transfer import State
from hearth.store.models import CaseRow, MemberRow, TransferRow
from hearth.store.principals import circle


def colleagues() -> set[UUID]:
    """Every caseworker who is in the office's circle, and so can open its cases."""
    here = MemberRow.objects.filter(
        circle=circle(OFFICE), member__role=Audience.CASEWORKER, member__ended_at=None
    )
    return set(here.values_list("member_id", flat=True))


def carer_of(case: UUID) -> PrincipalId | None:
    """In whose care a case is; None for nobody's, or for somebody who has left."""
    last = (
        TransferRow.objects.filter(case=case, state=State.ACCEPTED)
        .order_by("-answered_at")
        .select_related("to")
        .first()
    )
    if last is None or last.to.ended_at is not None:
        return None
    return PrincipalId(last.to_id)


def open_for(case: UUID) -> TransferRow | None:
    """The proposal of a case that waits for an answer."""
    return TransferRow.objects.filter(case=case, state=State.PROPOSED).first()


def in_care_of(who: UUID) -> QuerySet[CaseRow]:
    """The cases that are in somebody's care, the oldest first."""
    accepted = TransferRow.objects.filter(state=State.ACCEPTED)
    later = accepted.filter(case=OuterRef("case"), answered_at__gt=OuterRef("answered_at"))
    mine = accepted.filter(to=who).exclude(Exists(later))
    return CaseRow.objects.filter(id__in=mine.values("case")).order_by("opened_on", "id")
