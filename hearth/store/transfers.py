"""In whose care each case is, and which of them somebody, or an office, is asked to take."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from hearth.core.audience import Audience
from hearth.core.ids import PrincipalId
from hearth.core.transfer import State
from hearth.store.access import SignedIn
from hearth.store.events import OPENED
from hearth.store.models import (
    CaseRow,
    EntryRow,
    IntroductionRow,
    OfferRow,
    OfficeRow,
    PlacementRow,
    PrincipalRow,
    TransferRow,
)


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


def carers_of(cases: Collection[UUID]) -> dict[UUID, frozenset[PrincipalId]]:
    """Whoever is, or was, a caseworker of each case: who had it in their care, or wrote anything of
    it, from its opening on, as the log has it. Who only read of it is none. Cost: five queries.
    """
    found: dict[UUID, set[UUID]] = {case: set() for case in cases}
    accepted = TransferRow.objects.filter(case__in=cases, state=State.ACCEPTED, to__isnull=False)
    for case, to in accepted.values_list("case_id", "to_id"):
        found[case].add(to)
    things = _things_of(cases)
    hired = PrincipalRow.objects.filter(role=Audience.CASEWORKER).values_list("id", flat=True)
    workers = {who.hex: who for who in hired}
    written = EntryRow.objects.filter(about__in=things).exclude(act=OPENED).order_by()
    for about, by in written.values_list("about", "by").distinct():
        if by in workers:
            found[things[about]].add(workers[by])
    return {case: frozenset(map(PrincipalId, who)) for case, who in found.items()}


def _things_of(cases: Collection[UUID]) -> dict[str, UUID]:
    """The cases, and their offers, meetings and stays, as the log names them; of which case."""
    of_case = (
        OfferRow.objects.filter(case__in=cases).values_list("id", "case"),
        IntroductionRow.objects.filter(offer__case__in=cases).values_list("id", "offer__case"),
        PlacementRow.objects.filter(case__in=cases).values_list("id", "case"),
    )
    found = {case.hex: case for case in cases}
    return found | {id.hex: case for several in of_case for id, case in several}


def open_for(case: UUID) -> TransferRow | None:
    """The proposal of a case that waits for an answer."""
    return TransferRow.objects.filter(case=case, state=State.PROPOSED).first()


def put_to_office_of(by: SignedIn) -> QuerySet[TransferRow]:
    """What waits for the word of anybody of this caseworker's offices, the oldest first. Not what
    they asked themselves, being of both."""
    found = TransferRow.objects.filter(state=State.PROPOSED, office__in=list(by.keys))
    return found.exclude(sent_by=by.id).order_by("proposed_at", "id")


def in_care_of(who: UUID) -> QuerySet[CaseRow]:
    """The cases that are in somebody's care, the oldest first."""
    accepted = TransferRow.objects.filter(state=State.ACCEPTED)
    later = accepted.filter(case=OuterRef("case"), answered_at__gt=OuterRef("answered_at"))
    mine = accepted.filter(to=who).exclude(Exists(later))
    return CaseRow.objects.filter(id__in=mine.values("case")).order_by("opened_on", "id")
