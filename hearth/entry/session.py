"""The session in the browser: handed out, taken back."""

from django.conf import settings
from django.http import HttpResponse

from hearth.entry.guard import Visit
from hearth.store import sessions


def hand_out(response: HttpResponse, cookie: str) -> None:
    """Hand the browser its session. Gone when the browser closes."""
    response.set_cookie(
        settings.SESSION_COOKIE,
        cookie,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def forget(response: HttpResponse) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(settings.SESSION_COOKIE, samesite="Strict")


def end(request: Visit, response: HttpResponse) -> HttpResponse:
    """End the session on the server and in the browser, and what the browser kept of our pages."""
    cookie = request.COOKIES.get(settings.SESSION_COOKIE)
    if cookie and request.by is not None:
        sessions.end(cookie, now=request.now)
    forget(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
