"""One's own tokens for programs: made after the secret once more, shown once, ended at once."""

from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.keys import sign_in
from hearth.actions.keys import tokens as act
from hearth.actions.telling import webhooks
from hearth.core.errors import InvalidValue, RuleBroken, Sealed, TooSoon
from hearth.core.tokens import ROLES
from hearth.core.webhooks import FAILURES, OWNERS
from hearth.entry import session
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.by_token import tokens as ask
from hearth.web.front.sign_in import wait_sentence
from hearth.web.staff.forms import Called, NewToken
from hearth.web.words import say


@only_for(*ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedVisit) -> HttpResponse:
    """Those that work; and after their secret once more, another, shown here and only now."""
    form = _form(request, request.POST if request.method == "POST" else None)
    if form.is_valid() and (token := _made(request, form)):
        session.keep(request, token=token)
        return back_to("staff:tokens", done="made")
    return _show(request, form)


def _form(request: SignedVisit, posted: QueryDict | None) -> NewToken:
    form = NewToken(posted)
    if request.running.demo:
        del form.fields["secret"]  # nobody of an invented town has one
    return form


def _show(
    request: SignedVisit, form: NewToken, called: Called | None = None, status: int = 200
) -> HttpResponse:
    """The page. What was made is told on it once; `called`: an address that was not right."""
    done, own = request.GET.get("done"), ask.own(by=request.by, now=request.now)
    shown = {
        "form": form,
        "called": called or Called(None, own),
        "token": _told_once(request, "token") if done == "made" else "",
        "sign": _told_once(request, "sign") if done == "called" else "",
        "own": own,
        "most_failures": FAILURES,
        "may_be_called": request.by.audience in OWNERS and not request.running.demo,
        "done": done,
    }
    return render(request, "staff/tokens.html", shown, status=status)


def _told_once(request: SignedVisit, word: str) -> str:
    told = session.kept(request, word)
    if told:
        session.keep(request, **{word: None})
    return told or ""


def _made(request: SignedVisit, form: NewToken) -> str:
    """A new token, or nothing and what is wrong."""
    given = form.cleaned_data
    try:
        if "secret" in given:
            cookie, secret = session.cookie_of(request), given["secret"]
            sign_in.is_secret_of(cookie=cookie, secret=secret, by=request.by, now=request.now)
        acts, days = given["may"] == "act", given["days"]
        return act.make(acts=acts, days=days, by=request.by, now=request.now)
    except TooSoon as error:
        form.add_error("secret", wait_sentence(error))
    except Sealed:
        form.add_error("secret", say("This is not your secret"))
    except RuleBroken as error:
        form.add_error(None, say(str(error)))
    return ""


@only_for(*ROLES)
@require_POST
def end(request: SignedVisit) -> HttpResponse:
    """One of them opens nothing any more. Raises NotFound for another's, InvalidValue for none."""
    act.end(token=_token(request), by=request.by, now=request.now)
    return back_to("staff:tokens", done="ended")


@only_for(*ROLES)
@require_POST
def call(request: SignedVisit) -> HttpResponse:
    """Where the program of a token is told that it should look. Its sign is shown on the page."""
    form = Called(request.POST, ask.own(by=request.by, now=request.now))
    if form.is_valid():
        given = form.cleaned_data
        try:
            sign = webhooks.name(**given, by=request.by, now=request.now)
        except InvalidValue as error:
            form.add_error("address", say(str(error)))
        else:
            session.keep(request, sign=sign)
            return back_to("staff:tokens", done="called")
    return _show(request, _form(request, None), form, 422)


@only_for(*ROLES)
@require_POST
def call_no_more(request: SignedVisit) -> HttpResponse:
    """It is called no more. Raises NotFound for another's, InvalidValue for none."""
    webhooks.end(token=_token(request), by=request.by, now=request.now)
    return back_to("staff:tokens", done="not_called")


def _token(request: SignedVisit) -> UUID:
    try:
        return UUID(request.POST.get("token", ""))
    except ValueError:
        raise InvalidValue(say("Choose one of your tokens")) from None
