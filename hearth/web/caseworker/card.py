"""The card that goes with the person: to print from the page, and as a file."""

import json
from functools import cache
from pathlib import Path
from uuid import UUID

import typst
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import card as ask
from hearth.web import words
from hearth.web.caseworker.pages import show
from hearth.web.words import say

TEMPLATE = Path(__file__).parent / "print/card.typ"
FILE = "card.pdf"  # says nothing of what it is
CODES = {name.lower(): code for code, name in words.LANGUAGES.items()} | {
    "ukrainian": "uk",
    "arabic": "ar",
    "spanish": "es",
}
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
    "What to bring",
    *NOTES,
)


@only_for(Audience.CASEWORKER)
@require_safe
def card(request: SignedVisit, case: UUID) -> HttpResponse:
    """The card as it will be printed."""
    found = ask.card(case=case, by=request.by, now=request.now)
    code = _language(request, found)
    values = {
        "found": found,
        "code": code,
        "turned": "rtl" if code in words.FROM_RIGHT else "ltr",
        "labels": _labels(code),
        "parts": [(label, lines) for label, lines in _parts(found) if any(lines)],
        "notes": NOTES,
        "file": f"{reverse('caseworker:card_pdf', args=[case])}?in={code}",
    }
    return show(request, "card", found.head, "card", values)


@only_for(Audience.CASEWORKER)
@require_safe
def pdf(request: SignedVisit, case: UUID) -> HttpResponse:
    """The same as a file to print. It is made for this answer and kept nowhere."""
    found = ask.card(case=case, by=request.by, now=request.now)
    made = typst.compile(_template(), sys_inputs={"card": json.dumps(_told(request, found))})
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _language(request: SignedVisit, found: ask.Card) -> str:
    """The language beside English: the one asked for, else one that the person speaks."""
    asked = request.GET.get("in", "")
    spoken = [CODES[name.lower()] for name in found.languages if name.lower() in CODES]
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
        "parts": [[label, list(lines)] for label, lines in _parts(found) if any(lines)],
        "notes": list(NOTES),
    }


def _parts(found: ask.Card) -> list[tuple[str, tuple[str, ...]]]:
    host, address, plan = found.host, found.address, found.plan
    parts = [("Where you go", found.described)]
    if host is not None and address is not None:
        phones = (address.phone, host.phone)
        parts += [
            ("Whose home it is", (host.name,)),
            ("Address", (address.street, address.town)),
            ("How to find it", (address.directions,)),
            ("Telephone", tuple(dict.fromkeys(phone for phone in phones if phone))),
        ]
    if plan is not None:
        parts += [
            ("How you travel", (plan.transport,)),
            ("Who goes with you", (plan.escort,)),
            ("When you arrive", (words.moment(plan.arrive_at),)),
            ("The first night", plan.first_night),
            ("What to bring", plan.to_bring),
        ]
    return parts
