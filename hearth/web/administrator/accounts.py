"""Accounts of the staff: who has one, who should get or lose one. No case anywhere."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.keys import accounts as act
from hearth.actions.keys import service
from hearth.core.audience import Audience
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.kept import copies
from hearth.queries.keys import accounts as ask
from hearth.queries.keys import rotation
from hearth.web.administrator.forms import HireForm
from hearth.web.words import ROLES


@only_for(Audience.ADMINISTRATOR)
@require_safe
def accounts(request: SignedVisit) -> HttpResponse:
    """Everybody of the staff, and what is proposed."""
    return _page(request, HireForm())


def _page(request: SignedVisit, form: HireForm) -> HttpResponse:
    found, done = ask.accounts(by=request.by), request.GET.get("done", "")
    drill = copies.drill(request.running.folder, now=request.now)
    told = {"found": found, "form": form, "roles": ROLES, "done": done, "drill": drill}
    return render(request, "administrator/accounts.html", told)


@only_for(Audience.ADMINISTRATOR)
@require_POST
def hire(request: SignedVisit) -> HttpResponse:
    """An account is proposed; nothing is made."""
    form = HireForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    act.propose_hire(role=Audience(form.cleaned_data["role"]), by=request.by, now=request.now)
    return _back("proposed")


@only_for(Audience.ADMINISTRATOR)
@require_POST
def end(request: SignedVisit, who: UUID) -> HttpResponse:
    """That an account ends is proposed; it goes on."""
    act.propose_end(who=who, by=request.by, now=request.now)
    return _back("proposed")


@only_for(Audience.ADMINISTRATOR)
@require_POST
def withdraw(request: SignedVisit, proposal: UUID) -> HttpResponse:
    """A proposal is taken back."""
    act.withdraw(proposal=proposal, by=request.by, now=request.now)
    return _back("withdrawn")


def _back(done: Word) -> HttpResponse:
    return back_to("administrator:begin", done=done)


@only_for(Audience.ADMINISTRATOR)
@require_safe
def circles(request: SignedVisit) -> HttpResponse:
    """Circles and who is in them; who holds recovery, and the last drill."""
    told = {
        "circles": ask.circles(by=request.by),
        "recovery": ask.recovery(by=request.by),
        "recovers": not request.running.demo and service.is_in_use(),
        "moving": rotation.moving(by=request.by),
        "roles": ROLES,
    }
    return render(request, "administrator/circles.html", told)
