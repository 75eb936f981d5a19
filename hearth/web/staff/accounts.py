"""Accounts and offices that the administrator proposed: who holds the key confirms, or says no."""

from collections.abc import Mapping
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.keys import accounts as act
from hearth.actions.keys import offices
from hearth.actions.keys import rotation as keys
from hearth.core.accounts import What
from hearth.core.audience import Audience
from hearth.entry.background import after_answer
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.keys import accounts as ask
from hearth.queries.keys import founding, rotation
from hearth.web.staff.forms import IntoForm
from hearth.web.words import ROLES


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_safe
def proposals(request: SignedVisit) -> HttpResponse:
    """What waits for a word of theirs."""
    return _page(request, _into(request))


def _page(request: SignedVisit, into: Mapping[UUID, IntoForm]) -> HttpResponse:
    told = {
        "waiting": ask.to_decide(by=request.by),
        "roles": ROLES,
        "moving": rotation.moving(by=request.by),
        "filling": founding.filling(by=request.by),
        "into": into,
        "offices": founding.own(by=request.by),
        "done": request.GET.get("done", ""),
    }
    return render(request, "staff/accounts.html", told)


def _into(request: SignedVisit, chosen: UUID | None = None) -> dict[UUID, IntoForm]:
    """For each new caseworker the question into which office, where the reader is of several."""
    mine = founding.own(by=request.by)
    if len(mine) < 2:
        return {}
    return {
        one.id: IntoForm(request.POST if one.id == chosen else None, proposal=one.id, offices=mine)
        for one in ask.to_decide(by=request.by)
        if one.what is What.HIRE and one.role is Audience.CASEWORKER
    }


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_POST
def confirm(request: SignedVisit, proposal: UUID) -> HttpResponse:
    """The account is made, or ended, or the office founded. A first secret is shown in the answer
    and kept nowhere."""
    into = _into(request, proposal)
    asked = into.get(proposal)
    if asked is not None and not asked.is_valid():
        return _page(request, into)
    office = asked.chosen if asked is not None else None
    folder = request.running.folder
    done = act.confirm(
        proposal=proposal, by=request.by, now=request.now, office=office, folder=folder
    )
    if done.what is What.HIRE:
        return render(request, "staff/made.html", {"made": done})
    _go_on(request)
    return back_to("staff:accounts", done="made" if done.what is What.OFFICE else "ended")


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_POST
def go_on(request: SignedVisit) -> HttpResponse:
    """What their circles can open is moved to the new key, and the register to a new office,
    wherever that stopped."""
    _go_on(request)
    return back_to("staff:accounts", done="moving")


def _go_on(request: SignedVisit) -> None:
    by, clock = request.by, request.running.clock

    def work() -> None:
        keys.go_on(by=by, clock=clock)
        offices.go_on(by=by, clock=clock)

    after_answer("giving keys on", work)


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_POST
def decline(request: SignedVisit, proposal: UUID) -> HttpResponse:
    """Nothing is made or ended."""
    act.decline(proposal=proposal, by=request.by, now=request.now)
    return back_to("staff:accounts", done="declined")
