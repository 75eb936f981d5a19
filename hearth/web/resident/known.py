"""What is known of them: asked, answered, printed; and asking that it be erased."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.kept import requests as act
from hearth.actions.kept import retention
from hearth.core.audience import Audience
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.own import known as ask
from hearth.queries.own.case import case_of
from hearth.web.resident import wording


@only_for(Audience.RESIDENT)
@require_safe
def known(request: SignedVisit) -> HttpResponse:
    """Whether they asked, and how it stands."""
    stands = ask.stands(by=request.by, now=request.now)
    words = {"stands": stands, "done": request.GET.get("done", "")}
    return render(request, "resident/known/asked.html", words)


@only_for(Audience.RESIDENT)
@require_POST
def ask_to_know(request: SignedVisit) -> HttpResponse:
    """What do you know of me?"""
    act.ask(by=request.by, now=request.now)
    return _back("asked")


@only_for(Audience.RESIDENT)
@require_POST
def ask_to_erase(request: SignedVisit) -> HttpResponse:
    """Erase it."""
    case = case_of(request.by).id
    retention.ask(case=case, by=request.by, now=request.now)
    return _back("erase")


@only_for(Audience.RESIDENT)
@require_safe
def answer(request: SignedVisit) -> HttpResponse:
    """All of it on one page, to read or to print."""
    facts = ask.known(by=request.by, now=request.now)
    words = {"facts": facts, "kinds": wording.KNOWN, "now": request.now}
    return render(request, "resident/known/answer.html", words)


def _back(done: Word) -> HttpResponse:
    return back_to("resident:known", done=done)
