"""Permanence as staff see it: what is asked, and what stands once both wish it."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import permanence as ask
from hearth.web.caseworker.pages import show


@only_for(Audience.CASEWORKER)
@require_safe
def permanence(request: SignedVisit, case: UUID) -> HttpResponse:
    """What permanence asks for, and what stands. The lead confirms it, not the caseworker."""
    found = ask.asked(case=case, by=request.by, now=request.now)
    return show(request, "permanence", found.head, "permanence", {"found": found})
