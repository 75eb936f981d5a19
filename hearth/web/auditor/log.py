"""The log: how long it is, its entries, and what was done about one case."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.kept import audit as ask
from hearth.queries.kept.audit import Asked, Entries
from hearth.web.auditor import wording
from hearth.web.auditor.forms import CaseForm, EntriesForm
from hearth.web.words import say

NOTHING = Entries((), None)


@only_for(Audience.AUDITOR)
@require_safe
def begin(request: SignedVisit) -> HttpResponse:
    """How long the log is, and what was opened in the last days."""
    told = {
        "extent": ask.extent(),
        "openings": ask.openings_by_purpose(by=request.by, now=request.now),
        "days": ask.OPENINGS_DAYS,
        "wording": wording,
    }
    return render(request, "auditor/begin.html", told)


@only_for(Audience.AUDITOR)
@require_safe
def entries(request: SignedVisit) -> HttpResponse:
    """Entries by act, day and actor, a page at a time."""
    form = EntriesForm(ask.acts(by=request.by), request.GET)
    if not form.is_valid():
        return render(request, "auditor/entries.html", _told(form, NOTHING, {}))
    typed = form.cleaned_data
    asked = Asked(typed["act"], typed["by"], typed["day"], typed["before"])
    words = {"act": asked.act, "by": asked.by, "day": str(asked.day or "")}
    found = ask.entries(asked, by=request.by)
    return render(request, "auditor/entries.html", _told(form, found, words))


def _told(form: Any, found: Entries, words: dict[str, str]) -> dict[str, object]:
    older = urlencode({**words, "before": str(found.before)}) if found.before else ""
    return {"form": form, "found": found, "older": older, "wording": wording}


@only_for(Audience.AUDITOR)
@require_safe
def case(request: SignedVisit) -> HttpResponse:
    """What was done about one case, by its number."""
    if "number" not in request.GET:
        return render(request, "auditor/case.html", _told(CaseForm(), NOTHING, {}) | {"asked": ""})
    form = CaseForm(request.GET)
    if form.is_valid():
        number = form.cleaned_data["number"].lower()
        try:
            found = ask.history(number, form.cleaned_data["before"], by=request.by)
        except NotFound:
            form.add_error("number", say("No case has this number. Give more digits, or compare."))
        else:
            told = _told(form, found, {"number": number}) | {"asked": number}
            return render(request, "auditor/case.html", told)
    told = _told(form, NOTHING, {}) | {"asked": ""}
    return render(request, "auditor/case.html", told)
