"""Calls to make and letters to post: what machines cannot carry, and what was done about it."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.telling import by_hand as act
from hearth.core.audience import Audience
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.core.gate.outbox import State
from hearth.core.later import when_needed
from hearth.entry import leaving
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.telling import by_hand as ask
from hearth.web import words
from hearth.web.caseworker.messages import said

typst = when_needed("typst")

TEMPLATE = Path(__file__).parent / "note.typ"
FILE = "note.pdf"  # says nothing of what it is
Done = Callable[[SignedVisit, UUID], Word]


@only_for(Audience.CASEWORKER)
@require_safe
def errands(request: SignedVisit) -> HttpResponse:
    """Whom to ring now and what may be said; what to print and post."""
    found = ask.waiting(by=request.by, now=request.now, zone=request.running.zone)
    done = said.BY_HAND_DONE.get(request.GET.get("done", ""), "")
    shown = {"found": found, "texts": said, "done": done}
    return render(request, "caseworker/leaving/by_hand.html", shown)


@only_for(Audience.CASEWORKER)
@require_safe
def note(request: SignedVisit, case: UUID, message: UUID) -> HttpResponse:
    """The envelope and the sheet to print. Made for this answer and kept nowhere."""
    found = ask.letter(message=message, by=request.by, now=request.now, zone=request.running.zone)
    made = typst.compile(_template(), sys_inputs={"note": json.dumps(_told(found))})
    asked = Asked(
        what=Leaves.LETTER,
        content=made,
        name=FILE,
        on=request.now.date(),
        told=found.told,
        texts=(found.words.subject, found.words.body),
        protected=found.protected,
    )
    return leaving.hand_out(let_out(asked))


@only_for(Audience.CASEWORKER)
@require_POST
def do(request: SignedVisit, case: UUID, message: UUID, deed: str) -> HttpResponse:
    """What was done about one of them."""
    how = DONE.get(deed)
    if how is None:
        raise Http404
    return back_to("caseworker:by_hand", done=how(request, message))


def _posted(request: SignedVisit, message: UUID) -> Word:
    state = act.posted(message=message, by=request.by, now=request.now, zone=request.running.zone)
    return "posted" if state is State.SENT else "not-any-more"


def _reached(request: SignedVisit, message: UUID) -> Word:
    state = act.reached(message=message, by=request.by, now=request.now, zone=request.running.zone)
    return "reached" if state is State.SENT else "not-any-more"


def _not_reached(request: SignedVisit, message: UUID) -> Word:
    act.not_reached(message=message, by=request.by, now=request.now)
    return "not-reached"


def _not_safe(request: SignedVisit, message: UUID) -> Word:
    act.somebody_else(message=message, by=request.by, now=request.now)
    return "not-safe"


DONE: Mapping[str, Done] = {
    "posted": _posted,
    "reached": _reached,
    "not-reached": _not_reached,
    "not-safe": _not_safe,
}


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _told(found: ask.Letter) -> dict[str, object]:
    code = found.words.language
    return {
        "language": code,
        "turned": code in words.FROM_RIGHT,
        "envelope": list(found.lines),
        "greeting": found.words.subject,
        "body": found.words.body,
    }
