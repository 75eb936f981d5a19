"""What somebody of the staff signs in with beside their secret: passkeys and apps for codes."""

import json

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.keys import second, sign_in
from hearth.actions.keys.second import STAFF
from hearth.core.errors import InvalidValue, Sealed, TooSoon
from hearth.entry import session
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.keys.sign_in import factors
from hearth.web.front.forms import Code, Enrol
from hearth.web.front.second import answer_of
from hearth.web.front.sign_in import wait_sentence
from hearth.web.sheet import picture
from hearth.web.words import say

NEXT = {"codes": "front:codes", "passkey": "front:passkey"}
LONGEST_NAME = 60


@only_for(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: SignedVisit) -> HttpResponse:
    """What they have; and after their secret once more: another, or one less."""
    form = Enrol(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_them(request, form):
        return _do(request)
    shown = {
        "form": form,
        "factors": factors(request.by),
        "spare": session.kept(request, "spare"),
        "done": request.GET.get("done"),
    }
    return render(request, "front/keys.html", shown)


def _is_them(request: SignedVisit, form: Enrol) -> bool:
    cookie, secret = session.cookie_of(request), form.cleaned_data["secret"]
    try:
        sign_in.is_secret_of(cookie=cookie, secret=secret, by=request.by, now=request.now)
    except TooSoon as error:
        form.add_error("secret", wait_sentence(error))
    except Sealed:
        form.add_error("secret", say("This is not your secret"))
    return not form.errors


def _do(request: SignedVisit) -> HttpResponse:
    wanted = request.POST.get("do", "")
    if wanted in NEXT:
        session.keep(request, adding=wanted)
        if wanted == "codes":
            second.begin_codes(cookie=session.cookie_of(request), by=request.by)
        return HttpResponseRedirect(reverse(NEXT[wanted]))
    word, _, number = wanted.partition("-")
    if word != "remove" or not number.isdecimal():
        raise InvalidValue(say("Choose what to add or to take away"))
    second.remove(factor=int(number), by=request.by, now=request.now)
    return back_to("front:keys", done="removed")


def _added(request: SignedVisit) -> HttpResponse:
    session.keep(request, adding=None)
    return back_to("front:keys", done="added")


@only_for(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: SignedVisit) -> HttpResponse:
    """Show the seed to the app, and type what the app then shows."""
    if session.kept(request, "adding") != "codes":
        return HttpResponseRedirect(reverse("front:keys"))
    cookie = session.cookie_of(request)
    form = Code(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            code = form.cleaned_data["code"]
            second.add_codes(cookie=cookie, code=code, by=request.by, now=request.now)
        except InvalidValue as error:
            form.add_error("code", say(str(error)))
        else:
            return _added(request)
    seed = second.seed(cookie=cookie)
    shown = {"form": form, "seed": seed, "picture": picture(second.address_of(seed))}
    return render(request, "front/codes.html", shown)


@only_for(*STAFF)
@require_http_methods(["GET", "HEAD", "POST"])
def passkey(request: SignedVisit) -> HttpResponse:
    """Let the browser make a passkey, and keep its public half."""
    if session.kept(request, "adding") != "passkey":
        return HttpResponseRedirect(reverse("front:keys"))
    cookie, host, wrong = session.cookie_of(request), request.get_host(), ""
    if request.method == "POST":
        name = request.POST.get("name", "")[:LONGEST_NAME] or say("A passkey")
        try:
            answer = answer_of(request)
            second.add_passkey(
                cookie=cookie, host=host, answer=answer, name=name, by=request.by, now=request.now
            )
        except Sealed:
            wrong = say("The browser did not make a passkey that fits. Try once more")
        else:
            return _added(request)
    options = json.dumps(second.begin_passkey(cookie=cookie, host=host, by=request.by))
    shown = {"options": options, "wrong": wrong}
    return render(request, "front/passkey.html", shown, status=422 if wrong else 200)


@only_for(*STAFF)
@require_POST
def written_down(request: SignedVisit) -> HttpResponse:
    """The spare codes have been written down: they are not shown again."""
    session.keep(request, spare=None)
    return HttpResponseRedirect(reverse("front:keys"))
