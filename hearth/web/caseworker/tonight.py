"""Somebody wishes for a safe place tonight: the office has found one."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from hearth.actions.homes import tonight as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for


@only_for(Audience.CASEWORKER)
@require_POST
def found(request: SignedVisit, tonight: UUID) -> HttpResponse:
    """There is a place, and the person knows which."""
    act.found(tonight_id=tonight, by=request.by, now=request.now)
    return back_to("caseworker:board", done="found")
