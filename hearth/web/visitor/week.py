"""The visits that are planned for a visitor, and what the planning knows of them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions.visiting.rounds import told as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.visiting import rounds as ask
from hearth.web.visiting import VisitorForm
from hearth.web.where import must_be


@only_for(Audience.VISITOR)
@require_safe
def week(request: SignedVisit) -> HttpResponse:
    """My days to come, from the plan."""
    days = ask.own(by=request.by, now=request.now)
    done = request.GET.get("done") == "told"
    page = {"days": days, "today": request.now.date(), "done": done}
    page["must_be"] = must_be
    return render(request, "visitor/week.html", page)


@only_for(Audience.VISITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: SignedVisit) -> HttpResponse:
    """What the planning knows of me, and my hours."""
    before = ask.visitor(request.by.id, by=request.by, now=request.now)
    form = VisitorForm(request.POST if request.method == "POST" else None, before=before)
    if request.method == "POST" and form.is_valid():
        act.tell_visitor(who=request.by.id, told=form.visitor(), by=request.by, now=request.now)
        return back_to("visitor:week", done="told")
    away = before.stretches(today=request.now.date())
    return render(request, "visitor/about.html", {"form": form, "away": away})
