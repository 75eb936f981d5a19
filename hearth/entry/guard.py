"""Who may come in: every address names its audiences, and none has a default."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.core.sign_in import Standing
from hearth.entry import locked
from hearth.entry.visit import SignedVisit, Visit
from hearth.store.access import SignedIn

__all__ = [
    "EVERYBODY",
    "ON_THE_WAY",
    "SignedIn",
    "SignedVisit",
    "Visit",
    "for_anybody",
    "for_what_it_carries",
    "not_in",
    "only_for",
]

P = ParamSpec("P")
ON_THE_WAY = {Standing.FIRST: "front:secret", Standing.SECOND: "front:second"}
EVERYBODY = frozenset(Audience) - {Audience.CLOCK}
QUIET = frozenset({Audience.RESIDENT, Audience.HOST})


Page = Callable[Concatenate[SignedVisit, P], HttpResponseBase]
Guarded = Callable[Concatenate[Visit, P], HttpResponseBase]


def only_for(*audiences: Audience) -> Callable[[Page[P]], Guarded[P]]:
    """For these audiences alone. To everybody else who is signed in the page is not there."""

    def guard(page: Page[P]) -> Guarded[P]:
        @wraps(page)
        def guarded(request: Visit, /, *words: P.args, **named: P.kwargs) -> HttpResponseBase:
            if request.by is None:
                return not_in(request, quiet=QUIET.issuperset(audiences))
            if request.by.audience not in audiences:
                raise NotFound("there is no such page")
            return page(request, *words, **named)  # type: ignore[arg-type]  # `by` is there

        guarded.audiences = frozenset(audiences)  # type: ignore[attr-defined]  # read by a test
        return guarded

    return guard


def for_what_it_carries(*audiences: Audience) -> Callable[[Guarded[P]], Guarded[P]]:
    """For these audiences, by what is in the request and by no session.

    The action behind it must find out whose it is, and answer whoever brings nothing as if it
    were not there.
    """

    def mark(page: Guarded[P]) -> Guarded[P]:
        page.audiences = frozenset(audiences)  # type: ignore[attr-defined]  # read by a test
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
    """To the first page, and from there back to where they wanted to go, where that is a page."""
    back = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{reverse('front:begin')}?{urlencode({'next': back})}")
