"""Where and when a lead or a manager is told, outside these pages, that something waits."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.telling import at_work as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.telling import reach as ask
from hearth.web.staff.forms import AtWorkForm


@only_for(Audience.LEAD, Audience.MANAGER)
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: SignedVisit) -> HttpResponse:
    """What they said, and the form that changes it."""
    now_is = ask.at_work(by=request.by, now=request.now)
    form = AtWorkForm(request.POST if request.method == "POST" else None, now_is=now_is)
    if request.method == "POST" and form.is_valid():
        act.say(reach=form.said, by=request.by, now=request.now)
        return back_to("staff:told", done="said")
    shown = {"form": form, "now_is": now_is, "done": request.GET.get("done", "")}
    return render(request, "staff/told.html", shown, status=422 if form.errors else 200)


@only_for(Audience.LEAD, Audience.MANAGER)
@require_POST
def stop(request: SignedVisit) -> HttpResponse:
    """They read it on their pages alone from now on."""
    act.stop(by=request.by, now=request.now)
    return back_to("staff:told", done="ended")
