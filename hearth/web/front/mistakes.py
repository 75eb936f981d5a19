"""Pages for what went wrong before an audience's page was reached. They tell nobody anything."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token

from hearth.entry import bearer
from hearth.entry.guard import Visit
from hearth.entry.typed import words_of
from hearth.web.words import say


def _page(request: HttpRequest, status: HTTPStatus, said: str = "") -> HttpResponse:
    if bearer.is_program(request):
        return bearer.problem(status)
    if not isinstance(getattr(request, "by", None), object) or not hasattr(request, "running"):
        return HttpResponse(said or status.phrase, status=status, content_type="text/plain")
    return render(
        request,
        "components/mistake.html",
        {"said": said, "status": status, "typed": words_of(request)},
        status=status,
    )


@requires_csrf_token
def missing(request: Visit, exception: Exception) -> HttpResponse:
    """No such address."""
    return _page(request, HTTPStatus.NOT_FOUND)


@requires_csrf_token
def refused(request: Visit, exception: Exception) -> HttpResponse:
    """A request that no browser of ours sends."""
    return _page(request, HTTPStatus.BAD_REQUEST)


@requires_csrf_token
def broken(request: Visit) -> HttpResponse:
    """A mistake of ours. Says so, and nothing of what it was about."""
    return _page(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        say("Something of ours is broken. What you sent before this is kept; please try again."),
    )


@requires_csrf_token
def stale(request: Visit, reason: str = "") -> HttpResponse:
    """A form of a page that is too old, or of another sign-in."""
    response = _page(
        request,
        HTTPStatus.FORBIDDEN,
        say("This page was open for too long. Go back, load it again and send it once more."),
    )
    response.headers["X-Stale"] = "1"  # to the script of the page, which holds what was typed
    return response
