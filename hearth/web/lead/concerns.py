"""One concern: read, weighed, acted on, answered."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import concerns as act
from hearth.actions.raised import letterbox
from hearth.core.audience import Audience
from hearth.core.concerns import Tell
from hearth.core.errors import InvalidValue, NotFound
from hearth.core.programme import ForcedAct
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding import concern as ask
from hearth.queries.deciding import said as lists
from hearth.web.lead.forms import AboutForm, AnswerForm, LetterForm, WeighForm
from hearth.web.lead.shown import WORDS
from hearth.web.searched import searched
from hearth.web.words import say

LONGEST_PAGE = 7  # digits


@only_for(Audience.LEAD)
@require_safe
def said(request: SignedVisit) -> HttpResponse:
    """All that waits, a page at a time; or all that came from one machine on one day."""
    return _list(request, None)


@only_for(Audience.LEAD)
@require_safe
def like(request: SignedVisit, concern: UUID) -> HttpResponse:
    """What came in the same crowd as this one."""
    return _list(request, concern)


def _list(request: SignedVisit, crowd: UUID | None) -> HttpResponse:
    page = request.GET.get("page", "1")
    at = int(page) if page.isdecimal() and len(page) < LONGEST_PAGE else 1
    found = lists.page(at=at, crowd=crowd, by=request.by, now=request.now)
    return render(request, "lead/said.html", {"found": found, "words": WORDS, "crowd": crowd})


@only_for(Audience.LEAD)
@require_safe
def one(request: SignedVisit, concern: UUID) -> HttpResponse:
    """What was said, what each weight forces, what was done, and what comes next."""
    return _page(request, concern)


def _page(request: SignedVisit, concern: UUID, status: int = 200, **forms: Form) -> HttpResponse:
    found = ask.whole(concern, by=request.by, now=request.now)
    empty = {"weigh": WeighForm(), "answer": AnswerForm(), "about": AboutForm()}
    told = {"found": found, "words": WORDS, "letter": LetterForm(), **empty, **forms}
    today, done = request.now.date(), request.GET.get("done", "")
    return render(
        request, "lead/concern.html", {**told, "done": done, "today": today}, status=status
    )


def _typed(
    request: SignedVisit, concern: UUID, do: Callable[..., object], done: Word, **named: Form
) -> HttpResponse:
    """Do what the one form says; or the page again, with the form's sentences."""
    (form,) = named.values()
    if not form.is_valid():
        return _page(request, concern, 200, **named)
    with searched(request, form, next(iter(form.fields)), about=concern):
        do(concern_id=concern, by=request.by, now=request.now, **form.cleaned_data)
        return _back(concern, done)
    return _page(request, concern, 200, **named)


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
    return _typed(request, concern, act.weigh, "weighed", weigh=WeighForm(request.POST))


@only_for(Audience.LEAD)
@require_POST
def act_on(request: SignedVisit, concern: UUID) -> HttpResponse:
    """What the weight forces is done, or asked of whoever must do it."""
    service = request.running.service
    act.act_on(concern_id=concern, by=request.by, service=service, now=request.now)
    return _back(concern, "acted")


@only_for(Audience.LEAD)
@require_POST
def answer(request: SignedVisit, concern: UUID) -> HttpResponse:
    """Whoever raised it is told what was done."""
    do = partial(act.answer, service=request.running.service)
    return _typed(request, concern, do, "answered", answer=AnswerForm(request.POST))


@only_for(Audience.LEAD)
@require_POST
def letter(request: SignedVisit, concern: UUID) -> HttpResponse:
    """Whoever raised it is written to, before or after the answer."""
    service = request.running.service

    def reply(*, letter: str, **who: Any) -> None:
        letterbox.reply(words=letter, service=service, **who)

    return _typed(request, concern, reply, "written", letter=LetterForm(request.POST))


@only_for(Audience.LEAD)
@require_POST
def about(request: SignedVisit, concern: UUID) -> HttpResponse:
    """Whom it is about has been found out."""
    form = AboutForm(request.POST)
    if not form.is_valid():
        return _page(request, concern, about=form)
    number = form.cleaned_data["number"]
    try:
        act.find_about(concern_id=concern, number=number, by=request.by, now=request.now)
    except NotFound:
        form.add_error("number", say("No host and no stay has this number"))
        return _page(request, concern, 422, about=form)
    return _back(concern, "about")


@only_for(Audience.LEAD)
@require_POST
def tell(request: SignedVisit, concern: UUID) -> HttpResponse:
    """How far the host has been told, one step on."""
    word = request.POST.get("told", "")
    if word not in set(Tell):
        raise InvalidValue(say("Choose who has been told"))
    act.tell(concern_id=concern, act=Tell(word), by=request.by, now=request.now)
    return _back(concern, "told")


@only_for(Audience.LEAD)
@require_POST
def did(request: SignedVisit, concern: UUID) -> HttpResponse:
    """What people were asked to do is done."""
    word = request.POST.get("did", "")
    if word not in set(ForcedAct):
        raise InvalidValue(say("Choose what is done"))
    act.write_done(concern_id=concern, act=ForcedAct(word), by=request.by, now=request.now)
    return _back(concern, "done")


@only_for(Audience.LEAD)
@require_POST
def step_aside(request: SignedVisit, concern: UUID) -> HttpResponse:
    """It is about the reader, or somebody close: another lead handles it."""
    act.step_aside(concern_id=concern, by=request.by, now=request.now)
    return back_to("lead:board", done="aside")


def _back(concern: UUID, done: Word) -> HttpResponse:
    return back_to("lead:concern", concern, done=done)
