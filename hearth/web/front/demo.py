"""Entering as somebody invented. There only in a trial."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hearth.core.errors import NotFound
from hearth.entry import session, trial
from hearth.entry.guard import Visit, for_anybody
from hearth.web.menu import BEGINS


@for_anybody
@require_POST
def enter(request: Visit) -> HttpResponse:
    """Go in as this invented person. Raises NotFound outside a trial, and on a lent device."""
    if not request.running.demo or request.handed_over:
        raise NotFound("nobody can be entered as here")
    who, cookie = trial.enter(request.running.folder, request.POST.get("as", ""), now=request.now)
    response = HttpResponseRedirect(reverse(BEGINS[who.audience]))
    session.hand_out(response, cookie)
    return response
