"""Before an early visit is ordered: what it would tell, and what hides it."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hearth.actions.visiting import early_visit
from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding import early as ask
from hearth.web.lead.shown import EARLY, TELLS_WORDS
from hearth.web.words import say


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedVisit, stay: UUID) -> HttpResponse:
    """The ways to go early, each with what it tells; the lead chooses one."""
    homes = request.running.desk.register(request.now).homes
    found = ask.early(stay, homes=homes, by=request.by, now=request.now)
    if request.method == "POST":
        return _order(request, found)
    shown = {"found": found, "ways": EARLY, "tells": TELLS_WORDS}
    return render(request, "lead/early.html", shown)


def _order(request: SignedVisit, found: ask.Early) -> HttpResponse:
    """The way that was chosen, as it was shown: where it has changed meanwhile, look again."""
    chosen = {f"{way.code}-{len(way.others)}": way for way in found.ways}
    way = chosen.get(request.POST.get("way", ""))
    if way is None:
        raise InvalidValue(say("Choose one of the ways; they may have changed since you looked"))
    early_visit.order(
        stay=found.stay,
        others=way.others,
        opens_on=way.opens_on,
        days=way.days,
        by=request.by,
        now=request.now,
    )
    return back_to("lead:stay", found.stay, done="ordered")
