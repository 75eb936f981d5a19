"""A time of more care, written down during a stay as it was told."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from hearth.actions import intake as act
from hearth.core.audience import Audience
from hearth.core.errors import RuleBroken
from hearth.core.ids import PersonId
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.casework import care as ask
from hearth.web.caseworker.forms import TimeOfCare
from hearth.web.caseworker.pages import show, then


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def care(request: SignedVisit, case: UUID) -> HttpResponse:
    """When they need more care; posting brings the visits nearer at once."""
    found = ask.care(case=case, by=request.by, now=request.now)
    posted = request.method == "POST"
    form = TimeOfCare(request.POST if posted else None, kinds=found.kinds, people=found.people)
    if posted and form.is_valid() and _heeded(request, case, form):
        return then("stay", case, "heeded")
    return show(request, "care", found.head, "stay", {"found": found, "form": form})


def _heeded(request: SignedVisit, case: UUID, form: TimeOfCare) -> bool:
    """Write it down. What a rule says against it stands above the form."""
    person = PersonId(form.person)
    try:
        act.heed(case=case, person=person, period=form.period, by=request.by, now=request.now)
    except RuleBroken as error:
        form.add_error(None, str(error))
        return False
    return True
