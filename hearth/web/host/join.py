"""Asking to be a host. Open to anybody, and the same page for everybody: it looks nothing up."""

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions.homes import application
from hearth.entry.guard import Visit, for_anybody
from hearth.web.host.forms import Join
from hearth.web.words import say


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Visit) -> HttpResponse:
    """Write to the office."""
    form = Join(request.POST) if request.method == "POST" else Join()
    if request.method != "POST" or not form.is_valid():
        return render(request, "host/join.html", {"form": form, "ticket": ""})
    waits = application.send(
        told=form.application(),
        address=str(request.META.get("REMOTE_ADDR", "")),
        ticket=request.POST.get("ticket", ""),
        now=request.now,
    )
    if waits is None:
        return HttpResponseRedirect(reverse("join:sent"))
    form.add_error("name", say("Wait %(count)s seconds, then try again") % {"count": waits.wait_s})
    shown = {"form": form, "ticket": waits.ticket}
    return render(request, "host/join.html", shown, status=HTTPStatus.TOO_MANY_REQUESTS)


@for_anybody
@require_safe
def sent(request: Visit) -> HttpResponse:
    """What happens next, in the same words for everybody."""
    return render(request, "host/join_sent.html")
