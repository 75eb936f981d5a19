"""What came out of a copy: each yes and each release, until somebody has asked whether it holds."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import consent, result
from hearth.core.audience import Audience
from hearth.core.errors import BadInput
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import asked_again as ask
from hearth.queries.casework import head
from hearth.web.caseworker.forms import Word


@only_for(Audience.CASEWORKER)
@require_safe
def again(request: SignedVisit) -> HttpResponse:
    """Whom to ask, and about what."""
    found = ask.to_ask(by=request.by, now=request.now)
    told = {"found": found, "done": request.GET.get("done", "")}
    return render(request, "caseworker/again.html", told)


@only_for(Audience.CASEWORKER)
@require_POST
def confirm(request: SignedVisit, case: UUID) -> HttpResponse:
    """The person was asked about one of them, and says that it holds."""
    head.case_of(case, request.by)
    form = Word(request.POST)
    if not form.is_valid():
        raise BadInput("nothing was chosen, so nothing was changed")
    offer, release = ask.of_case(form.cleaned_data["word"], case, by=request.by)
    if offer is not None:
        consent.confirm(offer_id=offer, by=request.by, now=request.now)
    elif release is not None:
        result.confirm(release_id=release, by=request.by, now=request.now)
    return back_to("caseworker:again", done="confirmed")
