"""The words that came with a form: written out again where the form was not taken.

A form names its fields of words in a hidden field `keep`. What stands in those alone is kept as it
is typed, and written out on the page of a mistake: nothing that is a secret is among them.
"""

from typing import Final

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from markupsafe import Markup

UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, OSError)
KEEP: Final = "keep"  # of a form: its fields of words, with spaces between


def keeps(*names: str) -> Markup:
    """The hidden field of a form by which the words in these fields are kept."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(KEEP, " ".join(names))


def words_of(request: HttpRequest) -> list[str]:
    """The words that came with a form which keeps them, in its order. Empty for any other."""
    said = [request.POST.get(name, "") for name in kept_of(request)]
    return [one for one in said if one.strip()]


def kept_of(request: HttpRequest) -> list[str]:
    """The names of its fields of words; none of what is no form, or cannot be read as one."""
    if request.method != "POST":
        return []
    try:
        return request.POST.get(KEEP, "").split()
    except UNREADABLE:
        return []
