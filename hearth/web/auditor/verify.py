"""Whether the log is what was written, and checkpoints of it to keep outside."""

from http import HTTPStatus

from django.http import HttpResponse, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template import engines
from django.template.backends.utils import csrf_input
from django.views.decorators.http import require_POST, require_safe

from hearth.actions.kept import audit as act
from hearth.core.audience import Audience
from hearth.core.errors import NotReady
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.entry import leaving
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.kept import audit as ask
from hearth.web.words import say


@only_for(Audience.AUDITOR)
@require_safe
def verify(request: SignedVisit) -> StreamingHttpResponse:
    """Read the whole log against all that it binds; each part is shown as soon as it is done.

    The page is sent while it is made, so that it shows how far it is without any script.
    """
    get_token(request)  # its cookie is set before the page begins
    template = engines["jinja2"].get_template("auditor/verify.html")
    parts = ask.verifying(by=request.by)
    told = {"request": request, "csrf_input": csrf_input(request), "parts": parts}
    return StreamingHttpResponse(template.template.generate(told))  # type: ignore[attr-defined]  # of Jinja


@only_for(Audience.AUDITOR)
@require_safe
def checkpoints(request: SignedVisit) -> HttpResponse:
    """What a checkpoint is, and the button that makes one."""
    return _page(request)


def _page(
    request: SignedVisit, signed: act.Signed | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    told = {"signed": signed, "said": said}
    return render(request, "auditor/checkpoint.html", told, status=status)


@only_for(Audience.AUDITOR)
@require_POST
def sign(request: SignedVisit) -> HttpResponse:
    """A checkpoint of now, to print or to keep as a file. It changes nothing."""
    try:
        signed = act.sign_here(folder=request.running.folder, by=request.by, now=request.now)
    except NotReady:
        said = say("The key that signs is locked. Whoever keeps the machine can sign there.")
        return _page(request, said=said, status=HTTPStatus.SERVICE_UNAVAILABLE)
    if "file" not in request.POST:
        return _page(request, signed)
    asked = Asked(
        what=Leaves.CHECKPOINT,
        content=signed.text.encode(),
        name="checkpoint.txt",
        on=request.now.date(),
    )
    return leaving.hand_out(let_out(asked))
