"""Who has opened what is kept about them, and why."""

from collections.abc import Iterable
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding.stay import openings_of_own
from hearth.queries.own import opened as ask
from hearth.queries.own.opened import Opening
from hearth.web.resident import wording
from hearth.web.words import moment


@only_for(Audience.RESIDENT)
@require_safe
def opened(request: SignedVisit) -> HttpResponse:
    """The openings by others, the latest first."""
    found = ask.opened(by=request.by)
    told = openings_of_own(by=request.by, now=request.now)
    shown = {"opened": found, "lines": lines(found.first), "told": told, "wording": wording}
    return render(request, "resident/opened.html", shown)


def lines(found: Iterable[Opening]) -> list[tuple[Opening, int]]:
    """Openings in a row that read the same, as one line and how many they are."""
    alike = [list(same) for _, same in groupby(found, key=_as_read)]
    return [(same[0], len(same)) for same in alike]


def _as_read(one: Opening) -> tuple[str, str, int, str]:
    """What a line says of it, to the minute."""
    return moment(one.at), one.role, one.number, one.purpose
