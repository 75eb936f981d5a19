"""Signing out, and the way out in haste."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hearth.entry import session
from hearth.entry.guard import Visit, for_anybody


@for_anybody
@require_POST
def leave(request: Visit) -> HttpResponse:
    """Sign out, to the first page."""
    return session.end(request, HttpResponseRedirect(reverse("front:begin")))


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def out(request: Visit) -> HttpResponse:
    """Out in haste: the session ends, and what is left is a page about nothing.

    It ends by whichever way somebody comes here: what a page sends on its way out may be lost.
    """
    if request.method == "POST":
        return session.end_in_haste(request, HttpResponseRedirect(reverse("front:out")))
    return session.end_in_haste(request, render(request, "front/out.html"))
