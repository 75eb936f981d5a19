"""The plan for everybody who waits: made, looked at, and its proof handed out."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.matching import plan as act
from hearth.core.audience import Audience
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.engine.explain import said
from hearth.entry import leaving
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.matching import plan as ask


@only_for(Audience.CASEWORKER)
@require_safe
def plan(request: SignedVisit) -> HttpResponse:
    """The plan that was made last."""
    found = ask.last(by=request.by, now=request.now)
    words = {"plan": found, "said": said, "done": request.GET.get("done") == "made"}
    return render(request, "caseworker/plan.html", words)


@only_for(Audience.CASEWORKER)
@require_POST
def make(request: SignedVisit) -> HttpResponse:
    """Make a new one."""
    running = request.running
    act.make(by=request.by, now=request.now, desk=running.desk, service=running.service)
    return back_to("caseworker:plan", done="made")


@only_for(Audience.CASEWORKER)
@require_safe
def proof(request: SignedVisit) -> HttpResponse:
    """The file that anybody can check the plan by. It names nobody."""
    content = ask.proof(by=request.by, now=request.now)
    asked = Asked(what=Leaves.PROOF, content=content, name="plan.npz", on=request.now.date())
    return leaving.hand_out(let_out(asked))
