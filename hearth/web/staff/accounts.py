"""Accounts that the administrator proposed: a member of the circle confirms, or says no."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.keys import accounts as act
from hearth.actions.keys import rotation as keys
from hearth.core.accounts import What
from hearth.core.audience import Audience
from hearth.entry.background import after_answer
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.keys import accounts as ask
from hearth.queries.keys import rotation
from hearth.web.words import ROLES


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_safe
def proposals(request: SignedVisit) -> HttpResponse:
    """What waits for a word of theirs."""
    waiting, done = ask.to_decide(by=request.by), request.GET.get("done", "")
    moving = rotation.moving(by=request.by)
    told = {"waiting": waiting, "roles": ROLES, "moving": moving, "done": done}
    return render(request, "staff/accounts.html", told)


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_POST
def confirm(request: SignedVisit, proposal: UUID) -> HttpResponse:
    """The account is made, or ended. A first secret is shown in the answer and kept nowhere."""
    done = act.confirm(proposal=proposal, by=request.by, now=request.now)
    if done.what is What.HIRE:
        return render(request, "staff/made.html", {"made": done})
    _move(request)
    return back_to("staff:accounts", done="ended")


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_POST
def go_on(request: SignedVisit) -> HttpResponse:
    """What their circles can open is moved to the new key, wherever that stopped."""
    _move(request)
    return back_to("staff:accounts", done="moving")


def _move(request: SignedVisit) -> None:
    work = partial(keys.go_on, by=request.by, clock=request.running.clock)
    after_answer("moving grants to a new key", work)


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_POST
def decline(request: SignedVisit, proposal: UUID) -> HttpResponse:
    """Nothing is made or ended."""
    act.decline(proposal=proposal, by=request.by, now=request.now)
    return back_to("staff:accounts", done="declined")
