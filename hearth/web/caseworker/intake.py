"""Somebody is here: one question on a page, kept as it is typed, read back before it is sent."""

from uuid import UUID, uuid4

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import arrival, drafts
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.entry import handover
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import arrival as ask
from hearth.queries import drafts as kept
from hearth.web.caseworker.arriving import QUESTIONS, Arriving, drafts_of
from hearth.web.caseworker.shown import intake as shown

MORE = "more"  # the button that asks for another row
OURS = frozenset({"csrfmiddlewaretoken", "draft", MORE})


@only_for(Audience.CASEWORKER)
@require_POST
def begin(request: SignedVisit) -> HttpResponse:
    """Somebody is here."""
    return _to("question", uuid4(), "who")


@only_for(Audience.CASEWORKER)
@require_safe
def tasks(request: SignedVisit, begun: UUID) -> HttpResponse:
    """Every question, and how far it has come."""
    arriving = _arriving(request, begun)
    shown_tasks = shown.tasks(arriving)
    return render(
        request, "caseworker/intake/tasks.html", {"arriving": arriving, "tasks": shown_tasks}
    )


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: SignedVisit, begun: UUID, page: str) -> HttpResponse:
    """One question. What is typed is kept whatever is wrong with it."""
    if page not in QUESTIONS:
        raise NotFound("there is no such question")
    arriving = _arriving(request, begun)
    if request.method != "POST":
        return _ask(request, arriving, page, arriving.form(page))
    form = arriving.form(page, request.POST)
    fine = form.is_valid()
    _keep(request, begun, page, sent=fine and MORE not in request.POST)
    if not fine:
        return _ask(request, arriving, page, form)
    if MORE in request.POST:
        return _to("question", begun, page)
    ahead = _arriving(request, begun).after(page)
    return _to("question", begun, ahead) if ahead else _to("check", begun)


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: SignedVisit, begun: UUID) -> HttpResponse:
    """Everything that was typed, to change or to send. Sent, the device is the person's."""
    arriving = _arriving(request, begun)
    if arriving.missing:
        return _to("question", begun, arriving.missing[0])
    said = arriving.said(request.now.date())
    if request.method != "POST":
        register = request.running.desk.register(request.now)
        refused = said.told.refusals.areas
        strange = ask.without_homes(refused, register=register, by=request.by) if refused else ()
        rows = shown.answers(arriving, said, strange)
        return render(request, "caseworker/intake/check.html", {"arriving": arriving, "rows": rows})
    opened = arrival.arrive(
        case=begun,
        said=said,
        secret=_secret(),
        by=request.by,
        now=request.now,
        typed=drafts_of(begun),
    )
    response = HttpResponseRedirect(reverse("resident:told"))
    back = reverse("caseworker:case", args=[opened.case])
    return handover.give(request, response, opened.resident, back=back)


@only_for(Audience.CASEWORKER)
@require_POST
def throw_away(request: SignedVisit, begun: UUID) -> HttpResponse:
    """What was typed is not needed: nobody came, or they left."""
    drafts.drop(start=drafts_of(begun), by=request.by)
    return back_to("caseworker:board", done="thrown-away")


def _secret() -> str | None:
    """What the person will sign in by. None: their key is in this first session alone."""
    return None


def _arriving(request: SignedVisit, begun: UUID) -> Arriving:
    start = drafts_of(begun)
    typed = kept.under(start, by=request.by)
    pages = {name.removeprefix(start): one for name, one in typed.items()}
    return Arriving(begun, pages, ask.offered(request.now.date()))


def _keep(request: SignedVisit, begun: UUID, page: str, *, sent: bool) -> None:
    fields = {name: said for name, said in request.POST.lists() if name not in OURS}
    drafts.save(
        name=f"{drafts_of(begun)}{page}",
        fields={name: [str(one) for one in said] for name, said in fields.items()},
        sent=sent,
        by=request.by,
        now=request.now,
    )


def _ask(request: SignedVisit, arriving: Arriving, page: str, form: object) -> HttpResponse:
    return render(
        request,
        f"caseworker/intake/{page}.html",
        {
            "form": form,
            "arriving": arriving,
            "draft": f"{drafts_of(arriving.begun)}{page}",
            "before": shown.before(arriving, page),
        },
    )


def _to(name: str, begun: UUID, *words: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse(f"caseworker:{name}", args=[begun, *words]))
