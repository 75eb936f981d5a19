"""What every answer of the API goes through: for whom it is, and what mistakes look like."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from hearth.api.shown import Problem
from hearth.core.audience import Audience
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.entry import bearer, leaving

AnswerT = TypeVar("AnswerT", bound=Callable[..., Any])
MISTAKES: Mapping[Any, Any] = {
    HTTPStatus.UNAUTHORIZED: Problem,
    HTTPStatus.NOT_FOUND: Problem,
    HTTPStatus.UNPROCESSABLE_ENTITY: Problem,
    HTTPStatus.TOO_MANY_REQUESTS: Problem,
}


def for_(*audiences: Audience) -> Callable[[AnswerT], AnswerT]:
    """For programs of these audiences; the guard of the address reads it."""

    def mark(answer: AnswerT) -> AnswerT:
        answer.audiences = frozenset(audiences)  # type: ignore[attr-defined]  # as said above
        return answer

    return mark


def for_whom(answer: Callable[..., Any]) -> frozenset[Audience]:
    """The audiences that an answer is marked for. Raises KeyError where nobody said."""
    found: frozenset[Audience] = vars(answer)["audiences"]
    return found


def reads(shown: Any) -> dict[Any, Any]:
    """What may be answered where something is asked."""
    return {HTTPStatus.OK: shown, **MISTAKES}


def acts(shown: Any) -> dict[Any, Any]:
    """What may be answered where something is done."""
    return {HTTPStatus.CREATED: shown, HTTPStatus.CONFLICT: Problem, **MISTAKES}


class OneObject(Parser):
    """Reads a body of JSON. Ninja makes one mistake of whatever goes wrong in here."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The object. Raises ValueError, or RecursionError for one that is too deep."""
        found = json.loads(request.body)
        if not isinstance(found, dict):
            raise ValueError("the body is not one object")
        return found


class Interface(NinjaAPI):
    """Every answer is let out by the gate, with the facts that its page named as released."""

    def create_response(
        self,
        request: Any,
        data: Any,
        *,
        status: int | None = None,
        temporal_response: HttpResponse | None = None,
    ) -> HttpResponse:
        """What was asked for. Raises RuleBroken where a field tells what nobody let."""
        code = status or (temporal_response.status_code if temporal_response else HTTPStatus.OK)
        content = self.renderer.render(request, data, response_status=code)
        today, told = request.now.date(), request.told
        asked = Asked(what=Leaves.ANSWER, content=content.encode(), on=today, told=told)
        return leaving.hand_out(let_out(asked), status=code)


def answers_mistakes(api: NinjaAPI) -> None:
    """Let what is wrong with a request be told as every other mistake is."""

    def wrong(_request: HttpRequest, error: Any) -> HttpResponse:
        return bearer.problem(HTTPStatus.UNPROCESSABLE_ENTITY, _sentence(error))

    def unread(_request: HttpRequest, error: Any) -> HttpResponse:
        return bearer.problem(HTTPStatus(error.status_code), str(error))

    api.add_exception_handler(ValidationError, wrong)
    api.add_exception_handler(HttpError, unread)


def _sentence(error: ValidationError) -> str:
    """Where the first mistake is and what would be right; never what was sent."""
    first = error.errors[0]
    where = ", ".join(str(part) for part in first["loc"] if str(part).isidentifier())
    return f"{where}: {str(first['msg']).lower()}"
