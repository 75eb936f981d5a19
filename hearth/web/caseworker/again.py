"""What came out of a copy: each yes and each release, until its person has said that it holds."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import asked_again as ask


@only_for(Audience.CASEWORKER)
@require_safe
def again(request: SignedVisit) -> HttpResponse:
    """Whom to ask, and about what."""
    found = ask.to_ask(by=request.by, now=request.now)
    return render(request, "caseworker/again.html", {"found": found})
