"""Every form is done once, however often it is sent.

Each page gives each of its forms another token (Django's, against forged forms), so the token tells
one sending from the next. A second sending of the same form with the same words waits for the
answer of the first, and gets it. What a page's script sends by itself, and what only lets somebody
in or out, is done each time. A program names each sending itself, by a key in a header.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from hashlib import sha256
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render

from hearth.core.errors import InvalidValue, NotReady
from hearth.entry import bearer, locked, mistakes
from hearth.entry.visit import Visit
from hearth.store import events, posts
from hearth.store.database import in_one_sentence
from hearth.store.posts import Answer, Sent

TOKEN = "csrfmiddlewaretoken"
WAITS_S, LOOKS_S = 3.0, 0.05  # for the first sending to end; between two looks
SHOWN, JSON = "text/html", "application/json; charset=utf-8"
SPENT = Answer(HTTPStatus.CONFLICT, "", "")


class OnceMiddleware:
    """Stands between whoever it is and the page; see above."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._next = get_response

    def __call__(self, request: Visit) -> HttpResponse:
        request.sent = None
        if request.method != "POST":
            return self._next(request)
        try:
            with events.heard() as acts:
                response = self._next(request)
        except BaseException:
            _let_go(request)
            raise
        if request.sent is None:
            return response
        kept = _of_program(request, response) if request.program else None
        _settle(request.sent, kept or _to_keep(response, set(acts)))
        return response

    def process_view(
        self, request: Visit, _page: Callable[..., Any], _words: tuple[Any, ...], _named: Any
    ) -> HttpResponse | None:
        """The answer of the first sending; None where this is the first."""
        if request.method != "POST" or not _is_known_again(request):
            return None
        sent = posts.sent(_keys(request) if request.program else _parts(request))
        try:
            with in_one_sentence():
                first = posts.begin(sent, now=request.now)
        except NotReady as error:  # before any page: nothing else makes one of it
            return mistakes.page(request, error)
        if first:
            request.sent = sent
            return None
        return _again(request, sent)


def _is_known_again(request: Visit) -> bool:
    if request.program is not None:
        return bearer.key_of(request) is not None
    is_form = not bearer.is_program(request) and TOKEN in request.POST
    return is_form and not locked.is_by_script(request)


def _keys(request: HttpRequest) -> Iterator[bytes]:
    """What a program is known again by; the token among it is long and random."""
    yield request.headers["Authorization"].encode()
    yield request.get_full_path().encode()
    yield request.headers[bearer.KEY].encode()


def _of_program(request: HttpRequest, response: HttpResponse) -> Answer | None:
    """What a program is answered again: what it did, by ids alone, and never what was opened."""
    if response.status_code != HTTPStatus.CREATED:
        return None
    digest = sha256(request.body).hexdigest()
    return Answer(response.status_code, "", response.content.decode(), digest)


def _let_go(request: Visit) -> None:
    if request.sent is not None:
        _settle(request.sent, None)


def _settle(sent: Sent, kept: Answer | None) -> None:
    """Keep the answer, or let the form be sent again. The act itself is over, either way.

    Where the disk does not take even that, whoever sends it again is told to look first.
    """
    with suppress(NotReady), in_one_sentence():
        if kept is None:
            posts.release(sent)
        else:
            posts.finish(sent, kept)


def _parts(request: HttpRequest) -> Iterator[bytes]:
    yield request.COOKIES.get(settings.SESSION_COOKIE, "").encode()
    yield request.get_full_path().encode()
    for name, words in sorted(request.POST.lists()):
        yield name.encode("utf-8", "surrogatepass")
        yield from (str(word).encode("utf-8", "surrogatepass") for word in words)
    for name, files in sorted(request.FILES.lists()):
        yield name.encode()
        for file in files:
            yield from file.chunks()
            file.seek(0)


def _to_keep(response: HttpResponseBase, acts: set[str]) -> Answer | None:
    """What to answer again. None: nothing was done, or it is for this one sending alone.

    A page with facts in it is never kept: shown again, it would be a reading that nobody wrote
    down. If it did something besides, whoever sends it again learns that alone.
    """
    if response.cookies or "X-Locked" in response.headers:
        return None
    if isinstance(response, HttpResponseRedirect):
        return Answer(response.status_code, response.url, "")
    if response.status_code != HTTPStatus.OK or not isinstance(response, HttpResponse):
        return None
    kind = response.headers.get("Content-Type", "")
    if not kind.startswith(SHOWN) or "Content-Disposition" in response.headers:
        return None
    if not acts - {events.OPENED}:
        return None
    if events.OPENED in acts:
        return SPENT
    return Answer(response.status_code, "", response.content.decode())


def _again(request: Visit, sent: Sent) -> HttpResponse:
    until = time.monotonic() + WAITS_S
    answer = posts.answer(sent)
    while answer is None and time.monotonic() < until:
        time.sleep(LOOKS_S)
        answer = posts.answer(sent)
    if request.program is not None:
        return _again_to_program(request, answer)
    if answer is None or answer == SPENT:
        return render(request, "components/sent_already.html", status=HTTPStatus.CONFLICT)
    if answer.location:
        return HttpResponseRedirect(answer.location)
    return HttpResponse(answer.page, status=answer.status)


def _again_to_program(request: Visit, answer: Answer | None) -> HttpResponse:
    if answer is None:
        return bearer.problem(HTTPStatus.CONFLICT, "the first sending is not over; look again")
    if answer.of != sha256(request.body).hexdigest():
        return mistakes.page(
            request, InvalidValue(f"this {bearer.KEY} was used for something else; take a new one")
        )
    return HttpResponse(answer.page, status=answer.status, content_type=JSON)
