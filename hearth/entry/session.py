"""The session in the browser: handed out, taken back, locked, and what it keeps meanwhile."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse

from hearth.entry.guard import Visit
from hearth.store import sessions

KNOWN_S = 90 * 86_400  # so long a machine is known again after the last time
LEFT_S = 600  # so long Back leads to a page about nothing, and not to the way in


def hand_out(response: HttpResponse, cookie: str) -> None:
    """Hand the browser its session. Gone when the browser closes."""
    response.delete_cookie(settings.LEFT_COOKIE, samesite="Strict")
    response.set_cookie(
        settings.SESSION_COOKIE,
        cookie,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def know_again(response: HttpResponse, machine: str) -> None:
    """Let the browser of somebody of the staff keep that they came in by it. It opens nothing."""
    response.set_cookie(
        settings.MACHINE_COOKIE,
        machine,
        max_age=KNOWN_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def machine_of(request: Visit) -> str:
    """What the browser kept of an earlier sign-in; empty where it kept nothing."""
    return request.COOKIES.get(settings.MACHINE_COOKIE, "")


def forget(response: HttpResponse) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(settings.SESSION_COOKIE, samesite="Strict")


def end(request: Visit, response: HttpResponse) -> HttpResponse:
    """End the session on the server and in the browser, and what the browser kept of our pages."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE)
    if cookie and request.by is not None:
        sessions.end(cookie, now=request.now)
        request.running.searches.forget(cookie)
    forget(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def end_in_haste(request: Visit, response: HttpResponse) -> HttpResponse:
    """End it as `end` does; for a while after, what lies behind in the history is about nothing."""
    if request.by is not None:
        response.set_cookie(
            settings.LEFT_COOKIE,
            "1",
            max_age=LEFT_S,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
    return end(request, response)


def cookie_of(request: Visit) -> str:
    """The cookie of this request's session; empty where it has none."""
    return request.COOKIES.get(settings.SESSION_COOKIE, "")


def keep(request: Visit, **words: Any) -> None:
    """Keep something until another page asks for it, sealed; None forgets it."""
    sessions.keep(cookie_of(request), **words)


def kept(request: Visit, word: str) -> Any:
    """What was kept under this word, or None."""
    return sessions.kept(cookie_of(request), word)


def lock(request: Visit) -> None:
    """Nothing is shown from here on until the secret has been given again."""
    sessions.lock(cookie_of(request), now=request.now)
