"""Handing in a paper, and looking at one: what the pages of every audience share."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import lazy

from hearth.core.papers import MOST_WORDS, What
from hearth.entry.uploads import is_too_big
from hearth.web.offered import offer
from hearth.web.words import say

_ = lazy(say, str)
WHATS = {
    What.CERTIFICATE: _("A certificate or a check"),
    What.HOME: _("A picture of the home"),
    What.IDENTITY: _("Proof of who somebody is"),
    What.LETTER: _("A letter"),
    What.OTHER: _("Something else"),
}
ACCEPT = ".jpg,.jpeg,.png,.pdf"


class PaperForm(forms.Form):
    """A paper that somebody hands in."""

    what = forms.ChoiceField(
        label=_("What is it?"),
        error_messages={"required": _("Say what it is"), "invalid_choice": _("Say what it is")},
    )
    words = forms.CharField(
        label=_("A word on it, if you like"),
        required=False,
        max_length=MOST_WORDS,
        error_messages={"max_length": _("Write at most 200 characters")},
    )
    file = forms.FileField(
        label=_("The file"),
        max_length=255,
        allow_empty_file=False,
        help_text=_("A photograph (JPEG, PNG) or a PDF, at most 10 MB and 40 pages."),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty; choose another"),
            "max_length": _("The file's name is too long; give it a shorter one"),
        },
    )

    def __init__(self, *words: Any, **how: Any) -> None:
        super().__init__(*words, **how)
        offer(self, "what", list(WHATS.items()))


def sent(request: HttpRequest) -> PaperForm:
    """The form as it was posted, or an empty one."""
    if request.method != "POST":
        return PaperForm()
    form = PaperForm(request.POST, request.FILES)
    if is_too_big(request):
        form.errors["file"] = form.error_class(
            [say("The file is bigger than 10 MB. Take a photograph with fewer dots.")]
        )
    return form


def picture(content: bytes) -> HttpResponse:
    """One page of a paper inside a page. It has no name, and nothing keeps it."""
    return HttpResponse(content, content_type="image/jpeg", headers={"Cache-Control": "no-store"})
