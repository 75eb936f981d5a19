"""Their own result: asked first whether they are alone; released by them, and by nobody else."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import result as act
from hearth.core.audience import Audience
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.own import results as ask
from hearth.web.resident import forms, wording
from hearth.web.resident.fields import sent


@only_for(Audience.RESIDENT)
@require_safe
def results(request: SignedVisit) -> HttpResponse:
    """Whether there is one, whom they let know, who opened it. Not what it says."""
    found = ask.results(by=request.by, now=request.now)
    said = {"results": found, "wording": wording, "done": request.GET.get("done", "")}
    return render(request, "resident/results.html", said)


@only_for(Audience.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def read(request: SignedVisit, result: UUID) -> HttpResponse:
    """Are you alone? Only their yes shows it, and no address in the history shows it again.

    Shown in answer to the form and not behind a redirect for that reason; it changes nothing.
    """
    title, found = ask.outcome(result, by=request.by, now=request.now)
    if request.method != "POST":
        return render(request, "resident/alone.html", {"title": title})
    said = {"title": title, "outcome": found, "result": result}
    return render(request, "resident/outcome.html", said)


@only_for(Audience.RESIDENT)
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: SignedVisit, result: UUID) -> HttpResponse:
    """Let somebody know, for one purpose, until a day."""
    form = forms.Release(sent(request), to=ask.recipients(by=request.by), purposes=ask.purposes())
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        act.release(
            result_id=result,
            to=UUID(told["to"]),
            purpose=told["purpose"],
            until=request.now.date() + timedelta(told["days"]),
            by=request.by,
            now=request.now,
        )
        return back_to("resident:results", done="released")
    found = ask.one_heard(result, by=request.by)
    return render(request, "resident/release.html", {"form": form, "title": found})


@only_for(Audience.RESIDENT)
@require_POST
def again(request: SignedVisit, release: UUID) -> HttpResponse:
    """A release that came out of a copy still holds."""
    act.confirm(release_id=release, by=request.by, now=request.now)
    return back_to("resident:results", done="confirmed")


@only_for(Audience.RESIDENT)
@require_POST
def withdraw(request: SignedVisit, release: UUID) -> HttpResponse:
    """Take a release back."""
    act.withdraw(release_id=release, by=request.by, now=request.now)
    return back_to("resident:results", done="withdrawn")
