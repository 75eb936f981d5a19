"""Whoever asked what is known of them: gone through, answered, or told why not."""

from uuid import UUID

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import lazy
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.kept import requests as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.kept import requests as ask
from hearth.web.searched import searched
from hearth.web.words import say

_ = lazy(say, str)
LONG = {"max_length": _("Write at most 2,000 characters")}


class AnswerForm(forms.Form):
    """A word to the person, and what they are given beside what is theirs already."""

    words = forms.CharField(
        label=_("A word to them, if you like"),
        required=False,
        max_length=2_000,
        error_messages=LONG,
    )
    talks = forms.TypedMultipleChoiceField(required=False, coerce=UUID)

    def __init__(self, *words: object, talks: tuple[ask.Words, ...] = (), **how: object) -> None:
        super().__init__(*words, **how)  # type: ignore[arg-type]  # handed on as they came
        field = self.fields["talks"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(one.talk, one.talk.hex) for one in talks]


class RefuseForm(forms.Form):
    """Why the person is not answered."""

    reason = forms.CharField(
        label=_("Why not?"),
        help_text=_("They read it, and may complain of it to whoever watches over data."),
        max_length=2_000,
        error_messages={"required": _("Write why not"), **LONG},
    )


@only_for(Audience.LEAD)
@require_safe
def asked(request: SignedVisit) -> HttpResponse:
    """What waits, the first due first."""
    found = ask.waiting(by=request.by, now=request.now)
    return render(request, "lead/asked.html", {"found": found, "done": request.GET.get("done", "")})


@only_for(Audience.LEAD)
@require_safe
def one(request: SignedVisit, asking: UUID) -> HttpResponse:
    """One request: how it stands, and what may be added to the answer."""
    return _page(request, asking, None)


def _page(request: SignedVisit, asking: UUID, wrong: forms.Form | None) -> HttpResponse:
    found, talks = ask.one(asking, by=request.by, now=request.now)
    answer_ = wrong if isinstance(wrong, AnswerForm) else AnswerForm(talks=talks)
    refuse_ = wrong if isinstance(wrong, RefuseForm) else RefuseForm()
    words = {"one": found, "talks": talks, "answer": answer_, "refuse": refuse_, "wrong": wrong}
    return render(request, "lead/asking.html", words)


@only_for(Audience.LEAD)
@require_POST
def take_up(request: SignedVisit, asking: UUID) -> HttpResponse:
    """The lead begins."""
    act.take_up(request=asking, by=request.by, now=request.now)
    return HttpResponseRedirect(reverse("lead:asking", args=[asking]))


@only_for(Audience.LEAD)
@require_POST
def answer(request: SignedVisit, asking: UUID) -> HttpResponse:
    """They may read it."""
    _found, talks = ask.one(asking, by=request.by, now=request.now)
    form = AnswerForm(request.POST, talks=talks)
    if not form.is_valid():
        return _page(request, asking, form)
    said = form.cleaned_data
    with searched(request, form, "words", about=asking):
        act.answer(
            request=asking,
            words=said["words"],
            talks=said["talks"],
            by=request.by,
            service=request.running.service,
            now=request.now,
        )
        return back_to("lead:asked", done="answered")
    return _page(request, asking, form)


@only_for(Audience.LEAD)
@require_POST
def refuse(request: SignedVisit, asking: UUID) -> HttpResponse:
    """They are told why not."""
    form = RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, asking, form)
    reason = form.cleaned_data["reason"]
    by, service = request.by, request.running.service
    with searched(request, form, "reason", about=asking):
        act.refuse(request=asking, reason=reason, by=by, service=service, now=request.now)
        return back_to("lead:asked", done="refused")
    return _page(request, asking, form)
