"""Where a page's script sends what is being typed, half a second after the last key."""

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from hearth.actions import drafts
from hearth.entry.guard import EVERYBODY, SignedVisit, only_for

OURS = frozenset({"csrfmiddlewaretoken", "draft"})


@only_for(*EVERYBODY)
@require_POST
def save(request: SignedVisit) -> HttpResponse:
    """Keep what stands in a form, for whoever types it alone."""
    fields = {name: said for name, said in request.POST.lists() if name not in OURS}
    drafts.save(
        name=request.POST.get("draft", ""),
        fields={name: [str(one) for one in said] for name, said in fields.items()},
        by=request.by,
        now=request.now,
    )
    return HttpResponse(status=204)
