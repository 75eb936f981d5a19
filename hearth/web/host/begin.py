"""The first page of the host."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for


@only_for(Audience.HOST)
@require_safe
def begin(request: SignedVisit) -> HttpResponse:
    """What is there for them now."""
    return render(request, "host/begin.html")
