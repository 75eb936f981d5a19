"""Accounts of the staff and offices: who has one, who should get or lose one. No case anywhere."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.keys import accounts as act
from hearth.actions.keys import service
from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import asked_again
from hearth.queries.kept import copies
from hearth.queries.keys import accounts as ask
from hearth.queries.keys import rotation
from hearth.web.administrator.forms import HireForm, OfficeForm
from hearth.web.words import ROLES, _, say

NAME_WRONG = _("Write a name of 1 to 80 letters that no other office has or is to have")


@only_for(Audience.ADMINISTRATOR)
@require_safe
def accounts(request: SignedVisit) -> HttpResponse:
    """Everybody of the staff, and what is proposed."""
    return _page(request, HireForm(), OfficeForm())


def _page(request: SignedVisit, form: HireForm, office: OfficeForm) -> HttpResponse:
    found, done = ask.accounts(by=request.by), request.GET.get("done", "")
    drill = copies.drill(request.running.folder, now=request.now)
    told = {"found": found, "form": form, "office": office, "roles": ROLES, "done": done}
    told |= {"drill": drill, "put_back_on": asked_again.put_back_on()}
    return render(request, "administrator/accounts.html", told)


@only_for(Audience.ADMINISTRATOR)
@require_POST
def hire(request: SignedVisit) -> HttpResponse:
    """An account is proposed; nothing is made."""
    form = HireForm(request.POST)
    if not form.is_valid():
        return _page(request, form, OfficeForm())
    act.propose_hire(role=Audience(form.cleaned_data["role"]), by=request.by, now=request.now)
    return _back("proposed")


@only_for(Audience.ADMINISTRATOR)
@require_POST
def found(request: SignedVisit) -> HttpResponse:
    """Another office is proposed; nothing is founded."""
    form = OfficeForm(request.POST)
    if form.is_valid() and _proposed(request, form):
        return _back("proposed")
    return _page(request, HireForm(), form)


def _proposed(request: SignedVisit, form: OfficeForm) -> bool:
    try:
        act.propose_office(name=form.cleaned_data["name"], by=request.by, now=request.now)
    except (InvalidValue, RuleBroken):
        form.add_error("name", say(NAME_WRONG))
    return form.is_valid()


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
