"""The supervised meeting: arranged, held, called off. The answers are given elsewhere, apart."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions import introduction as act
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import introduction as ask
from hearth.queries.casework.head import must_be_of
from hearth.web.caseworker.pages import show, then


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def introduction(request: SignedVisit, case: UUID) -> HttpResponse:
    """What stands, and what each is told and when; posting arranges the meeting."""
    found = ask.meeting(case=case, by=request.by, now=request.now)
    if request.method == "POST":
        if found.offer is None:
            raise NotFound("no such record")
        act.arrange(offer_id=found.offer, by=request.by, now=request.now)
        return then("introduction", case, "arranged")
    return show(request, "introduction", found.head, "introduction", {"found": found})


@only_for(Audience.CASEWORKER)
@require_POST
def hold(request: SignedVisit, case: UUID, meeting: UUID) -> HttpResponse:
    """They have met. When both are told is fixed here."""
    must_be_of(case, introduction=meeting)
    act.hold(introduction_id=meeting, by=request.by, now=request.now)
    return then("introduction", case, "held")


@only_for(Audience.CASEWORKER)
@require_POST
def cancel(request: SignedVisit, case: UUID, meeting: UUID) -> HttpResponse:
    """Call a meeting off before it was held."""
    must_be_of(case, introduction=meeting)
    act.cancel(introduction_id=meeting, by=request.by, now=request.now)
    return then("introduction", case, "off")
