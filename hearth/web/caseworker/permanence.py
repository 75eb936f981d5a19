"""Permanence as staff see it: what is asked, and what stands once both wish it."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import permanence as act
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import permanence as ask
from hearth.web.caseworker.pages import show, then


@only_for(Audience.CASEWORKER)
@require_safe
def permanence(request: SignedVisit, case: UUID) -> HttpResponse:
    """What permanence asks for, and what stands. Who confirms it, the programme says."""
    found = ask.asked(case=case, by=request.by, now=request.now)
    told = {"found": found, "today": request.now.date()}
    return show(request, "permanence", found.head, "permanence", told)


@only_for(Audience.CASEWORKER)
@require_POST
def confirm(request: SignedVisit, case: UUID) -> HttpResponse:
    """Both wish it and have cooled off: it is for good, where a caseworker confirms that."""
    found = ask.asked(case=case, by=request.by, now=request.now)
    if found.stay is None:
        raise RuleBroken("there is nothing here for you to confirm")
    service = request.running.service
    act.confirm(placement_id=found.stay, by=request.by, service=service, now=request.now)
    return then("permanence", case, "confirmed")
