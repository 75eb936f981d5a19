"""Papers of a host and of a case: handed in, looked at, shredded."""

from functools import partial
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions.kept import papers as act
from hearth.core.audience import Audience
from hearth.core.errors import BadInput
from hearth.core.papers import What
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.kept import papers as ask
from hearth.web.handing_in import ACCEPT, WHATS, PaperForm, picture, sent
from hearth.web.searched import searched

BOTH = ["GET", "HEAD", "POST"]


@only_for(Audience.CASEWORKER)
@require_http_methods(BOTH)
def of_host(request: SignedVisit, host: UUID) -> HttpResponse:
    """The papers of a host, and one more."""
    form = sent(request)
    if request.method == "POST" and form.is_valid() and _keep(request, form, host, of_host=True):
        return back_to("caseworker:host_papers", host, done="in")
    found = ask.of_host(host, by=request.by, now=request.now)
    back = reverse("caseworker:host", args=[host])
    return _page(request, {"held": found, "form": form, "back_to": back, "of_host": True})


@only_for(Audience.CASEWORKER)
@require_http_methods(BOTH)
def of_case(request: SignedVisit, case: UUID) -> HttpResponse:
    """The papers of a case, and one more."""
    form = sent(request)
    if request.method == "POST" and form.is_valid() and _keep(request, form, case, of_host=False):
        return back_to("caseworker:case_papers", case, done="in")
    found = ask.of_case(case, by=request.by, now=request.now)
    back = reverse("caseworker:case", args=[case])
    return _page(request, {"held": found, "form": form, "back_to": back, "of_host": False})


def _page(request: SignedVisit, words: dict[str, object]) -> HttpResponse:
    more = {"whats": WHATS, "accept": ACCEPT, "done": request.GET.get("done", "")}
    return render(request, "caseworker/hosts/papers.html", {**words, **more})


def _keep(request: SignedVisit, form: PaperForm, about: UUID, *, of_host: bool) -> bool:
    typed = form.cleaned_data
    keep = partial(act.hand_in, what=What(typed["what"]), words=typed["words"])
    host, case = (about, None) if of_host else (None, about)
    try:
        with searched(request, form, "words", about=about):
            keep(host=host, case=case, content=typed["file"].read(), by=request.by, now=request.now)
            return True
    except BadInput as wrong:
        form.add_error("file", str(wrong))
    return False


@only_for(Audience.CASEWORKER)
@require_safe
def one(request: SignedVisit, paper: UUID) -> HttpResponse:
    """One paper, page by page."""
    found = ask.one(paper, by=request.by, now=request.now)
    page, of = _of(*ask.whose(paper))
    words = {"one": found, "whats": WHATS, "back_to": reverse(page, args=[of])}
    return render(request, "caseworker/hosts/paper.html", words)


@only_for(Audience.CASEWORKER)
@require_safe
def page(request: SignedVisit, paper: UUID, at: int) -> HttpResponse:
    """The picture of one page."""
    return picture(ask.page(paper, at, by=request.by, now=request.now))


@only_for(Audience.CASEWORKER)
@require_POST
def delete(request: SignedVisit, paper: UUID) -> HttpResponse:
    """Nobody needs it any more."""
    page, of = _of(*act.delete(paper=paper, by=request.by, now=request.now))
    return back_to(page, of, done="gone")


def _of(host: UUID | None, case: UUID | None) -> tuple[str, UUID | None]:
    """The page on which the papers of a host or of a case stand, and whose they are."""
    return ("caseworker:host_papers", host) if host else ("caseworker:case_papers", case)
