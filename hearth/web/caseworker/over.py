"""The work with somebody is over: closing a case, and asking that what is known of it be erased."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hearth.actions import retention as act
from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import retention as ask


@only_for(Audience.CASEWORKER)
@require_safe
def page(request: SignedVisit, case: UUID) -> HttpResponse:
    """What closing means; and, once it is closed, how long it is kept."""
    found = ask.ending(case, by=request.by)
    told = {"found": found, "case": case, "done": request.GET.get("done", "")}
    return render(request, "caseworker/over.html", told)


@only_for(Audience.CASEWORKER)
@require_POST
def close(request: SignedVisit, case: UUID) -> HttpResponse:
    """It is over."""
    act.close(case=case, by=request.by, now=request.now)
    return _back(case, "closed")


@only_for(Audience.CASEWORKER)
@require_POST
def erase(request: SignedVisit, case: UUID) -> HttpResponse:
    """They ask that it be erased; the lead answers."""
    act.ask(case=case, by=request.by, now=request.now)
    return _back(case, "asked")


def _back(case: UUID, done: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('caseworker:over', args=[case])}?done={done}")
