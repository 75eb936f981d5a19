"""How they may be reached, if at all."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions import reach as act
from hearth.core.audience import Audience
from hearth.core.reach import HOLDS_DAYS, Reach
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import reach as ask
from hearth.web.resident import forms


@only_for(Audience.RESIDENT)
@require_safe
def reach(request: SignedVisit) -> HttpResponse:
    """What holds now. Where nothing was said, or it no longer holds: nobody contacts them."""
    said = ask.own(by=request.by, now=request.now)
    holds = said is not None and request.now.date() < said.holds_until
    shown = {"reach": said, "holds": holds, "done": request.GET.get("done", "")}
    return render(request, "resident/reach.html", shown)


@only_for(Audience.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedVisit) -> HttpResponse:
    """Say it anew."""
    if request.method == "POST":
        form = forms.HowToReach(request.POST)
        if form.is_valid():
            act.say(reach=form.reach(request.now.date()), by=request.by, now=request.now)
            return HttpResponseRedirect(reverse("resident:reach") + "?done=said")
    else:
        said = ask.own(by=request.by, now=request.now)
        form = forms.HowToReach(initial=_typed(said) if said is not None else {})
    return render(request, "resident/reach_change.html", {"form": form})


def _typed(said: Reach) -> dict[str, Any]:
    """What was said, as it is typed."""
    hours = {"first_hour": said.first_hour, "last_hour": said.last_hour}
    return {
        "wanted": forms.NO if said.is_none else forms.YES,
        "channels": sorted(said.channels),
        "phone": said.phone,
        "mail": said.mail,
        "voicemail": [forms.YES] if said.voicemail else [],
        "avoid": said.avoid,
        "days": min((said.holds_until - said.said_on).days, HOLDS_DAYS),
        **{name: f"{hour:%H:%M}" if hour else "" for name, hour in hours.items()},
    }
