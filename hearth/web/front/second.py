"""The second step of the way in: a passkey or a one-time code, for whoever has enrolled one."""

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hearth.actions.keys import second, sign_in
from hearth.actions.keys.sign_in import Came
from hearth.core.errors import Sealed, TooSoon
from hearth.core.sign_in import Standing
from hearth.entry import session
from hearth.entry.guard import SignedIn, Visit, for_anybody, not_in
from hearth.queries.keys.sign_in import asked_for
from hearth.web.front.forms import Code
from hearth.web.front.sign_in import go_on, safe_next, wait_sentence
from hearth.web.words import say


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Visit) -> HttpResponse:
    """Show the passkey, or type the code. Only for somebody whose secret was right a moment ago."""
    if request.standing is not Standing.SECOND or request.half is None:
        return not_in(request)
    form = Code(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _ask(request, request.half, form)
    try:
        came = _proven(request, request.half, form)
    except TooSoon as error:
        form.add_error("code", wait_sentence(error))
    except Sealed:
        form.add_error("code", say("This code or key does not open anything here"))
    else:
        if came is not None:
            return go_on(came, safe_next(request))
    return _ask(request, request.half, form)


def _proven(request: Visit, who: SignedIn, form: Code) -> Came | None:
    cookie = session.cookie_of(request)
    if "credential" in request.POST:
        return sign_in.prove_passkey(
            cookie=cookie,
            answer=answer_of(request),
            host=request.get_host(),
            by=who,
            now=request.now,
        )
    if not form.is_valid():
        return None
    return sign_in.prove_code(
        cookie=cookie, code=form.cleaned_data["code"], by=who, now=request.now
    )


def answer_of(request: Visit) -> object:
    """What the browser says of a passkey. Raises Sealed for anything else."""
    try:
        answer: object = json.loads(request.POST.get("credential", ""))
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Sealed("this is not the answer of a passkey")
    return answer


def _ask(request: Visit, who: SignedIn, form: Code) -> HttpResponse:
    kinds = asked_for(who)
    options = None
    if "webauthn" in kinds:
        cookie, host = session.cookie_of(request), request.get_host()
        options = json.dumps(second.begin_proof(cookie=cookie, host=host, by=who))
    shown = {"form": form, "options": options, "codes": "totp" in kinds, "next": safe_next(request)}
    return render(request, "front/second.html", shown)
