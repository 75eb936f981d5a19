"""The papers that the office keeps for them."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.kept import papers as ask
from hearth.web.handing_in import WHATS, picture


@only_for(Audience.RESIDENT)
@require_safe
def papers(request: SignedVisit) -> HttpResponse:
    """Every paper of their case that they may look at."""
    held = ask.of_own(by=request.by, now=request.now)
    return render(request, "resident/papers.html", {"held": held, "whats": WHATS})


@only_for(Audience.RESIDENT)
@require_safe
def one(request: SignedVisit, paper: UUID) -> HttpResponse:
    """One paper, page by page."""
    found = ask.one(paper, by=request.by, now=request.now)
    return render(request, "resident/paper.html", {"one": found, "whats": WHATS})


@only_for(Audience.RESIDENT)
@require_safe
def page(request: SignedVisit, paper: UUID, at: int) -> HttpResponse:
    """The picture of one page."""
    return picture(ask.page(paper, at, by=request.by, now=request.now))
