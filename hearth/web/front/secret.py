"""A secret of one's own: the first one, on the way in, and another later."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hearth.actions.keys import sign_in
from hearth.core.errors import InvalidValue, Sealed, TooSoon
from hearth.core.sign_in import SHORTEST, SHORTEST_WITH_CODE, Standing
from hearth.entry import session
from hearth.entry.done import back_to
from hearth.entry.guard import Visit, for_anybody, not_in
from hearth.web.front.forms import Change, Choose
from hearth.web.front.sign_in import go_on, safe_next, wait_sentence
from hearth.web.words import say


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Visit) -> HttpResponse:
    """Choose the first secret, on the way in; or change it, once in. Nobody else sees it."""
    if request.standing is Standing.FIRST:
        return _first(request)
    return not_in(request) if request.by is None else _change(request)


def _show(request: Visit, form: Choose) -> HttpResponse:
    shortest = SHORTEST_WITH_CODE if session.kept(request, "code") else SHORTEST
    shown = {
        "form": form,
        "next": safe_next(request),
        "shortest": shortest,
        "first": request.standing is Standing.FIRST,
        "done": request.GET.get("done") == "changed",
    }
    return render(request, "front/secret.html", shown)


def _first(request: Visit) -> HttpResponse:
    form = Choose(request.POST if request.method == "POST" else None)
    if request.half is None or not form.is_valid():
        return _show(request, form)
    try:
        came = sign_in.choose_first(
            cookie=session.cookie_of(request),
            secret=form.cleaned_data["secret"],
            by=request.half,
            now=request.now,
        )
    except InvalidValue as error:
        form.add_error("secret", say(str(error)))
        return _show(request, form)
    return go_on(came, safe_next(request))


def _change(request: Visit) -> HttpResponse:
    form = Change(request.POST if request.method == "POST" else None)
    if request.by is None or not form.is_valid():
        return _show(request, form)
    cookie, given = session.cookie_of(request), form.cleaned_data
    try:
        sign_in.is_secret_of(cookie=cookie, secret=given["old"], by=request.by, now=request.now)
        sign_in.choose(cookie=cookie, secret=given["secret"], by=request.by, now=request.now)
    except TooSoon as error:
        form.add_error("old", wait_sentence(error))
    except Sealed:
        form.add_error("old", say("This is not your secret"))
    except InvalidValue as error:
        form.add_error("secret", say(str(error)))
    if form.errors:
        return _show(request, form)
    return back_to("front:secret", done="changed")
