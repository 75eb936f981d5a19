"""The homes offered, the person's word on each, and their own answer after a meeting."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import consent, introduction
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.own import homes as ask
from hearth.queries.own import records
from hearth.queries.own.homes import OfferedHome, OneHome, Standing
from hearth.web.resident import described, forms
from hearth.web.resident.fields import sent

ASK = ["GET", "HEAD", "POST"]


@only_for(Audience.RESIDENT)
@require_safe
def offered(request: SignedVisit) -> HttpResponse:
    """All homes offered to them, the latest first."""
    found = ask.offered(by=request.by, now=request.now)
    said = replace(found, first=tuple(_in_words(home) for home in found.first))
    return render(request, "resident/homes.html", {"offered": said})


@only_for(Audience.RESIDENT)
@require_safe
def one(request: SignedVisit, offer: UUID) -> HttpResponse:
    """One home: in the words it was put in, or, after a yes, whose it is."""
    return _home(request, "resident/home.html", offer)


def _home(request: SignedVisit, template: str, offer: UUID) -> HttpResponse:
    found = _one(request, offer)
    all_ = records.of_all(by=request.by, service=request.running.service, now=request.now)
    said = {"offer": found, "record": all_, "done": request.GET.get("done", "")}
    return render(request, template, said)


def _one(request: SignedVisit, offer: UUID) -> OneHome:
    found = ask.one(offer, by=request.by, now=request.now)
    return replace(found, home=_in_words(found.home))


def _in_words(home: OfferedHome) -> OfferedHome:
    return replace(home, words=described.said(home.words))


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def yes(request: SignedVisit, offer: UUID) -> HttpResponse:
    """What a yes does, and the yes."""
    if request.method != "POST":
        return _before_answer(request, "resident/yes.html", offer)
    consent.agree(offer_id=offer, by=request.by, service=request.running.service, now=request.now)
    return _to(offer, "yes")


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def no(request: SignedVisit, offer: UUID) -> HttpResponse:
    """What may follow a no, and the no. Nobody asks why."""
    rules = ask.after_no(offer, by=request.by)
    form = forms.AfterNo(sent(request), among=rules.choices)
    if request.method != "POST":
        return _before_answer(request, "resident/no.html", offer, form=form, rules=rules)
    if not form.is_valid():
        return _before_answer(request, "resident/no.html", offer, form=form, rules=rules)
    consent.decline(offer_id=offer, consequence=form.chosen, by=request.by, now=request.now)
    return _to(offer, "no")


def _before_answer(
    request: SignedVisit, template: str, offer: UUID, **said: object
) -> HttpResponse:
    """The page before an answer, or the home itself where there is nothing to answer any more."""
    found = _one(request, offer)
    if found.home.standing is not Standing.ASKED:
        return redirect("resident:home", offer)
    return render(request, template, {"offer": found, **said})


@only_for(Audience.RESIDENT)
@require_http_methods(ASK)
def take_back(request: SignedVisit, offer: UUID) -> HttpResponse:
    """What taking a yes back does, and the taking back."""
    if request.method == "POST":
        consent.withdraw(offer_id=offer, by=request.by, now=request.now)
        return _to(offer, "back")
    return _home(request, "resident/take_back.html", offer)


@only_for(Audience.RESIDENT)
@require_POST
def again(request: SignedVisit, offer: UUID) -> HttpResponse:
    """A yes that came out of a copy still holds."""
    consent.confirm(offer_id=offer, by=request.by, now=request.now)
    return _to(offer, "confirmed")


@only_for(Audience.RESIDENT)
@require_POST
def answer(request: SignedVisit, offer: UUID) -> HttpResponse:
    """Their own answer after a meeting. The other side learns nothing of it before both do."""
    found = ask.one(offer, by=request.by, now=request.now)
    said = request.POST.get("willing")
    if found.meeting is None or said not in ("yes", "no"):
        raise RuleBroken("there is nothing to answer here now")
    introduction.answer(
        introduction_id=found.meeting.id, willing=said == "yes", by=request.by, now=request.now
    )
    return _to(offer, "answered")


def _to(offer: UUID, done: Word) -> HttpResponse:
    return back_to("resident:home", offer, done=done)
