"""A host's papers: handed in by them or by the office, for both to look at."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions.kept import papers as act
from hearth.core.audience import Audience
from hearth.core.errors import BadInput
from hearth.core.papers import What
from hearth.entry.done import back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.kept import papers as ask
from hearth.web.handing_in import ACCEPT, WHATS, PaperForm, picture, sent


@only_for(Audience.HOST)
@require_http_methods(["GET", "HEAD", "POST"])
def papers(request: SignedVisit) -> HttpResponse:
    """Their papers, and one more."""
    form = sent(request)
    if request.method == "POST" and form.is_valid() and _keep(request, form):
        return back_to("host:papers", done="in")
    held = ask.of_own(by=request.by, now=request.now)
    words = {"held": held, "form": form, "whats": WHATS, "accept": ACCEPT}
    return render(request, "host/papers.html", {**words, "done": request.GET.get("done", "")})


def _keep(request: SignedVisit, form: PaperForm) -> bool:
    typed = form.cleaned_data
    what, content = What(typed["what"]), typed["file"].read()
    try:
        act.hand_in(
            what=what, words=typed["words"], content=content, by=request.by, now=request.now
        )
    except BadInput as wrong:
        form.add_error("file", str(wrong))
        return False
    return True


@only_for(Audience.HOST)
@require_safe
def one(request: SignedVisit, paper: UUID) -> HttpResponse:
    """One paper, page by page."""
    found = ask.one(paper, by=request.by, now=request.now)
    return render(request, "host/paper.html", {"one": found, "whats": WHATS})


@only_for(Audience.HOST)
@require_safe
def page(request: SignedVisit, paper: UUID, at: int) -> HttpResponse:
    """The picture of one page."""
    return picture(ask.page(paper, at, by=request.by, now=request.now))
