"""The card that goes with the person: to print from the page, and as a file."""

import json
from functools import cache
from pathlib import Path
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.core.later import when_needed
from hearth.entry import leaving
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import card as ask
from hearth.web import words
from hearth.web.caseworker.pages import show
from hearth.web.words import say

typst = when_needed("typst")

TEMPLATE = Path(__file__).parent / "card.typ"
Part = tuple[str, tuple[str, ...]]  # a label, and its lines
TO_BRING = "What to bring"
FILE = "card.pdf"  # says nothing of what it is
NOTES = (
    "You may say no at any moment, also there. Nobody asks why.",
    "Keep this card where nobody reads it whom you do not trust.",
)
LABELS = (
    "Where you go",
    "Whose home it is",
    "Address",
    "How to find it",
    "Telephone",
    "How you travel",
    "Who goes with you",
    "When you arrive",
    "The first night",
    TO_BRING,
    *NOTES,
)


@only_for(Audience.CASEWORKER)
@require_safe
def card(request: SignedVisit, case: UUID) -> HttpResponse:
    """The card as it will be printed."""
    found = ask.card(case=case, by=request.by, now=request.now)
    let_out(_asked(request, found, b""))
    code = _language(request, found)
    values = {
        "found": found,
        "code": code,
        "turned": "rtl" if code in words.FROM_RIGHT else "ltr",
        "labels": _labels(code),
        "sheets": _sheets(found),
        "notes": NOTES,
        "file": f"{reverse('caseworker:card_pdf', args=[case])}?in={code}",
    }
    return show(request, "leaving/card", found.head, "card", values)


@only_for(Audience.CASEWORKER)
@require_safe
def pdf(request: SignedVisit, case: UUID) -> HttpResponse:
    """The same as a file to print. It is made for this answer and kept nowhere."""
    found = ask.card(case=case, by=request.by, now=request.now)
    made = typst.compile(_template(), sys_inputs={"card": json.dumps(_told(request, found))})
    return leaving.hand_out(let_out(_asked(request, found, made)))


def _asked(request: SignedVisit, found: ask.Card, made: bytes) -> Asked:
    """What is asked before the card leaves, printed from the page or as a file."""
    plan = found.plan
    typed = (plan.transport, plan.escort, *plan.first_night, *plan.to_bring) if plan else ()
    return Asked(
        what=Leaves.CARD,
        content=made,
        name=FILE,
        on=request.now.date(),
        told=found.told,
        texts=(*found.described, *typed),
        protected=found.protected,
    )


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _language(request: SignedVisit, found: ask.Card) -> str:
    """The language beside English: the one asked for, else one that the person speaks."""
    asked = request.GET.get("in", "")
    spoken = [code for code in found.languages if code in words.LANGUAGES and code != "en"]
    return asked if asked in words.LANGUAGES else next(iter(spoken), "en")


def _labels(code: str) -> dict[str, str]:
    """Each label in that language; in English where nobody has translated it."""
    with translation.override(code):
        return {label: say(label) for label in LABELS}


def _told(request: SignedVisit, found: ask.Card) -> dict[str, object]:
    """What the file is made from: pairs of a label and its lines, in order."""
    code = _language(request, found)
    return {
        "language": code,
        "turned": code in words.FROM_RIGHT,
        "labels": _labels(code),
        "sheets": _sheets(found),
        "notes": list(NOTES),
    }


def _sheets(found: ask.Card) -> list[list[Part]]:
    """The card, and the pack that goes with it, without the parts of which nothing is known."""
    sheets = (_card(found), _pack(found))
    told = [[(label, tuple(filter(None, lines))) for label, lines in one] for one in sheets]
    return [kept for one in told if (kept := [part for part in one if part[1]])]


def _card(found: ask.Card) -> list[Part]:
    host, address, plan = found.host, found.address, found.plan
    parts: list[Part] = [("Where you go", found.described)]
    if host is not None and address is not None:
        parts += [
            ("Whose home it is", (host.name,)),
            ("Address", (address.street, address.town)),
            ("How to find it", (address.directions,)),
            ("Telephone", tuple(dict.fromkeys((address.phone, host.phone)))),
        ]
    if plan is not None:
        parts += [("When you arrive", (words.moment(plan.arrive_at),))]
    return parts


def _pack(found: ask.Card) -> list[Part]:
    plan = found.plan
    if plan is None:
        return []
    return [
        ("How you travel", (plan.transport,)),
        ("Who goes with you", (plan.escort,)),
        ("The first night", plan.first_night),
        (TO_BRING, plan.to_bring),
    ]
