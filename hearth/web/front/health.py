"""One word for whoever watches the machine: open, or not."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from hearth.entry.guard import for_anybody
from hearth.queries import health


@for_anybody
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """200 and "open", or 503 and "not open": the same bytes for everybody, and nothing else."""
    if health.answers():
        return HttpResponse("open\n", content_type="text/plain")
    return HttpResponse("not open\n", status=503, content_type="text/plain")
