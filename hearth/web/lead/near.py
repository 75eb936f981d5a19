"""Which host a lead is near: said before anything is raised about them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.raised import nearness as act
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding import near as ask
from hearth.web.lead.forms import NoMoreForm
from hearth.web.lead.record_forms import HostForm
from hearth.web.words import say


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def near(request: SignedVisit) -> HttpResponse:
    """Who is near which host; posting says it of oneself."""
    form = HostForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act.say(number=form.cleaned_data["number"], by=request.by, now=request.now)
            return back_to("lead:near", done="written")
        except NotFound:
            form.add_error("number", say("No host has this number"))
    return _page(request, form)


def _page(request: SignedVisit, form: HostForm, *, wrong: bool = False) -> HttpResponse:
    """The list and its form; what was sent wrong changes nothing."""
    told = {"form": form, "said": ask.said(by=request.by), "done": request.GET.get("done", "")}
    return render(request, "lead/near.html", told, status=422 if wrong or form.errors else 200)


@only_for(Audience.LEAD)
@require_POST
def end(request: SignedVisit) -> HttpResponse:
    """A colleague is near a host no more."""
    form = NoMoreForm(request.POST)
    if not form.is_valid():
        return _page(request, HostForm(), wrong=True)
    act.end(near_id=form.cleaned_data["which"], by=request.by, now=request.now)
    return back_to("lead:near", done="ended")
