"""Requests to meet somebody, told without identity, and the host's own answer."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import introduction
from hearth.core.audience import Audience
from hearth.core.consent import ENDED_WORDS
from hearth.core.errors import BadInput
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import hosting
from hearth.web.host import shown, wording
from hearth.web.host.forms import YesOrNo
from hearth.web.words import say


@only_for(Audience.HOST)
@require_safe
def asked(request: SignedVisit) -> HttpResponse:
    """Every request, the newest first."""
    found = hosting.asked(by=request.by, now=request.now)
    page = {
        "asked": [(one, shown.card(one.card)) for one in found.first],
        "more": found.count - len(found.first),
        "states": {word: say(text) for word, text in wording.STATES.items()},
        "ended": say(ENDED_WORDS),
        "done": shown.done(request.GET.get("done", "")),
    }
    return render(request, "host/asked.html", page)


@only_for(Audience.HOST)
@require_POST
def answer(request: SignedVisit, meeting: UUID) -> HttpResponse:
    """Their own answer, given apart."""
    form = YesOrNo(request.POST)
    if not form.is_valid():
        raise BadInput("press yes or no")
    introduction.answer(introduction_id=meeting, willing=form.yes, by=request.by, now=request.now)
    return back_to("host:asked", done="answered")
