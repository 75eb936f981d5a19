"""The words that came with a form: written out again where the form was not taken.

A form names its fields of words in a hidden field `keep`. What stands in those alone is kept as it
is typed, and written out on the page of a mistake: nothing that is a secret is among them.
"""

from typing import Final

from django.http import HttpRequest
from markupsafe import Markup

KEEP: Final = "keep"  # of a form: its fields of words, with spaces between


def keeps(*names: str) -> Markup:
    """The hidden field of a form by which the words in these fields are kept."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(KEEP, " ".join(names))


def words_of(request: HttpRequest) -> list[str]:
    """The words that came with a form which keeps them, in its order. Empty for any other."""
    if request.method != "POST":
        return []
    said = [request.POST.get(name, "") for name in request.POST.get(KEEP, "").split()]
    return [one for one in said if one.strip()]
