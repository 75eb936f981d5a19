"""What leaves about a case: what waits, what left and where to, what did not and why."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from hearth.actions.telling import outbox as act
from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries.telling import messages as ask
from hearth.web.caseworker.messages import said
from hearth.web.caseworker.pages import show, then
from hearth.web.lazily import later
from hearth.web.searched import searched
from hearth.web.words import say


class WriteForm(forms.Form):
    """A message in the office's own words."""

    words = forms.CharField(
        max_length=act.LONGEST,
        widget=forms.Textarea,
        label=later("What should it say?"),
        help_text=later("Anybody may read along: no name, no street, no number, no service."),
        error_messages={
            "required": later("Write what it should say"),
            "max_length": later("A message has at most 300 signs"),
        },
    )


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: SignedVisit, case: UUID) -> HttpResponse:
    """The list; posting queues a message in the office's own words."""
    form = WriteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with searched(request, form, "words", about=case):
            words = form.cleaned_data["words"]
            id = act.write(case=case, words=words, by=request.by, now=request.now)
            if id is not None:
                return then("messages", case, "queued")
            form.add_error("words", say(said.NOT_WANTED))
    found = ask.of_case(case=case, by=request.by, now=request.now)
    shown = {"found": found, "form": form, "texts": said}
    return show(request, "leaving/messages", found.head, "messages", shown)


@only_for(Audience.CASEWORKER)
@require_POST
def cancel(request: SignedVisit, case: UUID, message: UUID) -> HttpResponse:
    """Stop one that waits."""
    act.cancel(message_id=message, by=request.by, now=request.now)
    return then("messages", case, "stopped")


@only_for(Audience.CASEWORKER)
@require_POST
def settle(request: SignedVisit, case: UUID, message: UUID) -> HttpResponse:
    """What one that did not leave should have done is done."""
    act.settle(message_id=message, by=request.by, now=request.now)
    return then("messages", case, "settled")
