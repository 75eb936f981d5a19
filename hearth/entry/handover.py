"""The device in other hands: the person's until they give it back.

While they have it, the session of whoever lent it is paused on the server: its cookie, which lies
in the browser under another name, opens nothing, whatever is done with it. Only whoever lent it,
signed in again by their own secret, wakes it.
"""

from urllib.parse import quote, unquote

from django.conf import settings
from django.http import HttpResponse

from hearth.actions.keys import sign_in
from hearth.core.errors import Sealed
from hearth.entry import session, trial
from hearth.entry.guard import Visit
from hearth.store import sessions
from hearth.store.access import SignedIn

SEPARATOR = "|"  # between the cookie that waits and the address to come back to


def give(request: Visit, response: HttpResponse, to: SignedIn, *, back: str) -> HttpResponse:
    """Pause the session of this browser and begin one of `to` in its place.

    `back`: the address to which whoever lends the device comes back.
    """
    cookie = request.COOKIES[settings.SESSION_COOKIE]
    sessions.pause(cookie, now=request.now)
    _hold(response, cookie, back)
    session.hand_out(response, sessions.begin(to, now=request.now))
    return _forget_pages(response)


def end(request: Visit, response: HttpResponse) -> HttpResponse:
    """The person gives the device back: their session ends, and nothing of it is kept here."""
    return session.end(request, response)


def may_come_back(request: Visit) -> bool:
    """Whether somebody's session waits behind this browser's."""
    try:
        sessions.paused(_held(request)[0], now=request.now)
    except Sealed:
        return False
    return True


def take_back(request: Visit, response: HttpResponse, secret: str) -> HttpResponse:
    """Go on as whoever lent the device. In a trial no secret is asked.

    Raises Sealed for a wrong secret, in the same words as where nobody's session waits, and
    TooSoon after too many.
    """
    cookie, _ = _held(request)
    whose = sessions.paused(cookie, now=request.now)
    if request.running.demo:
        who = trial.again(request.running.folder, whose)
    else:
        who = sign_in.come_back(principal=whose, secret=secret, now=request.now)
    sessions.wake(cookie, by=who, now=request.now)
    session.hand_out(response, cookie)
    return forget(response)


def address(request: Visit) -> str:
    """Where whoever lent the device goes on."""
    return _held(request)[1]


def forget(response: HttpResponse) -> HttpResponse:
    """Take the waiting session out of the browser."""
    response.delete_cookie(settings.HELD_COOKIE, samesite="Strict")
    return _forget_pages(response)


def _held(request: Visit) -> tuple[str, str]:
    cookie, _, back = request.COOKIES.get(settings.HELD_COOKIE, "").partition(SEPARATOR)
    return cookie, unquote(back)


def _hold(response: HttpResponse, cookie: str, back: str) -> None:
    response.set_cookie(
        settings.HELD_COOKIE,
        f"{cookie}{SEPARATOR}{quote(back)}",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _forget_pages(response: HttpResponse) -> HttpResponse:
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
