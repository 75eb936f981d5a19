"""One concern: read, weighed, acted on, answered."""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import concerns as act
from hearth.actions.raised import classed, hearings, letterbox
from hearth.core.audience import Audience
from hearth.core.concerns import Panel, Tell
from hearth.core.errors import InvalidValue, NotFound
from hearth.core.programme import ForcedAct
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding import concern as ask
from hearth.queries.deciding import said as lists
from hearth.web.lead.forms import AboutForm, AnswerForm, ClassForm, LetterForm, PanelForm, WeighForm
from hearth.web.lead.shown import WORDS
from hearth.web.searched import searched
from hearth.web.words import say

LONGEST_PAGE = 7  # digits
WordT = TypeVar("WordT", bound=StrEnum)


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
    empty = {
        "weigh": WeighForm(),
        "answer": AnswerForm(),
        "about": AboutForm(),
        "letter": LetterForm(),
        "classing": ClassForm(),
        "panel": PanelForm(),
    }
    told = {"found": found, "words": WORDS, **empty, **forms}
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
    with searched(request, form, list(form.fields)[-1], about=concern):
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
    pressed = _pressed(request, "told", Tell)
    act.tell(concern_id=concern, act=pressed, by=request.by, now=request.now)
    return _back(concern, "told")


@only_for(Audience.LEAD)
@require_POST
def did(request: SignedVisit, concern: UUID) -> HttpResponse:
    """What people were asked to do is done."""
    pressed = _pressed(request, "did", ForcedAct)
    act.write_done(concern_id=concern, act=pressed, by=request.by, now=request.now)
    return _back(concern, "done")


def _pressed(request: SignedVisit, name: str, words: type[WordT]) -> WordT:
    """The word of the button that was pressed. Raises InvalidValue for none of these words."""
    word = request.POST.get(name, "")
    if word not in set(words):
        raise InvalidValue(say("Press one of the buttons"))
    return words(word)


@only_for(Audience.LEAD)
@require_POST
def class_as(request: SignedVisit, concern: UUID) -> HttpResponse:
    """It is something else than it was raised as."""
    service = request.running.service

    def write(*, reason: str, **said: Any) -> None:
        classed.class_as(reason=reason, service=service, **said)

    return _typed(request, concern, write, "changed", classing=ClassForm(request.POST))


@only_for(Audience.LEAD)
@require_POST
def panel(request: SignedVisit, concern: UUID) -> HttpResponse:
    """Who sat on the panel, when, and what came of it."""
    form = PanelForm(request.POST)

    def write(*, sat_on: date, who: str, outcome: str, **by: Any) -> None:
        hearings.write_panel(panel=Panel(sat_on, who, outcome), **by)

    return _typed(request, concern, write, "kept", panel=form)


@only_for(Audience.LEAD)
@require_POST
def step_aside(request: SignedVisit, concern: UUID) -> HttpResponse:
    """It is about the reader, or somebody close: another lead handles it."""
    act.step_aside(concern_id=concern, by=request.by, now=request.now)
    return back_to("lead:board", done="aside")


def _back(concern: UUID, done: Word) -> HttpResponse:
    return back_to("lead:concern", concern, done=done)
