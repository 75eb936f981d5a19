"""What the reader's own offices are called, where the service has several."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hearth.actions.keys import offices as act
from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, RuleBroken
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.keys import founding as ask
from hearth.web.staff.forms import RenameForm
from hearth.web.words import _, say

NAME_WRONG = _("Write a name of 1 to 80 letters, which no other office has")


@only_for(Audience.CASEWORKER, Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: SignedVisit) -> HttpResponse:
    """Another name for an office of theirs. A lead is of none."""
    form = RenameForm(request.POST or None, offices=ask.own(by=request.by))
    if request.method == "POST" and form.is_valid() and _renamed(request, form):
        return back_to("staff:accounts", done="changed")
    return render(request, "staff/offices.html", {"form": form})


def _renamed(request: SignedVisit, form: RenameForm) -> bool:
    office, name = UUID(form.cleaned_data["office"]), form.cleaned_data["name"]
    try:
        act.rename(office=office, name=name, by=request.by, now=request.now)
    except (InvalidValue, RuleBroken):
        form.add_error("name", say(NAME_WRONG))
    return form.is_valid()
