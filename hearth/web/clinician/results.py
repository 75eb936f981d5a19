"""Results: entered once, looked over before, and told to the person first, in private."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import result as act
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import results as ask
from hearth.web.clinician.forms import CaseForm, ResultForm
from hearth.web.words import say


@only_for(Audience.CLINICIAN)
@require_safe
def begin(request: SignedVisit) -> HttpResponse:
    """Those still to be told, and the way to enter another."""
    return _begin(request, CaseForm())


def _begin(request: SignedVisit, form: CaseForm) -> HttpResponse:
    own, done = ask.own(by=request.by), request.GET.get("done", "")
    told = {"own": own, "form": form, "done": done}
    return render(request, "clinician/begin.html", told)


@only_for(Audience.CLINICIAN)
@require_POST
def find(request: SignedVisit) -> HttpResponse:
    """From a case's number to the page on which its result is entered."""
    form = CaseForm(request.POST)
    if form.is_valid():
        try:
            case = ask.case_of(form.cleaned_data["number"].lower(), by=request.by)
        except NotFound:
            form.add_error("number", say("No case has this number. Give more digits, or compare."))
        else:
            return redirect("clinician:enter", case)
    return _begin(request, form)


@only_for(Audience.CLINICIAN)
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: SignedVisit, case: UUID) -> HttpResponse:
    """What was found of whom; looked over once before it is sealed."""
    of = ask.assessed(case, by=request.by)
    form = ResultForm(of, request.POST if request.method == "POST" else None)
    told = {"of": of, "form": form}
    if request.method != "POST" or "change" in request.POST:
        return render(request, "clinician/enter.html", told)
    if not form.is_valid():
        return render(request, "clinician/enter.html", told)
    if "sure" not in request.POST:
        return render(request, "clinician/check.html", told)
    assessment, outcome = form.assessment_and_outcome
    person = UUID(form.cleaned_data["person"])
    act.enter(
        case=case,
        person=person,
        assessment=assessment,
        outcome=outcome,
        by=request.by,
        now=request.now,
    )
    return back_to("clinician:begin", done="entered")


@only_for(Audience.CLINICIAN)
@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: SignedVisit, result: UUID) -> HttpResponse:
    """The person has heard it, alone and in private, from the clinician."""
    if request.method == "POST":
        act.tell(result_id=result, by=request.by, now=request.now)
        return back_to("clinician:begin", done="told")
    return render(request, "clinician/tell.html", {"one": ask.one(result, by=request.by)})


@only_for(Audience.CLINICIAN)
@require_POST
def take_back(request: SignedVisit, result: UUID) -> HttpResponse:
    """It was entered wrongly, and nobody has told the person yet."""
    act.take_back(result_id=result, by=request.by, now=request.now)
    return back_to("clinician:begin", done="taken_back")
