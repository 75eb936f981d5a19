"""Who lives here now, as far as the host may know, and the host's own wish that it lasts."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import permanence
from hearth.core.audience import Audience
from hearth.core.errors import BadInput
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import hosting
from hearth.web.host import shown, wording
from hearth.web.host.forms import YesOrNo
from hearth.web.words import say


@only_for(Audience.HOST)
@require_safe
def guests(request: SignedVisit) -> HttpResponse:
    """Their guests, the newest first."""
    found = hosting.guests(by=request.by, now=request.now)
    page = {
        "guests": found.first,
        "more": found.count - len(found.first),
        "stays": {state: say(text) for state, text in wording.STAYS.items()},
        "wishes": {state: say(text) for state, text in wording.WISHES.items()},
        "reversible": {
            one.id: one.wish is not None
            and shown.may_reverse(one.wish.reversible_until, request.now)
            for one in found.first
        },
        "done": shown.done(request.GET.get("done", "")),
    }
    return render(request, "host/guests.html", page)


@only_for(Audience.HOST)
@require_POST
def wish(request: SignedVisit, stay: UUID) -> HttpResponse:
    """Their own wish, or its taking back."""
    form = YesOrNo(request.POST)
    if not form.is_valid():
        raise BadInput("press yes or no")
    permanence.wish(placement_id=stay, wanted=form.yes, by=request.by, now=request.now)
    return back_to("host:guests", done="wish")


@only_for(Audience.HOST)
@require_POST
def reverse_it(request: SignedVisit, stay: UUID) -> HttpResponse:
    """Take back what became permanent."""
    permanence.reverse(placement_id=stay, by=request.by, now=request.now)
    return back_to("host:guests", done="reversed")
