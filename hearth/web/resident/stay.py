"""Their stay: the move, the home card, the next visit, the wish to stay, and leaving."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import permanence, placement
from hearth.core.audience import Audience
from hearth.core.errors import NotFound, RuleBroken
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.own import stays as ask
from hearth.queries.own.asked_again import asked_again
from hearth.queries.own.stays import OwnStay
from hearth.queries.visiting import due
from hearth.web.resident import forms
from hearth.web.resident.fields import sent

DAY = timedelta(days=1)


@only_for(Audience.RESIDENT)
@require_safe
def stay(request: SignedVisit) -> HttpResponse:
    """The stay as it stands, or that none is planned yet."""
    found = ask.stay(by=request.by, now=request.now)
    paused = due.own_pause(by=request.by, now=request.now) if found else None
    last = paused.end_on - DAY if paused else None
    said = {"stay": found, "done": request.GET.get("done", ""), "paused": paused, "last": last}
    again = asked_again(by=request.by)
    return render(request, "resident/stay.html", {**said, "again": again})


@only_for(Audience.RESIDENT)
@require_POST
def wish(request: SignedVisit) -> HttpResponse:
    """A wish to stay, its taking back, or the taking back of what became permanent."""
    found, said = _theirs(request), request.POST.get("wish")
    if said == "reverse":
        permanence.reverse(placement_id=found.id, by=request.by, now=request.now)
    elif said in ("yes", "no"):
        permanence.wish(placement_id=found.id, wanted=said == "yes", by=request.by, now=request.now)
    else:
        raise RuleBroken("nothing was chosen, so nothing was changed")
    return _back("wish")


@only_for(Audience.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedVisit) -> HttpResponse:
    """Leave a home, or call a move off. Nobody asks why; whoever wants to say can."""
    found = ask.stay(by=request.by, now=request.now)
    form = forms.Leave(sent(request))
    if found is None or not (found.may_end or found.may_cancel):
        return redirect("resident:stay")
    if request.method == "POST" and form.is_valid():
        _end(request, found, form)
        return _back("left")
    return render(request, "resident/leave.html", {"stay": found, "form": form})


def _end(request: SignedVisit, found: OwnStay, form: forms.Leave) -> None:
    by, office, now = request.by, request.running.service, request.now
    if found.may_cancel:
        placement.cancel(placement_id=found.id, by=by, office=office, now=now)
        return
    placement.end(
        placement_id=found.id, why=form.chosen, on=now.date(), by=by, office=office, now=now
    )


def _theirs(request: SignedVisit) -> OwnStay:
    found = ask.stay(by=request.by, now=request.now)
    if found is None:
        raise NotFound("no such record")
    return found


def _back(done: Word) -> HttpResponse:
    return back_to("resident:stay", done=done)
