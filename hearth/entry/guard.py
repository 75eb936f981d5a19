"""Who may come in: every address names its audiences, and none has a default."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from hearth.core import policy
from hearth.core.audience import Audience
from hearth.core.errors import InvalidValue, NotFound, RuleBroken
from hearth.core.sign_in import Standing
from hearth.entry import bearer, locked, mistakes
from hearth.entry.declared import BY_ARGUMENT, area_of, thing_of, verb_of
from hearth.entry.pace import PACE
from hearth.entry.typed import words_of
from hearth.entry.visit import ProgramVisit, SignedVisit, Visit
from hearth.queries.keys import offices
from hearth.store.access import SignedIn
from hearth.store.tokens import Program

__all__ = [
    "EVERYBODY",
    "ON_THE_WAY",
    "ProgramVisit",
    "SignedIn",
    "SignedVisit",
    "Visit",
    "for_anybody",
    "for_what_it_carries",
    "not_in",
    "only_for",
    "only_for_programs",
]

P = ParamSpec("P")
ON_THE_WAY = {Standing.FIRST: "front:secret", Standing.SECOND: "front:second"}
EVERYBODY = policy.EVERYBODY
NOT_IN = "you are not signed in any more, so this was not sent; sign in and send it again"
QUIET = frozenset({Audience.RESIDENT, Audience.HOST})


Page = Callable[Concatenate[SignedVisit, P], HttpResponseBase]
Guarded = Callable[Concatenate[Visit, P], HttpResponseBase]
Asked = Callable[Concatenate[ProgramVisit, P], HttpResponseBase]


def only_for(*audiences: Audience) -> Callable[[Page[P]], Guarded[P]]:
    """For these audiences alone. To everybody else who is signed in the page is not there."""

    def guard(page: Page[P]) -> Guarded[P]:
        @wraps(page)
        def guarded(request: Visit, /, *words: P.args, **named: P.kwargs) -> HttpResponseBase:
            if request.by is None:
                return not_in(request, quiet=QUIET.issuperset(audiences))
            if request.by.audience not in audiences or not _may(request, request.by.audience):
                raise NotFound("there is no such page")
            _as_theirs(request.by, named)
            return page(request, *words, **named)  # type: ignore[arg-type]  # `by` is there

        guarded.audiences = frozenset(audiences)  # type: ignore[attr-defined]  # read by a test
        return guarded

    return guard


def _may(request: Visit, who: Audience) -> bool:
    """What the one table says of them, of where this address lies, and of what it is about."""
    route = request.resolver_match.route if request.resolver_match else ""
    verb = verb_of(request.method or "")
    return all(policy.may_ever(who, verb, what) for what in (area_of(route), thing_of(route)))


def _as_theirs(by: SignedIn, named: dict[str, Any]) -> None:
    """In place of what is of another office's case, put what is nobody's.

    So whatever the page says, in whatever order it looks, is what it says of nothing: also of a
    verb that it does not know, and of a form that it does not understand.
    """
    if by.audience is not Audience.CASEWORKER:
        return  # everybody else serves all offices
    asked = {name: (BY_ARGUMENT[name], id) for name, id in named.items() if name in BY_ARGUMENT}
    for name in offices.of_others(asked, by=by):
        nobodys = uuid4()
        named[name] = nobodys if isinstance(named[name], UUID) else str(nobodys)


def only_for_programs(*audiences: Audience) -> Callable[[Asked[P]], Guarded[P]]:
    """For programs of these audiences; to those of all others it is not there.

    What may not be known is answered before the method or the body is looked at.
    """

    def guard(answer: Asked[P]) -> Guarded[P]:
        @wraps(answer)
        def guarded(request: Visit, /, *words: P.args, **named: P.kwargs) -> HttpResponseBase:
            if request.by is None or request.program is None:
                return bearer.problem(HTTPStatus.UNAUTHORIZED)
            who, wait_s = request.by.audience, PACE.wait_s(request.by.id, request.now)
            if wait_s:
                return bearer.problem(HTTPStatus.TOO_MANY_REQUESTS, f"wait {wait_s} seconds")
            if who not in audiences or not _may(request, who):
                raise NotFound("there is no such address")
            _as_theirs(request.by, named)
            if request.method == "POST":
                _must_be_known_again(request, request.program)
            return answer(request, *words, **named)  # type: ignore[arg-type]  # `program` is there

        guarded.audiences = frozenset(audiences)  # type: ignore[attr-defined]  # read by a test
        guarded.csrf_exempt = True  # type: ignore[attr-defined]  # it looks at no cookie
        return guarded

    return guard


def _must_be_known_again(request: Visit, program: Program) -> None:
    if not program.acts:
        raise RuleBroken("this token may only read; make one that may act")
    if request.sent is None:
        raise InvalidValue(f"send a header {bearer.KEY} of 16 to 100 characters, new for each act")


def for_what_it_carries(*audiences: Audience) -> Callable[[Guarded[P]], Guarded[P]]:
    """For these audiences, by what is in the request and by no session.

    The action behind it must find out whose it is, and answer whoever brings nothing as if it
    were not there.
    """

    def mark(page: Guarded[P]) -> Guarded[P]:
        page.audiences = frozenset(audiences)  # type: ignore[attr-defined]  # read by a test
        page.carries = True  # type: ignore[attr-defined]  # as is this
        return page

    return mark


def for_anybody(page: Guarded[P]) -> Guarded[P]:
    """Open to whoever comes by, signed in or not: it may show nothing of anybody."""
    page.audiences = frozenset()  # type: ignore[attr-defined]  # read by a test
    return page


def not_in(request: Visit, *, quiet: bool = False) -> HttpResponse:
    """What somebody gets instead of a page who is not in, or not any more.

    `quiet`: of a page for whom Back must not lead to the way in, once they have left in haste.
    """
    if request.standing is Standing.IDLE:
        return locked.instead(request)
    if request.standing in ON_THE_WAY:
        return HttpResponseRedirect(reverse(ON_THE_WAY[request.standing]))
    if quiet and request.COOKIES.get(settings.LEFT_COOKIE):
        return HttpResponseRedirect(reverse("front:out"))
    return to_sign_in(request)


def to_sign_in(request: Visit) -> HttpResponse:
    """To the first page, and from there back to where they wanted to go, where that is a page.

    Words that somebody typed are given back to them first: no page behind the first one has them.
    """
    if words_of(request):
        return mistakes.page(request, RuleBroken(NOT_IN))
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{reverse('front:begin')}?{urlencode({'next': back})}")
