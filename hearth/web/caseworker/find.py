"""Finding a case by name. The words are sent with a form, so that no address keeps them."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hearth.core.audience import Audience
from hearth.entry import session
from hearth.entry.guard import SignedVisit, only_for
from hearth.entry.searches import Search
from hearth.web.caseworker.shown import case as shown
from hearth.web.telling.fields import NAME
from hearth.web.words import say

LOOK_AGAIN_S = 3  # while a search goes on, the page asks how far it is


class Words(forms.Form):
    """The name that is looked for."""

    name = forms.CharField(max_length=NAME)

    def __init__(self, *words: Any) -> None:
        super().__init__(*words)
        self.fields["name"].label = say("Name")
        self.fields["name"].help_text = say("All of it or the beginning, in any order.")
        self.fields["name"].error_messages["required"] = say("Write a name, or its beginning.")


@only_for(Audience.CASEWORKER)
@require_http_methods(["GET", "HEAD", "POST"])
def find(request: SignedVisit) -> HttpResponse:
    """Ask for a name, and show whose cases have it; look through the others as well."""
    searches, cookie = request.running.searches, session.cookie_of(request)
    if request.method == "POST" and "further" in request.POST:
        searches.go_on(cookie, by=request.by)
        return HttpResponseRedirect(reverse("caseworker:find"))
    form = Words(request.POST) if request.method == "POST" else Words()
    search = None
    if form.is_bound and form.is_valid():
        words = form.cleaned_data["name"]
        search = searches.begin(cookie, words, by=request.by, now=request.now)
    elif not form.is_bound:
        search = _went_on(searches.of(cookie))
    return _page(request, form, search)


def _went_on(search: Search | None) -> Search | None:
    """A search that was asked to look further; another is over with the page that showed it."""
    return search if search is not None and search.went_on else None


def _page(request: SignedVisit, form: Words, search: Search | None) -> HttpResponse:
    found = shown.found(search.found, goes_on=search.goes_on) if search else None
    response = render(request, "caseworker/find.html", {"form": form, "found": found})
    if found is not None and found.goes_on:
        response.headers["Refresh"] = str(LOOK_AGAIN_S)
    return response
