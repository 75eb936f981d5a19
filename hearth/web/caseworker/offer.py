"""An offer: seen in the words in which it will be put, put, and ended."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import offer as act
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.rules.pair import LastResort
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import offer as ask
from hearth.queries.casework.head import must_be_of
from hearth.web.caseworker.pages import show, then
from hearth.web.caseworker.stage_forms import ResortForm, resort_of


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: SignedVisit, case: UUID, home: UUID) -> HttpResponse:
    """A home as it will be put to the person; posting puts it."""
    register = request.running.desk.register(request.now)
    seen = ask.preview(case=case, home=home, register=register, by=request.by, now=request.now)
    posted = request.method == "POST"
    form = ResortForm(request.POST if posted else None) if seen.last_resort else None
    refused = ""
    if posted and (form is None or form.is_valid()):
        resort = resort_of(form) if form else None
        refused = "" if form and form.errors else _put(request, case, home, resort)
        if not refused and not (form and form.errors):
            return then("offered", case, "put")
    values = {"seen": seen, "form": form, "refused": refused}
    return show(request, "offer", seen.head, "offered", values)


def _put(request: SignedVisit, case: UUID, home: UUID, resort: LastResort | None) -> str:
    """Put it. The sentence of the rule that speaks against it, to be shown where it was typed."""
    try:
        act.put(
            case=case,
            home=home,
            by=request.by,
            now=request.now,
            last_resort=resort,
            desk=request.running.desk,
        )
    except RuleBroken as error:
        return str(error)
    return ""


@only_for(Audience.CASEWORKER)
@require_safe
def offered(request: SignedVisit, case: UUID) -> HttpResponse:
    """What was put to the person, and what they said."""
    found = ask.offered(case=case, by=request.by, now=request.now)
    return show(request, "offered", found.head, "offered", {"found": found})


@only_for(Audience.CASEWORKER)
@require_POST
def end(request: SignedVisit, case: UUID, offer: UUID) -> HttpResponse:
    """End an offer, with the person's key and a meeting that was arranged."""
    must_be_of(case, offer=offer)
    act.end(offer_id=offer, by=request.by, now=request.now)
    return then("offered", case, "ended")
