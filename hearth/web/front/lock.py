"""The idle lock: locking, going on by the secret alone, and sending again what was kept."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.keys import sign_in
from hearth.core.errors import NotFound, Sealed, TooSoon
from hearth.entry import locked, session
from hearth.entry.guard import EVERYBODY, SignedVisit, Visit, for_anybody, only_for
from hearth.web.front.sign_in import safe_next, wait_sentence
from hearth.web.words import say


@for_anybody
@require_POST
def unlock(request: Visit) -> HttpResponse:
    """Go on where a session stopped. A script that asks gets an answer in its own shape."""
    secret = request.POST.get("secret", "")
    try:
        sign_in.unlock(cookie=session.cookie_of(request), secret=secret, now=request.now)
    except TooSoon as error:
        return _still_locked(request, wait_sentence(error))
    except Sealed:
        return _still_locked(request, say("This is not your secret"))
    except NotFound:
        return _ended(request)
    return HttpResponse(status=204) if _by_script(request) else _back(request)


def _by_script(request: Visit) -> bool:
    return request.headers.get("X-Requested-With") == "lock"


def _still_locked(request: Visit, said: str) -> HttpResponse:
    if _by_script(request):  # 200: a browser would write any other status into its console
        return HttpResponse(said, content_type="text/plain")
    return locked.instead(request, said, back=safe_next(request))


def _ended(request: Visit) -> HttpResponse:
    return HttpResponse(status=205) if _by_script(request) else _back(request)


def _back(request: Visit) -> HttpResponse:
    return HttpResponseRedirect(safe_next(request))


@only_for(*EVERYBODY)
@require_POST
def lock(request: SignedVisit) -> HttpResponse:
    """Locked from now on: somebody leaves the desk, or a page has been left alone."""
    session.lock(request)
    return HttpResponse(status=204) if _by_script(request) else _back(request)


@only_for(*EVERYBODY)
@require_safe
def here(request: SignedVisit) -> HttpResponse:
    """Somebody is typing: the session does not become idle under their hands."""
    return HttpResponse(status=204)


@only_for(*EVERYBODY)
@require_safe
def again(request: SignedVisit) -> HttpResponse:
    """What was sent while the session was locked, to be sent once more or let be."""
    posted = session.kept(request, "posted")
    if not posted:
        return HttpResponseRedirect(reverse("front:begin"))
    return render(request, "front/again.html", {"posted": posted})


@only_for(*EVERYBODY)
@require_POST
def let_be(request: SignedVisit) -> HttpResponse:
    """Do not send it. Raises nothing where there was nothing."""
    session.keep(request, posted=None)
    return HttpResponseRedirect(reverse("front:begin"))
