"""Handing a case to a colleague or another office, and answering when one is handed to me."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hearth.actions import transfer as act
from hearth.core.audience import Audience
from hearth.core.errors import NotFound
from hearth.entry.done import Word, back_to
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import transfer as ask
from hearth.web.offered import offer
from hearth.web.words import say

_ = lazy(say, str)
OFFICE = "office:"  # what the value of an office begins with, beside those of colleagues
DONE = {
    "asked": "They are asked. The case stays where it is until they say yes.",
    "accept": "The case is in your care.",
    "refuse": "You said no. The case stays where it is.",
    "withdraw": "You took it back. Nobody is asked any more.",
}


class Proposal(forms.Form):
    """Whom to ask, and what they should know."""

    to = forms.ChoiceField(
        label=_("Who should take it?"),
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose who should take it")
        ),
    )
    note = forms.CharField(
        label=_("What should they know first?"),
        max_length=2_000,
        help_text=_(
            "The office alone can read it. What the person said apart does not belong here."
        ),
        error_messages={
            "required": _("Write what your colleague should know before they say yes"),
            "max_length": _("Write it in at most 2,000 characters"),
        },
        widget=forms.Textarea,
    )

    def __init__(self, *words: Any, found: ask.ToHandOver, **how: Any) -> None:
        super().__init__(*words, **how)
        colleagues = [
            (one.hex, say("Caseworker {sign}").format(sign=sign)) for one, sign in found.colleagues
        ]
        others = [
            (f"{OFFICE}{one.hex}", say("Another office: {name}").format(name=name))
            for one, name in found.offices
        ]
        nobody = [("", say("Choose"))] if others else []  # no office is asked by an oversight
        offer(self, "to", [*nobody, *colleagues, *others])
        if others:
            self.fields["note"].help_text = _(
                "Your own office can read it. If you ask another office, everybody there reads it "
                "before they say yes: then write no name and no place."
            )


@only_for(Audience.CASEWORKER)
@require_safe
def transfers(request: SignedVisit) -> HttpResponse:
    """What I am asked, what I asked, and what is in my care."""
    found = ask.mine(by=request.by, now=request.now)
    done = DONE.get(request.GET.get("done", ""))
    words = {"found": found, "done": say(done) if done else ""}
    return render(request, "caseworker/transfers.html", words)


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: SignedVisit, case: UUID) -> HttpResponse:
    """Ask a colleague to take a case."""
    found = ask.to_hand_over(case, by=request.by, now=request.now)
    form = Proposal(request.POST or None, found=found)
    if request.method == "POST" and form.is_valid():
        _ask(request, case, form.cleaned_data["to"], form.cleaned_data["note"])
        return _back("asked")
    return render(request, "caseworker/transfer.html", {"found": found, "form": form})


def _ask(request: SignedVisit, case: UUID, whom: str, note: str) -> None:
    by, now = request.by, request.now
    if whom.startswith(OFFICE):
        office = UUID(whom.removeprefix(OFFICE))
        act.propose_to_office(case=case, office=office, note=note, by=by, now=now)
    else:
        act.propose(case=case, to=UUID(whom), note=note, by=by, now=now)


@only_for(Audience.CASEWORKER)
@require_POST
def answer(request: SignedVisit, transfer: UUID, word: str) -> HttpResponse:
    """Yes, no, or taken back."""
    by, now = request.by, request.now
    if word == "accept":
        act.accept(transfer_id=transfer, by=by, service=request.running.service, now=now)
        return _back("accept")
    if word == "refuse":
        act.refuse(transfer_id=transfer, by=by, now=now)
        return _back("refuse")
    if word == "withdraw":
        act.withdraw(transfer_id=transfer, by=by, now=now)
        return _back("withdraw")
    raise NotFound("there is no such answer")


def _back(done: Word) -> HttpResponse:
    return back_to("caseworker:transfers", done=done)
