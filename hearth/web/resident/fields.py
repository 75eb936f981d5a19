"""Fields of a resident's forms, and words that are said in the language of each request."""

import re
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.functional import lazy

from hearth.web.words import say

_ = lazy(say, str)
LONGEST = 10_000  # signs; some five pages
# What a word processor or a keyboard leaves in a text unseen, and what no database should keep.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Text(forms.CharField):
    """Words as they were typed, of any script, without the signs that nobody sees."""

    def __init__(self, *, rows: bool = False, longest: int = LONGEST, **named: Any) -> None:
        wrong = {
            "required": _("Write something here, or go back"),
            "max_length": _("This is too long to be kept in one piece: shorten it"),
        }
        named.setdefault("error_messages", wrong)
        named.setdefault("required", False)
        widget = forms.Textarea if rows else forms.TextInput
        super().__init__(max_length=longest, widget=widget, **named)

    def to_python(self, value: Any) -> str:
        """The text, its line ends as ours."""
        text = super().to_python(value) or ""
        return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()

    def clean(self, value: Any) -> str:
        """Without what nobody sees before anything is asked of it."""
        text: str = super().clean(self.to_python(value))
        return text


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where it is only looked at."""
    return request.POST if request.method == "POST" else None
