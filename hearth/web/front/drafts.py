"""Where a page's script sends what is being typed, half a second after the last key.

A form that has several pages names its draft. The form of one page is known by the address that it
is sent to, `at`: the script asks for what was begun there, and deletes it when it is told to.
"""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from hearth.actions import drafts
from hearth.core.errors import InvalidValue
from hearth.entry.begun import name_of
from hearth.entry.guard import EVERYBODY, SignedVisit, only_for
from hearth.entry.typed import KEEP
from hearth.queries import drafts as kept

OURS = frozenset({"csrfmiddlewaretoken", "draft", "at", KEEP})
FORMS_AT_MOST = 40  # of one page


@only_for(*EVERYBODY)
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: SignedVisit) -> HttpResponse:
    """Keep what stands in a form, for whoever types it alone; or give back what was begun."""
    if request.method != "POST":
        return _begun(request)
    at = request.POST.get("at", "")
    if "away" in request.POST and at:
        drafts.drop(start=name_of(at), by=request.by)
        return HttpResponse(status=204)
    fields = {name: said for name, said in request.POST.lists() if name not in OURS}
    drafts.save(
        name=name_of(at) if at else request.POST.get("draft", ""),
        fields={name: [str(one) for one in said] for name, said in fields.items()},
        by=request.by,
        now=request.now,
    )
    return HttpResponse(status=204)


def _begun(request: SignedVisit) -> HttpResponse:
    """What was typed into the forms that are sent to these addresses, by address."""
    places = request.GET.getlist("at")
    if len(places) > FORMS_AT_MOST:
        raise InvalidValue(f"ask for at most {FORMS_AT_MOST} forms at a time")
    found = kept.named_so([name_of(at) for at in places], by=request.by)
    typed = {at: found[name_of(at)].fields for at in places if name_of(at) in found}
    return JsonResponse(
        {at: {name: [*said] for name, said in fields.items()} for at, fields in typed.items()}
    )
