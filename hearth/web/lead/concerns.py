"""One concern: read, weighed, acted on, answered."""

from uuid import UUID

from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import concerns as act
from hearth.core.audience import Audience
from hearth.core.concerns import Weight
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding import concern as ask
from hearth.web.lead.forms import AnswerForm, WeighForm
from hearth.web.lead.shown import WORDS


@only_for(Audience.LEAD)
@require_safe
def one(request: SignedVisit, concern: UUID) -> HttpResponse:
    """What was said, what each weight forces, what was done, and what comes next."""
    return _page(request, concern, WeighForm(), AnswerForm())


def _page(request: SignedVisit, concern: UUID, weigh: Form, answer: Form) -> HttpResponse:
    found = ask.whole(concern, by=request.by, now=request.now)
    today, done = request.now.date(), request.GET.get("done", "")
    told = {"found": found, "words": WORDS, "weigh": weigh, "answer": answer}
    return render(request, "lead/concern.html", {**told, "done": done, "today": today})


@only_for(Audience.LEAD)
@require_POST
def acknowledge(request: SignedVisit, concern: UUID) -> HttpResponse:
    """It has been read, and whoever raised it is told so."""
    act.acknowledge(concern_id=concern, by=request.by, now=request.now)
    return _back(concern, "acknowledged")


@only_for(Audience.LEAD)
@require_POST
def weigh(request: SignedVisit, concern: UUID) -> HttpResponse:
    """How heavy it is."""
    form = WeighForm(request.POST)
    if not form.is_valid():
        return _page(request, concern, form, AnswerForm())
    weight = Weight(form.cleaned_data["weight"])
    act.weigh(concern_id=concern, weight=weight, by=request.by, now=request.now)
    return _back(concern, "weighed")


@only_for(Audience.LEAD)
@require_POST
def act_on(request: SignedVisit, concern: UUID) -> HttpResponse:
    """What the weight forces is done, or asked of whoever must do it."""
    act.act_on(concern_id=concern, by=request.by, now=request.now)
    return _back(concern, "acted")


@only_for(Audience.LEAD)
@require_POST
def answer(request: SignedVisit, concern: UUID) -> HttpResponse:
    """Whoever raised it is told what was done."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _page(request, concern, WeighForm(), form)
    words = form.cleaned_data["words"]
    act.answer(concern_id=concern, words=words, by=request.by, now=request.now)
    return _back(concern, "answered")


def _back(concern: UUID, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('lead:concern', args=[concern])}?done={done}")
