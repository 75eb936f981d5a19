"""Something is not right; and: I am safe. Each one press away from every page."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions import own as act
from hearth.actions.raised import hearings, letterbox
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.homes import tonight
from hearth.queries.own import raised as ask
from hearth.web.resident import forms, wording
from hearth.web.resident.fields import sent


@only_for(Audience.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def wrong(request: SignedVisit) -> HttpResponse:
    """The button, what they have raised so far, and the answers."""
    form = forms.Wrong(sent(request))
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        act.say_wrong(kind=form.chosen, words=words, by=request.by, now=request.now)
        return back_to("resident:wrong", done="sent")
    return _page(request, form, forms.More())


def _page(
    request: SignedVisit, form: forms.Wrong, more: forms.More, about: UUID | None = None
) -> HttpResponse:
    said = {
        "form": form,
        "more": more,
        "about": about,
        "raised": ask.raised(by=request.by, now=request.now),
        "tonight": tonight.asked(by=request.by),
        "wording": wording,
        "done": request.GET.get("done", ""),
    }
    return render(request, "resident/wrong.html", said)


@only_for(Audience.RESIDENT)
@require_POST
def more(request: SignedVisit, concern: UUID) -> HttpResponse:
    """Further words on something they raised."""
    form = forms.More(request.POST)
    if not form.is_valid():
        return _page(request, forms.Wrong(), form, concern)
    words = form.cleaned_data["more"]
    letterbox.write_own(concern_id=concern, words=words, by=request.by, now=request.now)
    return back_to("resident:wrong", done="sent")


@only_for(Audience.RESIDENT)
@require_POST
def refuse(request: SignedVisit, concern: UUID) -> HttpResponse:
    """This does not answer what they complained of: somebody else looks into it."""
    hearings.refuse_own(concern_id=concern, by=request.by, now=request.now)
    return back_to("resident:wrong", done="again")


@only_for(Audience.RESIDENT)
@require_POST
def safe(request: SignedVisit) -> HttpResponse:
    """They say that they are safe."""
    act.say_safe(by=request.by, now=request.now)
    return back_to("resident:wrong", done="safe")
