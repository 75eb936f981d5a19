"""Addresses for programs. Each is guarded before its method or its body is looked at."""

from collections.abc import Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import Router

from hearth.api import cases, homes, service
from hearth.api.door import Interface, OneObject, answers_mistakes, for_, for_whom
from hearth.core.tokens import ROLES
from hearth.entry import bearer
from hearth.entry.guard import ProgramVisit, for_anybody, only_for_programs
from hearth.queries import health as ask

Answers = Callable[..., HttpResponseBase]
BEARER = {"token": {"type": "http", "scheme": "bearer"}}
described = Router(tags=["service"])
ROUTERS: tuple[Router, ...] = (service.router, cases.router, homes.router, described)

api = Interface(
    title="Hearth",
    version="1",
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=OneObject(),
    openapi_extra={"components": {"securitySchemes": BEARER}, "security": [{"token": []}]},
)
answers_mistakes(api)


@described.get("openapi.json", include_in_schema=False)
@for_(*ROLES)
def openapi(request: ProgramVisit) -> HttpResponse:
    """Everything there is to ask, as OpenAPI 3.1 describes it."""
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/"))


for one in ROUTERS:
    api.add_router("", one)


@for_anybody
@csrf_exempt
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Whether the service can answer: the same for everybody, and nothing else."""
    is_open = ask.answers()
    return JsonResponse({"open": is_open}, status=200 if is_open else 503)


def _guarded() -> Iterator[URLPattern]:
    """Every address of the API behind the guard that its answers name."""
    named = {
        str(pattern.pattern): pattern
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name != "api-root"
    }
    for router in ROUTERS:
        for route, view in router.path_operations.items():
            (audiences,) = {for_whom(one.view_func) for one in view.operations}
            pattern = named[route.replace("{", "<").replace("}", ">")]
            methods = tuple(sorted(word for one in view.operations for word in one.methods))
            guard = only_for_programs(*audiences)
            answer = guard(_by(methods, pattern.callback))
            yield path(str(pattern.pattern), answer, name=pattern.name)


def _by(methods: tuple[str, ...], answer: Answers) -> Answers:
    """By these methods alone; every other is a problem like all others."""

    @wraps(answer)
    def asked(request: HttpRequest, *words: Any, **named: Any) -> HttpResponseBase:
        if request.method in methods:
            return answer(request, *words, **named)
        response = bearer.problem(HTTPStatus.METHOD_NOT_ALLOWED)
        response.headers["Allow"] = ", ".join(methods)
        return response

    return asked


app_name = "api"
urlpatterns = [path("health", health, name="open"), *_guarded()]
