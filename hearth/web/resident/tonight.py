"""Whether they want to sleep somewhere else tonight. Yes and no weigh the same."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from hearth.actions.homes import tonight as act
from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.web.words import say

ANSWERS = {"yes": True, "no": False}


@only_for(Audience.RESIDENT)
@require_POST
def answer(request: SignedVisit) -> HttpResponse:
    """Their answer, which they may change."""
    given = request.POST.get("wished", "")
    if given not in ANSWERS:
        raise InvalidValue(say("Choose yes or no"))
    act.answer(wished=ANSWERS[given], by=request.by, now=request.now)
    return back_to("resident:wrong", done="answered")
