"""One's own tokens for programs: made after the secret once more, shown once, ended at once."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.keys import sign_in
from hearth.actions.keys import tokens as act
from hearth.core.errors import InvalidValue, RuleBroken, Sealed, TooSoon
from hearth.core.tokens import ROLES
from hearth.entry import session
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.by_token import tokens as ask
from hearth.web.front.sign_in import wait_sentence
from hearth.web.staff.forms import NewToken
from hearth.web.words import say


@only_for(*ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedVisit) -> HttpResponse:
    """Those that work; and after their secret once more, another, shown here and only now."""
    form = NewToken(request.POST if request.method == "POST" else None)
    if request.running.demo:
        del form.fields["secret"]  # nobody of an invented town has one
    if form.is_valid() and (token := _made(request, form)):
        session.keep(request, token=token)
        return back_to("staff:tokens", done="made")
    token = session.kept(request, "token") if request.GET.get("done") == "made" else ""
    if token:
        session.keep(request, token=None)
    own = ask.own(by=request.by, now=request.now)
    shown = {"form": form, "token": token, "own": own, "done": request.GET.get("done")}
    return render(request, "staff/tokens.html", shown)


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
    try:
        token = UUID(request.POST.get("token", ""))
    except ValueError:
        raise InvalidValue(say("Choose which token to end")) from None
    act.end(token=token, by=request.by, now=request.now)
    return back_to("staff:tokens", done="ended")
