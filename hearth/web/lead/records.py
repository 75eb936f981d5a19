"""Records: of all, of one host; what the plan of checks can see; what was found in a concern."""

from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import record as act
from hearth.actions.homes import hosts as act_host
from hearth.actions.raised import findings as act_find
from hearth.core.audience import Audience
from hearth.core.findings import Finding
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding import concern as concerns
from hearth.queries.deciding import waits
from hearth.queries.record import host as one_host
from hearth.queries.record import sight as ask_sight
from hearth.queries.record import whole as ask
from hearth.web.figures import records as shown
from hearth.web.lead.record_forms import FindingForm, HostForm, SightForm, WaitForm


@only_for(Audience.LEAD)
@require_safe
def records(request: SignedVisit) -> HttpResponse:
    """The records as they were last worked out, warnings first."""
    found = ask.latest(by=request.by, now=request.now)
    done = request.GET.get("done", "")
    told: dict[str, object] = {"found": found, "done": done, "form": HostForm()}
    if found is not None:
        told |= {
            "says": shown.sentences(found),
            "warnings": shown.warnings(found),
            "unseen": shown.unseen(found),
            "pictures": shown.pictures(found),
        }
    return render(request, "lead/records.html", told)


@only_for(Audience.LEAD)
@require_POST
def work_out(request: SignedVisit) -> HttpResponse:
    """The records of this moment, in place of the last ones."""
    service = request.running.service
    found = ask.work_out(by=request.by, service=service, now=request.now)
    act.keep(found, by=request.by, service=service, now=request.now)
    return back_to("lead:records", done="worked_out")


@only_for(Audience.LEAD)
@require_safe
def find_host(request: SignedVisit) -> HttpResponse:
    """The host of a number, as it is read out on the telephone."""
    form = HostForm(request.GET)
    if not form.is_valid():
        return render(request, "lead/record_find.html", {"form": form}, status=422)
    host = ask.host_of_number(form.cleaned_data["number"], by=request.by)
    return HttpResponseRedirect(reverse("lead:host_record", args=[host]))


@only_for(Audience.LEAD)
@require_safe
def host(request: SignedVisit, host: UUID) -> HttpResponse:
    """The record of one host."""
    found = one_host.of_host(host, by=request.by, now=request.now)
    told = {
        "found": found,
        "says": shown.of_host(found),
        "chart": shown.chart_of(found),
        "host": host,
        "done": request.GET.get("done", ""),
    }
    return render(request, "lead/host_record.html", told)


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def wait(request: SignedVisit, host: UUID) -> HttpResponse:
    """A step of vetting may wait, where its programme lets the lead say so."""
    service = request.running.service
    found = waits.of_host(host, by=request.by, service=service, now=request.now)
    form = WaitForm(found.steps, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        under, chosen = form.chosen
        act_host.let_wait(
            host=host, wait=chosen, programme=under, by=request.by, service=service, now=request.now
        )
        return back_to("lead:host_record", host, done="waits")
    told = {"found": found, "form": form, "host": host}
    return render(request, "lead/wait.html", told, status=422 if form.errors else 200)


@only_for(Audience.LEAD)
@require_safe
def sight(request: SignedVisit) -> HttpResponse:
    """What the plan of checks of a programme can see."""
    programmes = ask_sight.in_use(by=request.by)
    asked = {"programme": programmes[0][0] if programmes else "", "days": 91, "share": 80}
    form = SightForm({**asked, **request.GET.dict()}, programmes=programmes)
    told: dict[str, object] = {"form": form, "found": None, "any": bool(programmes)}
    if not programmes:
        return render(request, "lead/sight.html", told)
    if not form.is_valid():
        return render(request, "lead/sight.html", told, status=422)
    found = ask_sight.sight(
        form.cleaned_data["programme"],
        days=form.cleaned_data["days"],
        probability=form.cleaned_data["share"] / 100,
        by=request.by,
        now=request.now,
    )
    told |= {"found": found, "pictures": shown.sight(found)}
    return render(request, "lead/sight.html", told)


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: SignedVisit, concern: UUID) -> HttpResponse:
    """What was found when a concern was looked into. The records are worked out anew from it."""
    form = FindingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = Finding(form.cleaned_data["finding"])
        act_find.find(concern_id=concern, finding=made, by=request.by, now=request.now)
        anew = ask.work_out(by=request.by, service=request.running.service, now=request.now)
        act.keep_here(anew, by=request.by, now=request.now)
        return back_to("lead:finding", concern, done="found")
    found = concerns.whole(concern, by=request.by, now=request.now)
    now = ask.finding_of(concern, by=request.by, now=request.now)
    told = {"found": found, "form": form, "now": now, "done": request.GET.get("done", "")}
    status = 422 if form.errors else 200
    return render(request, "lead/finding.html", told, status=status)
