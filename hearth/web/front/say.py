"""Something is not right: said by whoever comes by, and answered by the receipt they were given.

No page here looks anybody up, and none says whom the service knows. The receipt stands in no
address and in no cookie: it is typed, and goes with the page.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.raised import letterbox
from hearth.actions.raised import say as act
from hearth.actions.raised.say import Sent, Waits
from hearth.core.concerns import WORDS_AT_MOST
from hearth.core.errors import NotFound, RuleBroken, StepNotAllowed, TooSoon
from hearth.entry.guard import Visit, for_anybody
from hearth.web.front.say_forms import Receipt, Say, Write
from hearth.web.front.sign_in import wait_sentence
from hearth.web.words import say


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: Visit) -> HttpResponse:
    """Say it. The answer to the posting is the receipt, shown once: no redirect could carry it.

    Sent twice, it is one concern, and the receipt is the same.
    """
    form = Say(request.POST if request.method == "POST" else None, initial={"once": act.new_once()})
    if not form.is_valid():
        return _form(request, form, 422 if form.is_bound else 200)
    given = form.cleaned_data
    sent = Sent(kind=form.chosen, words=given["words"], once=given["once"], ticket=given["ticket"])
    done = act.say(sent=sent, address=_address(request), by=request.by, now=request.now)
    if isinstance(done, Waits):
        form.add_error("words", wait_sentence(TooSoon(done.wait_s)))
        return _form(request, form, 429, ticket=done.ticket)
    groups = [done.receipt[at : at + 4] for at in range(0, 16, 4)]
    told = {"groups": groups, "advocate": done.advocate}
    return render(request, "front/said.html", told)


def _form(request: Visit, form: Say, status: int, ticket: str = "") -> HttpResponse:
    shown = {"form": form, "ticket": ticket, "most": WORDS_AT_MOST}
    return render(request, "front/say.html", shown, status=status)


def _address(request: Visit) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: Visit) -> HttpResponse:
    """Come back with the receipt: how it stands, and the letters."""
    form = Receipt(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _ask(request, form, 422 if form.is_bound else 200)
    return _letters(request, form, Write())


@for_anybody
@require_POST
def write(request: Visit) -> HttpResponse:
    """Further words, by the receipt that came with the page."""
    form, letter = Receipt(request.POST), Write(request.POST)
    if not form.is_valid():
        return _ask(request, form, 422)
    if not letter.is_valid():
        return _letters(request, form, letter, status=422)
    try:
        letterbox.write(
            receipt=form.cleaned_data["receipt"],
            words=letter.cleaned_data["words"],
            address=_address(request),
            now=request.now,
        )
    except RuleBroken as error:
        letter.add_error("words", say("Enough letters came today. Write again tomorrow"))
        if isinstance(error, TooSoon):
            return _ask(request, form, 429, error)
        return _letters(request, form, letter, status=409)
    except NotFound as error:
        return _ask(request, form, 422, error)
    return _letters(request, form, Write(), done="sent")


@for_anybody
@require_POST
def refuse(request: Visit) -> HttpResponse:
    """This does not answer it: somebody else looks into it, by the receipt of the page."""
    form = Receipt(request.POST)
    if not form.is_valid():
        return _ask(request, form, 422)
    typed, address = form.cleaned_data["receipt"], _address(request)
    try:
        letterbox.refuse(receipt=typed, address=address, now=request.now)
    except (NotFound, TooSoon) as error:
        return _ask(request, form, 429 if isinstance(error, TooSoon) else 422, error)
    except StepNotAllowed:  # pressed twice: the page says how it stands
        return _letters(request, form, Write(), status=409)
    return _letters(request, form, Write(), done="refused")


def _letters(
    request: Visit, form: Receipt, letter: Write, *, status: int = 200, done: str = ""
) -> HttpResponse:
    typed = form.cleaned_data["receipt"]
    try:
        found = letterbox.read(receipt=typed, address=_address(request), now=request.now)
    except TooSoon as error:
        return _ask(request, form, 429, error)
    except NotFound as error:
        return _ask(request, form, 422, error)
    shown = {"found": found, "receipt": typed, "form": letter, "done": done}
    return render(request, "front/letters.html", shown, status=status)


def _ask(
    request: Visit, form: Receipt, status: int, error: NotFound | TooSoon | None = None
) -> HttpResponse:
    """The one field again, empty: the same page whatever was not right with the number."""
    if isinstance(error, TooSoon):
        form.add_error("receipt", wait_sentence(error))
    elif error is not None:
        form.add_error(
            "receipt", say("This number opens nothing here. Compare it with what you wrote down")
        )
    return render(request, "front/receipt.html", {"form": form}, status=status)
