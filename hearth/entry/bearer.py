"""Programs at the door: they sign in by a token in a header, and hear of mistakes in JSON.

Nothing here looks at a cookie, so no page that a browser was led to can ask in somebody's name.
"""

import json
import re
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from hearth.core.errors import Sealed
from hearth.core.sign_in import Standing
from hearth.entry.visit import Visit
from hearth.store import tokens

AREA = "/api/"
PROBLEM = "application/problem+json"
KEY = "Idempotency-Key"
_BEARER = re.compile(r"Bearer ([\w.-]{20,100})", re.ASCII)
_KEY = re.compile(r"[!-~]{16,100}", re.ASCII)

# RFC 9457 asks for a title that is the same for every occurrence of a kind.
TITLES = {
    HTTPStatus.BAD_REQUEST: "This request cannot be read.",
    HTTPStatus.UNAUTHORIZED: "Sign in with a token that works.",
    HTTPStatus.NOT_FOUND: "There is nothing here.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address takes another method.",
    HTTPStatus.CONFLICT: "A rule speaks against it.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A value is not right.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too many requests; wait a little.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something of ours is broken.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The service cannot answer just now.",
}


def is_program(request: HttpRequest) -> bool:
    """Whether this is asked of the API, by whomever."""
    return request.path_info.startswith(AREA)


def resume(request: Visit) -> None:
    """Who it is, by the token in the header; nobody where there is none that works."""
    found = _BEARER.fullmatch(request.headers.get("Authorization", ""))
    if found is None:
        return
    try:
        request.program = tokens.resume(found[1], now=request.now)
        request.told = None
    except Sealed:
        return
    request.by, request.standing = request.program.by, Standing.OPEN


def key_of(request: HttpRequest) -> str | None:
    """By what a program knows this sending again: 16 to 100 visible characters; None without."""
    found = _KEY.fullmatch(request.headers.get(KEY, ""))
    return found[0] if found else None


def problem(status: HTTPStatus, said: str = "") -> HttpResponse:
    """A mistake as RFC 9457 has it: the status, what kind it is, and one sentence at most."""
    told = {"status": int(status), "title": TITLES.get(status, status.phrase)}
    if said:
        told["detail"] = said
    response = HttpResponse(json.dumps(told), status=status, content_type=PROBLEM)
    if status is HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response
