"""What was written down of me: I read it, put it right, and say that it is right, or not yet."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import arrival, intake
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.intake import State
from hearth.entry import handover
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.read_back import read_back
from hearth.web.resident import shown_told as shown
from hearth.web.telling.forms import Asked, Away, Needs, told

FORMS: Mapping[str, type[Asked]] = {"needs": Needs, "away": Away}


@only_for(Audience.RESIDENT)
@require_safe
def read(request: SignedVisit) -> HttpResponse:
    """Everything that is written down of me."""
    found = read_back(by=request.by, now=request.now)
    changed = request.GET.get("done") == "changed"
    return render(
        request,
        "resident/read.html",
        {
            "rows": shown.told(found),
            "asked": found.state in (State.OPENED, State.TOLD),
            "changed": changed,
        },
    )


@only_for(Audience.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: SignedVisit, part: str) -> HttpResponse:
    """Put one part right, in boxes and in my own words."""
    if part not in shown.PARTS:
        raise NotFound("there is no such part")
    found = read_back(by=request.by, now=request.now)
    written = {"needs": shown.needs_of(found), "away": shown.away_of(found)}
    posted = request.method == "POST"
    form = FORMS[part](request.POST) if posted else FORMS[part](initial=written[part])
    if posted and form.is_valid():
        arrival.correct(
            case=found.case,
            told=_told(part, form, written),
            by=request.by,
            service=request.running.service,
            now=request.now,
        )
        return HttpResponseRedirect(f"{reverse('resident:read')}?done=changed")
    return render(
        request,
        f"resident/correct_{part}.html",
        {"form": form, "kept_away": found.kept_away},
    )


def _told(part: str, form: Asked, written: Mapping[str, Any]) -> arrival.Told:
    """What was put right, beside what stays as it is written."""
    said = {}
    for name, kind in FORMS.items():
        checked = form if name == part else kind(written[name])
        checked.is_valid()
        said[name] = checked.cleaned_data
    return told(said["needs"], said["away"])


@only_for(Audience.RESIDENT)
@require_POST
def right(request: SignedVisit) -> HttpResponse:
    """This is right."""
    found = read_back(by=request.by, now=request.now)
    if found.state is State.TOLD:
        intake.confirm(case=found.case, by=request.by, now=request.now)
    return _away(request)


@only_for(Audience.RESIDENT)
@require_POST
def not_yet(request: SignedVisit) -> HttpResponse:
    """Not yet: nothing is said, and nothing changes."""
    return _away(request)


def _away(request: SignedVisit) -> HttpResponse:
    """On a lent device it ends here, and the device goes back."""
    if request.handed_over:
        return handover.end(request, HttpResponseRedirect(reverse("front:back")))
    return HttpResponseRedirect(reverse("resident:begin"))
