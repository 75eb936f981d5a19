"""A stay: its checks, the wish to stay, and what was said in confidence, for a purpose alone."""

from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import permanence, testimony
from hearth.core.audience import Audience
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding import stay as ask
from hearth.queries.visiting.answers import answers
from hearth.web.lead.forms import PurposeForm, RefusalForm
from hearth.web.lead.shown import WORDS, notes
from hearth.web.searched import searched
from hearth.web.where import must_be


@only_for(Audience.LEAD)
@require_safe
def one(request: SignedVisit, stay: UUID) -> HttpResponse:
    """The stay, with nothing opened."""
    return _page(request, stay, PurposeForm(), RefusalForm())


def _page(request: SignedVisit, stay: UUID, purpose: Form, refusal: Form) -> HttpResponse:
    found = ask.stay(stay, by=request.by, now=request.now)
    done, today = request.GET.get("done", ""), request.now.date()
    told = {"found": found, "words": WORDS, "purpose": purpose, "done": done, "today": today}
    told["refusal"] = refusal
    told["must_be"] = must_be
    return render(request, "lead/stay.html", told)


@only_for(Audience.LEAD)
@require_POST
def open_(request: SignedVisit, stay: UUID) -> HttpResponse:
    """What was said, once: the answer to this one posting, for the purpose that was typed.

    No redirect: reading is the act. Whoever reads again says again what for.
    """
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _page(request, stay, form, RefusalForm())
    with searched(request, form, "purpose", about=stay):
        opened = testimony.open_stay(
            placement_id=stay,
            purpose=form.cleaned_data["purpose"],
            by=request.by,
            service=request.running.service,
            now=request.now,
        )
        page = {"opened": opened, "stay": stay, "answers": answers, "notes": notes}
        return render(request, "lead/testimony.html", page)
    return _page(request, stay, form, RefusalForm())


@only_for(Audience.LEAD)
@require_POST
def confirm(request: SignedVisit, stay: UUID) -> HttpResponse:
    """Both wish it and have cooled off: it is for good."""
    permanence.confirm(
        placement_id=stay, by=request.by, service=request.running.service, now=request.now
    )
    return _back(stay, "confirmed")


@only_for(Audience.LEAD)
@require_POST
def reverse_(request: SignedVisit, stay: UUID) -> HttpResponse:
    """It is taken back; the stay goes on as it was."""
    permanence.reverse(placement_id=stay, by=request.by, now=request.now)
    return _back(stay, "reversed")


@only_for(Audience.LEAD)
@require_POST
def refuse(request: SignedVisit, stay: UUID) -> HttpResponse:
    """A lasting no: it is not to be for good, and the stay goes on."""
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, stay, PurposeForm(), form)
    permanence.refuse(
        placement_id=stay, reason=form.cleaned_data["reason"], by=request.by, now=request.now
    )
    return _back(stay, "refused")


@only_for(Audience.LEAD)
@require_POST
def let_wish(request: SignedVisit, stay: UUID) -> HttpResponse:
    """The no is taken back; both may wish again."""
    permanence.let_wish(placement_id=stay, by=request.by, now=request.now)
    return _back(stay, "again")


def _back(stay: UUID, done: Word) -> HttpResponse:
    return back_to("lead:stay", stay, done=done)
