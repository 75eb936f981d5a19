"""A lent device comes back: the person's session ends, and whoever lent it signs in again."""

from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods, require_POST

from hearth.core.errors import Sealed, TooSoon
from hearth.entry import handover
from hearth.entry.guard import Visit, for_anybody
from hearth.web.front.sign_in import wait_sentence
from hearth.web.words import say

LONGEST = 1_000  # characters of a secret


class Secret(forms.Form):
    """The secret of whoever lent the device."""

    secret = forms.CharField(
        max_length=LONGEST, strip=False, required=False, widget=forms.PasswordInput
    )

    def __init__(self, *words: Any) -> None:
        super().__init__(*words)
        self.fields["secret"].label = say("Your secret")


@for_anybody
@require_http_methods(["GET", "HEAD", "POST"])
def back(request: Visit) -> HttpResponse:
    """The person gives the device back; then it waits for whoever lent it."""
    if request.method == "POST":
        return handover.end(request, HttpResponseRedirect(reverse("front:back")))
    if not handover.may_come_back(request):
        return _over()
    return render(request, "front/back.html", {"form": Secret()})


def _over() -> HttpResponse:
    """Nobody's sign-in waits here, or not any more: whoever lent the device signs in anew. Where
    they were stands in no address, since the device may still be in other hands."""
    to = urlencode({"next": "/"})
    return handover.forget(HttpResponseRedirect(f"{reverse('front:begin')}?{to}"))


@for_anybody
@require_POST
def take_back(request: Visit) -> HttpResponse:
    """Whoever lent the device goes on where they were."""
    if not handover.may_come_back(request):
        return _over()
    to = handover.address(request)
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    form = Secret(request.POST)
    secret = form.cleaned_data["secret"] if form.is_valid() else ""
    try:
        response = HttpResponseRedirect(to if safe else "/")
        return handover.take_back(request, response, secret)
    except TooSoon as error:
        form.add_error("secret", wait_sentence(error))
        return render(request, "front/back.html", {"form": form}, status=429)
    except Sealed:
        form.add_error("secret", say("That is not the secret of whoever lent this device."))
        return render(request, "front/back.html", {"form": form})
