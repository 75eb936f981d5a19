"""A case: where it stands, the one thing to do next, and what the office may know."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import case as ask
from hearth.web.caseworker import shown_case as shown


@only_for(Audience.CASEWORKER)
@require_safe
def case(request: SignedVisit, case: UUID) -> HttpResponse:
    """The case page."""
    seen = ask.seen(case, by=request.by, now=request.now)
    return render(request, "caseworker/case.html", {"case": shown.case(seen)})
