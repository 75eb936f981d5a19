"""Asking to be a host. Open to anybody, and the same page for everybody: it looks nothing up."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions import application
from hearth.entry.guard import Visit, for_anybody
from hearth.web.host.forms import Join


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Visit) -> HttpResponse:
    """Write to the office."""
    form = Join(request.POST) if request.method == "POST" else Join()
    if request.method == "POST" and form.is_valid():
        application.send(told=form.application(), now=request.now)
        return HttpResponseRedirect(reverse("join:sent"))
    return render(request, "host/join.html", {"form": form})


@for_anybody
@require_safe
def sent(request: Visit) -> HttpResponse:
    """What happens next, in the same words for everybody."""
    return render(request, "host/join_sent.html")
