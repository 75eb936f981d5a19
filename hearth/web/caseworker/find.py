"""Finding a case by name. The words are sent with a form, so that no address keeps them."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hearth.core.audience import Audience
from hearth.entry.guard import SignedVisit, only_for
from hearth.queries import find as ask
from hearth.web.caseworker import shown_case as shown
from hearth.web.telling.fields import NAME
from hearth.web.words import say


class Words(forms.Form):
    """The name that is looked for."""

    name = forms.CharField(max_length=NAME)

    def __init__(self, *words: object) -> None:
        super().__init__(*words)  # type: ignore[arg-type]  # data, or nothing
        self.fields["name"].label = say("Name")
        self.fields["name"].help_text = say("All of it or the beginning, in any order.")
        self.fields["name"].error_messages["required"] = say("Write a name, or its beginning.")


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: SignedVisit) -> HttpResponse:
    """Ask for a name, and show whose cases have it."""
    form = Words(request.POST) if request.method == "POST" else Words()
    found = None
    if form.is_bound and form.is_valid():
        findings = ask.by_name(form.cleaned_data["name"], by=request.by, now=request.now)
        found = shown.found(findings)
    return render(request, "caseworker/find.html", {"form": form, "found": found})
