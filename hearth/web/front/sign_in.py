"""The first page: the way in, and for whoever is in, the way to their own first page."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import check_for_language
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.keys import service, sign_in
from hearth.actions.keys.sign_in import Came
from hearth.core.errors import Sealed, TooSoon
from hearth.core.sign_in import REST_S, Standing
from hearth.entry import locked, session, trial
from hearth.entry.guard import ON_THE_WAY, Visit, for_anybody
from hearth.web.front.forms import SignIn
from hearth.web.menu import BEGINS
from hearth.web.words import say

AS_THEY_DO = "sign-in"  # asked for in a trial: the way in that everybody has elsewhere


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: Visit) -> HttpResponse:
    """Where somebody comes in; whoever is in already goes to their own first page.

    On a device that was handed over nobody comes in before it has been given back. In a trial one
    enters as anybody; or, asked for, signs in as residents do.
    """
    if request.handed_over:
        to = BEGINS[request.by.audience] if request.by else "front:back"
        return HttpResponseRedirect(reverse(to))
    if request.running.demo and request.method != "POST" and AS_THEY_DO not in request.GET:
        people = trial.people(request.running.folder)
        return render(request, "front/begin.html", {"people": people, "as_they_do": AS_THEY_DO})
    if request.method == "POST":
        return _come_in(request)
    if request.running.demo:
        return _page(request, SignIn())
    if request.standing is Standing.IDLE:
        return locked.instead(request)
    if request.by is not None:
        return HttpResponseRedirect(reverse(BEGINS[request.by.audience]))
    return _page(request, SignIn())


def _page(request: Visit, form: SignIn, status: int = 200, ticket: str = "") -> HttpResponse:
    shown = {
        "form": form,
        "next": safe_next(request),
        "ticket": ticket,
        "recovers": service.is_in_use(),
        "came_from_a_page": "next" in request.GET,
    }
    return render(request, "front/sign_in.html", shown, status=status)


def _come_in(request: Visit) -> HttpResponse:
    form = SignIn(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        came = sign_in.come_in(
            name=form.cleaned_data["name"],
            secret=form.cleaned_data["secret"],
            address=request.META.get("REMOTE_ADDR", ""),
            machine=session.machine_of(request),
            ticket=request.POST.get("ticket", ""),
            now=request.now,
        )
    except TooSoon as error:
        form.add_error("name", wait_sentence(error))
        return _page(request, form, 429, ticket=error.ticket)
    except Sealed:
        form.add_error("name", say("This name or code and this secret do not go together"))
        return _page(request, form)
    response = go_on(came, safe_next(request))
    if came.machine:
        session.know_again(response, came.machine)
    return response


def wait_sentence(error: TooSoon) -> str:
    """How long to wait, in the reader's language; where it is no matter of waiting, what to do."""
    if error.wait_s >= REST_S:
        return say(
            "Too many tries. Use the device you used before, or ask us for a new code or secret"
        )
    return say("Wait %(count)s seconds, then try again") % {"count": error.wait_s}


def go_on(came: Came, to: str) -> HttpResponse:
    """To the next step of the way in, with the cookie of that step; or to the page wanted."""
    if came.stage is Standing.OPEN:
        address = to if to != "/" else reverse(BEGINS[came.who.audience])
    else:
        address = f"{reverse(ON_THE_WAY[came.stage])}?{urlencode({'next': to})}"
    response = HttpResponseRedirect(address)
    session.hand_out(response, came.cookie)
    return response


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
