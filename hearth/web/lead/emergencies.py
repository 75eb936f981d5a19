"""Everything of one stay, opened by two, in an emergency."""

from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions.keys import emergency as act
from hearth.core.audience import Audience
from hearth.core.errors import BadInput, Sealed
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.deciding import emergency as ask
from hearth.web.lead.forms import PurposeForm, SheetForm
from hearth.web.lead.shown import WORDS
from hearth.web.searched import searched
from hearth.web.words import say


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedVisit, stay: UUID) -> HttpResponse:
    """Ask for it, and say what for."""
    form = PurposeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        purpose, service = form.cleaned_data["purpose"], request.running.service
        with searched(request, form, "purpose", about=stay):
            made = act.ask(
                placement_id=stay, purpose=purpose, by=request.by, service=service, now=request.now
            )
            return _back(made, "asked")
    ask.must_be_there(stay, by=request.by)
    shown = {"form": form, "stay": stay}
    return render(request, "lead/emergency_new.html", shown, status=422 if form.errors else 200)


@only_for(Audience.LEAD)
@require_safe
def one(request: SignedVisit, emergency: UUID) -> HttpResponse:
    """How it stands, and what this reader may do."""
    return _page(request, emergency, SheetForm())


def _page(request: SignedVisit, emergency: UUID, form: Form, status: int = 200) -> HttpResponse:
    found = ask.one(emergency, by=request.by, now=request.now)
    shown = {"found": found, "form": form, "done": request.GET.get("done", "")}
    return render(request, "lead/emergency.html", shown, status=status)


@only_for(Audience.LEAD)
@require_POST
def confirm(request: SignedVisit, emergency: UUID) -> HttpResponse:
    """Another lead says yes; the person is told at that moment."""
    act.confirm(emergency_id=emergency, by=request.by, now=request.now)
    return _back(emergency, "open")


@only_for(Audience.LEAD)
@require_POST
def confirm_by_sheet(request: SignedVisit, emergency: UUID) -> HttpResponse:
    """A holder of recovery says yes, at the page of the lead who asked."""
    form = SheetForm(request.POST)
    if not form.is_valid():
        return _page(request, emergency, form, 422)
    try:
        act.confirm_by_sheet(
            emergency_id=emergency,
            sheet=form.cleaned_data["sheet"],
            by=request.by,
            now=request.now,
        )
    except (BadInput, Sealed):
        form.add_error("sheet", say("This sheet opens nothing here. Compare it with the paper"))
        return _page(request, emergency, form, 422)
    return _back(emergency, "open")


@only_for(Audience.LEAD)
@require_POST
def decline(request: SignedVisit, emergency: UUID) -> HttpResponse:
    """Another lead says no; or whoever asked takes it back."""
    found = ask.one(emergency, by=request.by, now=request.now)
    step = act.withdraw if found.is_own else act.decline
    step(emergency_id=emergency, by=request.by, now=request.now)
    return _back(emergency, "closed")


@only_for(Audience.LEAD)
@require_POST
def end(request: SignedVisit, emergency: UUID) -> HttpResponse:
    """Enough has been read."""
    act.end(emergency_id=emergency, by=request.by, now=request.now)
    return _back(emergency, "closed")


@only_for(Audience.LEAD)
@require_POST
def read(request: SignedVisit, emergency: UUID) -> HttpResponse:
    """Everything, once: the answer to this one posting. No redirect: reading is the act."""
    opened = act.read(emergency_id=emergency, by=request.by, now=request.now)
    shown = {"opened": opened, "emergency": emergency, "words": WORDS}
    return render(request, "lead/emergency_read.html", shown)


def _back(emergency: UUID, done: Word) -> HttpResponse:
    return back_to("lead:emergency", emergency, done=done)
