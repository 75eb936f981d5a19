"""What is kept of cases that are over: who asked to have it erased, what is held, what is due."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.kept import retention as act
from hearth.core.audience import Audience
from hearth.core.errors import BadInput
from hearth.core.opening import WORDS_AT_LEAST, WORDS_AT_MOST
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.kept import retention as ask
from hearth.web.inputs import DayField
from hearth.web.searched import searched
from hearth.web.words import say

_ = lazy(say, str)


class HoldForm(forms.Form):
    """Why nothing of a case may be erased."""

    reason = forms.CharField(
        label=_("Why must it be kept?"),
        help_text=_("Which duty, which claim, which case. Only the lead's circle can read it."),
        max_length=2_000,
        error_messages={
            "required": _("Write why it must be kept"),
            "max_length": _("Write at most 2,000 characters"),
        },
    )


class RestrictForm(forms.Form):
    """Until when nobody opens a case, before it is erased."""

    until = DayField(
        label=_("On which day is it erased?"),
        help_text=_("For example 27 3 2031. Until then nobody but the person opens any of it."),
        input_formats=["%d %m %Y", "%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y"],
        error_messages={
            "required": _("Write a day as day, month and year, for example 27 3 2031"),
            "invalid": _("Write a day as day, month and year, for example 27 3 2031"),
        },
    )


class WakeForm(forms.Form):
    """What a restricted case is opened for."""

    purpose = forms.CharField(
        label=_("What must it be opened for?"),
        help_text=_("The person reads it on their page."),
        min_length=WORDS_AT_LEAST,
        max_length=WORDS_AT_MOST,
        error_messages={
            "required": _("Write what it must be opened for"),
            "min_length": _("Write in a sentence what it must be opened for"),
            "max_length": _("Write it in at most 500 characters"),
        },
    )


@only_for(Audience.LEAD)
@require_safe
def kept(request: SignedVisit) -> HttpResponse:
    """Everything that waits for the lead's word, what is held and why, and what falls due."""
    found = ask.keeping(by=request.by, now=request.now)
    told = {"found": found, "done": request.GET.get("done", "")}
    return render(request, "lead/kept.html", told)


@only_for(Audience.LEAD)
@require_safe
def one(request: SignedVisit, closed: UUID) -> HttpResponse:
    """One closed case, and the answers there are."""
    return _page(request, closed, HoldForm())


def _page(request: SignedVisit, closed: UUID, wrong: forms.Form) -> HttpResponse:
    found = ask.one(closed, by=request.by, now=request.now)
    forms_ = {"hold": HoldForm(), "restrict": RestrictForm(), "wake": WakeForm()}
    mine = {name: wrong if type(wrong) is type(form) else form for name, form in forms_.items()}
    return render(request, "lead/kept_one.html", {"found": found, "wrong": wrong, **mine})


@only_for(Audience.LEAD)
@require_POST
def hold(request: SignedVisit, closed: UUID) -> HttpResponse:
    """No, and why; or: this one must be kept."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, closed, form)
    act.hold(case=closed, reason=form.cleaned_data["reason"], by=request.by, now=request.now)
    return _to("held")


@only_for(Audience.LEAD)
@require_POST
def lift(request: SignedVisit, closed: UUID) -> HttpResponse:
    """The reason is gone."""
    act.lift(case=closed, by=request.by, now=request.now)
    return _to("lifted")


@only_for(Audience.LEAD)
@require_POST
def restrict(request: SignedVisit, closed: UUID) -> HttpResponse:
    """Not yet: on a day, and nobody opens it before."""
    form = RestrictForm(request.POST)
    if form.is_valid():
        until = form.cleaned_data["until"]
        try:
            act.restrict(case=closed, until=until, by=request.by, now=request.now)
        except BadInput as wrong:
            form.add_error("until", str(wrong))
        else:
            return _to("restricted")
    return _page(request, closed, form)


@only_for(Audience.LEAD)
@require_POST
def wake(request: SignedVisit, closed: UUID) -> HttpResponse:
    """It must be opened after all, for a purpose."""
    form = WakeForm(request.POST)
    if not form.is_valid():
        return _page(request, closed, form)
    purpose = form.cleaned_data["purpose"]
    service = request.running.service
    with searched(request, form, "purpose", about=closed):
        act.wake(case=closed, purpose=purpose, by=request.by, service=service, now=request.now)
        return _to("woken")
    return _page(request, closed, form)


@only_for(Audience.LEAD)
@require_POST
def erase(request: SignedVisit, closed: UUID) -> HttpResponse:
    """Yes: all of it, now."""
    act.erase(case=closed, by=request.by, now=request.now)
    return _to("erased")


def _to(done: Word) -> HttpResponse:
    return back_to("lead:kept", done=done)
