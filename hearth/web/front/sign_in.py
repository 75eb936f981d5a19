"""The first page: the way in, and for whoever is in, the way to their own first page."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_POST, require_safe

from hearth.entry import trial
from hearth.entry.guard import Visit, for_anybody
from hearth.web.menu import BEGINS


@for_anybody
@require_safe
def begin(request: Visit) -> HttpResponse:
    """Where somebody comes in; whoever is in already goes to their own first page.

    On a device that was handed over nobody comes in before it has been given back.
    """
    if request.handed_over:
        to = BEGINS[request.by.audience] if request.by else "front:back"
        return HttpResponseRedirect(reverse(to))
    if request.by is not None and not request.running.demo:
        return HttpResponseRedirect(reverse(BEGINS[request.by.audience]))
    people = trial.people(request.running.folder) if request.running.demo else ()
    return render(request, "front/begin.html", {"people": people})


@for_anybody
@require_POST
def language(request: Visit) -> HttpResponse:
    """Another language from here on, in this browser."""
    response = HttpResponseRedirect(safe_next(request))
    asked = request.POST.get("language", "")
    if asked in dict(settings.LANGUAGES) and check_for_language(asked):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            asked,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    return response


def safe_next(request: Visit) -> str:
    """The address on this site that the request asked to go on to, else the first page."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"
