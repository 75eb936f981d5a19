"""Which status a mistake becomes, and the page that says it: one table for pages and API."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from hearth.core.errors import (
    BadInput,
    HearthError,
    InvalidValue,
    NotFound,
    NotReady,
    RuleBroken,
    Sealed,
)
from hearth.entry import bearer
from hearth.entry.typed import words_of
from hearth.entry.visit import Visit

STATUS = {
    NotFound: HTTPStatus.NOT_FOUND,
    Sealed: HTTPStatus.NOT_FOUND,  # that it is there is not theirs to know
    InvalidValue: HTTPStatus.UNPROCESSABLE_ENTITY,
    BadInput: HTTPStatus.UNPROCESSABLE_ENTITY,
    RuleBroken: HTTPStatus.CONFLICT,
    NotReady: HTTPStatus.SERVICE_UNAVAILABLE,
}

# How the list of what is wrong in a form begins, on every page that has one. What somebody typed
# cannot hold it: in a page, its quotation marks are written otherwise.
LISTED = b'class="govuk-error-summary"'


def lists_any(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Whether this is a form that was sent, shown again with what is wrong in it."""
    again = request.method == "POST" and response.status_code == HTTPStatus.OK
    return again and isinstance(response, HttpResponse) and LISTED in response.content


def status_of(error: HearthError) -> HTTPStatus:
    """The status of a mistake; the first kind in the table that it is one of."""
    for kind, status in STATUS.items():
        if isinstance(error, kind):
            return status
    return HTTPStatus.INTERNAL_SERVER_ERROR


def page(request: Visit, error: HearthError) -> HttpResponse:
    """The page of a mistake. It repeats the sentence only where a rule or a value is meant."""
    status = status_of(error)
    said = str(error) if status in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY} else ""
    if bearer.is_program(request):
        return bearer.problem(status, said)
    return render(
        request,
        "components/mistake.html",
        {"said": said, "status": status, "typed": words_of(request)},
        status=status,
    )
