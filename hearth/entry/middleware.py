"""What happens to every request before a page sees it, and to every answer after."""

import time
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hearth.core.errors import HearthError, NotReady, Sealed
from hearth.core.sign_in import Standing
from hearth.entry import bearer, mistakes, running, session
from hearth.entry.guard import Visit
from hearth.entry.locked import PRESSED
from hearth.store import sessions
from hearth.store.database import in_one_sentence, in_plain_words

Next = Callable[[HttpRequest], HttpResponse]
REFUSALS = {
    HTTPStatus.UNAUTHORIZED,  # a token that has ended is found, and opens nothing
    HTTPStatus.NOT_FOUND,
    HTTPStatus.UNPROCESSABLE_ENTITY,  # a name and a secret that do not go together are one
    HTTPStatus.TOO_MANY_REQUESTS,
}

# Nothing of a page is kept anywhere: not by the browser, not on the way.
HEADERS = {
    "Cache-Control": "no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SignedInMiddleware:
    """Opens the session that the cookie is the key of, and gives the request its moment."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: Visit) -> HttpResponse:
        request.running = running.current()
        request.now = request.running.clock()
        request.by = request.half = None
        request.standing = Standing.ENDED
        request.handed_over = bool(request.COOKIES.get(settings.HELD_COOKIE))
        request.program = None
        if bearer.is_program(request):
            return self._of_program(request)
        cookie = request.COOKIES.get(settings.SESSION_COOKIE)
        if cookie:
            try:
                with in_one_sentence():
                    _resume(request, cookie)
            except NotReady as error:  # before any page: nothing else makes one of it
                return mistakes.page(request, error)
        response = self._next(request)
        ended = cookie and request.standing is Standing.ENDED
        if ended and settings.SESSION_COOKIE not in response.cookies:
            session.forget(response)
        return response

    def _of_program(self, request: Visit) -> HttpResponse:
        """A program comes in by its token alone: a cookie is no more looked at than a page is."""
        try:
            with in_one_sentence():
                bearer.resume(request)
        except NotReady as error:
            return mistakes.page(request, error)
        return self._next(request)


def _resume(request: Visit, cookie: str) -> None:
    """Who it is, if the session is open; else how far it is, and nothing that opens anything."""
    try:
        request.by = sessions.resume(cookie, now=request.now)
        request.standing = Standing.OPEN
    except Sealed:
        request.standing = sessions.standing(cookie, now=request.now)
        if request.standing in sessions.HALF:
            request.half = sessions.halfway(cookie, now=request.now)


class HeadersMiddleware:
    """The same headers on every answer, also on mistakes."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._next(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class EvenMiddleware:
    """Refuses after the same time, whether something is another's or nobody's.

    To find a row and keep it back takes a database some microseconds more than to find none, and
    whoever asks ten thousand times reads that. So nothing is refused before the next stroke,
    counted from the moment it was asked; an address that no page has keeps nobody waiting.
    """

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self._next(request)
        if response.status_code in REFUSALS and request.resolver_match is not None:
            time.sleep((began - time.perf_counter()) % settings.REFUSED_EVERY_S)
        return response


class PressedMiddleware:
    """Tells the script that carries a form where to go on, so that the page is asked for once."""

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._next(request)
        if PRESSED in request.headers and "Location" in response.headers:
            response.headers["X-Goes-To"] = response.headers["Location"]
            del response.headers["Location"]
            response.status_code = HTTPStatus.OK
        return response


class MistakesMiddleware:
    """Whatever Hearth raises on purpose becomes one plain page. A bug stays a bug.

    A form that comes back with what is wrong in it is unprocessable, whichever page asked.
    """

    def __init__(self, get_response: Next) -> None:
        self._next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._next(request)
        if mistakes.lists_any(request, response):
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def process_exception(self, request: Visit, error: Exception) -> HttpResponse | None:
        """The page of a mistake, or None for a bug: neither raised on purpose, nor the disk's."""
        told = error if isinstance(error, HearthError) else in_plain_words(error)
        return None if told is None else mistakes.page(request, told)
