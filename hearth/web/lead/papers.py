"""The files of papers as they came: by number, and opened for a purpose alone."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy
from django.views.decorators.http import require_http_methods, require_safe

from hearth.actions.kept import papers as act
from hearth.core.audience import Audience
from hearth.core.gate.leaves import Asked, Leaves, let_out
from hearth.core.opening import WORDS_AT_LEAST, WORDS_AT_MOST
from hearth.entry import leaving
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.kept import papers as ask
from hearth.web.words import say

_ = lazy(say, str)


class PurposeForm(forms.Form):
    """What a file is opened for."""

    purpose = forms.CharField(
        label=_("What do you need the file itself for?"),
        help_text=_("For example: the court asks whether the certificate was changed."),
        min_length=WORDS_AT_LEAST,
        max_length=WORDS_AT_MOST,
        error_messages={
            "required": _("Write what you need it for"),
            "min_length": _("Write in a sentence what you need it for"),
            "max_length": _("Write it in at most 500 characters"),
        },
    )


@only_for(Audience.LEAD)
@require_safe
def papers(request: SignedVisit) -> HttpResponse:
    """The latest papers, by number."""
    return render(request, "lead/papers.html", {"found": ask.apart(by=request.by)})


@only_for(Audience.LEAD)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: SignedVisit, paper: UUID) -> HttpResponse:
    """Say what for; then the file."""
    ask.whose(paper)
    form = PurposeForm(request.POST) if request.method == "POST" else PurposeForm()
    if request.method != "POST" or not form.is_valid():
        return render(request, "lead/paper.html", {"form": form, "number": paper.hex[:8]})
    purpose = form.cleaned_data["purpose"]
    content = act.open_original(paper=paper, purpose=purpose, by=request.by, now=request.now)
    asked = Asked(what=Leaves.PAPER, content=content, name="paper.bin", on=request.now.date())
    return leaving.hand_out(let_out(asked))
