"""How they may be reached, if at all."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions.telling import reach as act
from hearth.core.audience import Audience
from hearth.core.reach import Reach, never
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.telling import messages
from hearth.queries.telling import reach as ask
from hearth.web.resident import forms
from hearth.web.resident.fields import sent
from hearth.web.telling.clocks import clock_name
from hearth.web.words import language

ASK = ["GET", "HEAD", "POST"]


@only_for(Audience.RESIDENT)
@require_safe
def reach(request: SignedVisit) -> HttpResponse:
    """What holds now. Where nothing was said, or it no longer holds: nobody contacts them."""
    said = ask.own(by=request.by, now=request.now)
    holds = said is not None and said.holds(request.now.date())
    clock = clock_name(said.zone) if said is not None and said.zone else ""
    shown = {"reach": said, "holds": holds, "clock": clock, "done": request.GET.get("done", "")}
    return render(request, "resident/reach.html", shown)


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def change(request: SignedVisit) -> HttpResponse:
    """Whether at all. A no holds at once; a yes asks how."""
    said = ask.own(by=request.by, now=request.now)
    now_is = {"wanted": forms.NO if said.is_none else forms.YES} if said is not None else {}
    form = forms.MayWeContact(sent(request), initial=now_is)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["wanted"] == forms.YES:
            return HttpResponseRedirect(reverse("resident:ways"))
        no = never(request.now.date(), avoid=said.avoid if said is not None else "")
        return _keep(request, no)
    return render(request, "resident/reach_change.html", {"form": form})


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def ways(request: SignedVisit) -> HttpResponse:
    """How, when, for how long, and which words to avoid."""
    said = ask.own(by=request.by, now=request.now)
    rules = ask.rules(by=request.by)
    typed = _typed(said) if said is not None else {}
    form = forms.Ways(sent(request), initial=typed, rules=rules)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form.reach(request.now.date(), language()))
    return render(request, "resident/ways.html", {"form": form})


@only_for(Audience.RESIDENT)
@require_safe
def sent_to_me(request: SignedVisit) -> HttpResponse:
    """Everything that was sent to them, and where to."""
    found = messages.own(by=request.by, now=request.now)
    return render(request, "resident/sent.html", {"sent": found})


def _keep(request: SignedVisit, said: Reach) -> HttpResponse:
    act.say(reach=said, by=request.by, now=request.now)
    return back_to("resident:reach", done="said")


def _typed(said: Reach) -> dict[str, Any]:
    """What was said, as it is typed."""
    hours = {"first_hour": said.first_hour, "last_hour": said.last_hour}
    return {
        "channels": sorted(said.channels),
        "phone": said.phone,
        "mail": said.mail,
        "post": said.post,
        "voicemail": forms.YES if said.voicemail else forms.NO,
        "zone": said.zone,
        "avoid": said.avoid,
        **{name: f"{hour:%H:%M}" if hour else "" for name, hour in hours.items()},
    }
